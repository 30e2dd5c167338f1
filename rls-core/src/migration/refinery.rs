//! refinery.
//!
//! Its `U` files are no way back: they are migrations whose order does not count, and are run like the others. So the way
//! back has a name that refinery does not take for a migration.

use super::{
    layout::{Alone, Begins, Layout},
    version::Stamp,
};

pub(super) const LAYOUT: Layout = Layout {
    name: "refinery",
    about: "refinery runs the V files, each in a transaction, always; it has no way back, so .down.sql files are for psql",
    stamp: Stamp::Unix,
    up: "V{version}__{name}.sql",
    down: "V{version}__{name}.down.sql",
    begins: Begins::Back,
    back: Some(
        "refinery has no way back: run this by psql with ON_ERROR_STOP, \
         and then DELETE FROM refinery_schema_history WHERE version = {version};",
    ),
    alone: Alone::Never,
};
