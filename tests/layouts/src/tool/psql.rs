//! psql, which runs the files in the order of their names.

use std::process::Command;

use super::Tool;
use crate::{folder::Folder, server};

pub(super) struct Psql;

impl Tool for Psql {
    /// psql remembers nothing: what ran stands in a table.
    fn up(&self, folder: &Folder) -> Result<(), String> {
        let mut client = server::connect(&folder.database);
        client.batch_execute("CREATE TABLE IF NOT EXISTS _psql_ran (path text PRIMARY KEY)").unwrap();
        let mut paths: Vec<&str> = (0..folder.migrations.len()).flat_map(|n| folder.paths(n, true)).collect();
        paths.sort_unstable();
        let ran = client.query("SELECT path FROM _psql_ran", &[]).unwrap();
        let ran: Vec<String> = ran.iter().map(|row| row.get(0)).collect();
        paths.retain(|path| ran.iter().all(|ran| ran != path));
        run(folder, &paths)?;
        client.execute("INSERT INTO _psql_ran SELECT unnest($1::text[])", &[&paths]).unwrap();
        Ok(())
    }

    fn down(&self, folder: &Folder, n: usize) -> Result<(), String> {
        let mut paths = folder.paths(n, false);
        paths.sort_unstable();
        paths.reverse();
        run(folder, &paths)?;
        let ran: Vec<&str> = folder.paths(n, true);
        let mut client = server::connect(&folder.database);
        client.execute("DELETE FROM _psql_ran WHERE path = ANY ($1)", &[&ran]).unwrap();
        Ok(())
    }
}

/// Files, one after the other, by one psql, which stops at the first that fails.
pub(super) fn run(folder: &Folder, paths: &[&str]) -> Result<(), String> {
    if paths.is_empty() {
        return Ok(());
    }
    let output = Command::new("psql")
        .args(["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname"])
        .arg(server::conninfo(&folder.database))
        .args(paths.iter().flat_map(|path| ["--file".into(), folder.path.join(path)]))
        .output()
        .expect("psql, which Debian has in postgresql-client");
    let said = String::from_utf8_lossy(&output.stderr);
    // what rows break is told on purpose, and nothing else is
    let is_meant = |line: &str| !line.contains("WARNING") || line.ends_with("it stays NOT VALID");
    if output.status.success() && said.lines().all(is_meant) { Ok(()) } else { Err(said.into_owned()) }
}
