//! The Supabase command line.
//!
//! It runs every file of its folder that is called `<digits>_<anything>.sql`, so the way back is in a folder of its own.

use super::{
    layout::{Alone, Begins, Layout},
    version::Stamp,
};

pub(super) const LAYOUT: Layout = Layout {
    name: "supabase",
    about: "`supabase migration up` and `supabase db push` run the files of supabase/migrations; it has no way back, so those \
            of down/ are for psql",
    stamp: Stamp::Digits,
    up: "{version}_{name}.sql",
    down: "down/{version}_{name}.sql",
    begins: Begins::All,
    back: Some(
        "Supabase has no way back: run this by psql with ON_ERROR_STOP, \
         and then `supabase migration repair --status reverted {version}`.",
    ),
    alone: Alone::AsItIs,
};
