//! How is each tool asked to go there and back?

mod diesel;
mod psql;
mod refinery;
mod sqlx;

use rls_core::migration::Layout;

use crate::folder::Folder;

pub(crate) trait Tool {
    /// Runs what it has not run yet.
    fn up(&self, folder: &Folder) -> Result<(), String>;
    /// Takes a migration back, which is the last that was run.
    fn down(&self, folder: &Folder, n: usize) -> Result<(), String>;
}

/// The one that runs the files of a layout.
pub(crate) fn of(layout: &Layout) -> &'static dyn Tool {
    match layout.name {
        "sqlx" => &sqlx::Sqlx,
        "diesel" => &diesel::Diesel,
        "refinery" => &refinery::Refinery,
        "supabase" | "plain" => &psql::Psql,
        other => panic!("nothing runs the layout {other}"),
    }
}
