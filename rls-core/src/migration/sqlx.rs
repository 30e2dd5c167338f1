//! The migrator of sqlx, and `sqlx migrate`.

use super::{
    layout::{Alone, Begins, Layout},
    version::Stamp,
};

pub(super) const LAYOUT: Layout = Layout {
    name: "sqlx",
    about: "sqlx::migrate! and `sqlx migrate run` run them, each in a transaction unless its first line says otherwise; \
            `sqlx migrate revert` goes back",
    stamp: Stamp::Digits,
    up: "{version}_{name}.up.sql",
    down: "{version}_{name}.down.sql",
    begins: Begins::None,
    back: None,
    alone: Alone::FirstLine("-- no-transaction\n"),
};
