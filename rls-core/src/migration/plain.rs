//! psql, or whatever runs files in the order of their names.

use super::{
    layout::{Alone, Begins, Layout},
    version::Stamp,
};

pub(super) const LAYOUT: Layout = Layout {
    name: "plain",
    about: "for psql with ON_ERROR_STOP, in the order of their names: .up.sql there, .down.sql back",
    stamp: Stamp::Digits,
    up: "{version}_{name}.up.sql",
    down: "{version}_{name}.down.sql",
    begins: Begins::All,
    back: None,
    alone: Alone::AsItIs,
};
