//! diesel_migrations, and `diesel migration`.

use super::{
    layout::{Alone, Begins, Layout},
    version::Stamp,
};

pub(super) const LAYOUT: Layout = Layout {
    name: "diesel",
    about: "diesel_migrations and `diesel migration run` run them, each in a transaction unless its metadata.toml says \
            otherwise; `diesel migration revert` goes back",
    stamp: Stamp::Dashed,
    up: "{version}_{name}/up.sql",
    down: "{version}_{name}/down.sql",
    begins: Begins::None,
    back: None,
    alone: Alone::Beside { path: "{version}_{name}/metadata.toml", text: "run_in_transaction = false\n" },
};
