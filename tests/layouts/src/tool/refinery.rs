//! refinery: its runner. It has no way back, so that is psql's, and then what the file says to do besides.

use refinery::{Runner, load_sql_migrations};

use super::{Tool, psql};
use crate::{folder::Folder, server};

pub(super) struct Refinery;

impl Tool for Refinery {
    fn up(&self, folder: &Folder) -> Result<(), String> {
        let migrations = load_sql_migrations(&folder.path).map_err(|error| error.to_string())?;
        let ours: usize = (0..folder.migrations.len()).map(|n| folder.paths(n, true).len()).sum();
        assert_eq!(migrations.len(), ours, "refinery takes the way back for a migration: {migrations:?}");
        let done = Runner::new(&migrations).run(&mut server::connect(&folder.database));
        done.map(drop).map_err(|error| format!("{error:?}"))
    }

    fn down(&self, folder: &Folder, n: usize) -> Result<(), String> {
        let mut paths = folder.paths(n, false);
        paths.reverse();
        psql::run(folder, &paths)?;
        let mut client = server::connect(&folder.database);
        for path in paths {
            let text = std::fs::read_to_string(folder.path.join(path)).unwrap();
            let says = text.lines().find_map(|line| line.split_once("and then DELETE ")).expect(path).1;
            client.batch_execute(&format!("DELETE {says}")).unwrap();
        }
        Ok(())
    }
}
