//! Does PostgreSQL do what the models say? As one line in a test.
//!
//! ```no_run
//! # use pg_rls::Rls;
//! # #[derive(Rls)] #[rls(owner = "user_id")] struct Todo { #[rls(primary_key)] id: i64, user_id: String }
//! # #[derive(Rls)] struct Team { #[rls(primary_key)] id: i64 }
//! # /*
//! #[test]
//! # */
//! fn the_policies_do_what_they_say() {
//!     pg_rls::verify!(Todo, Team);
//! }
//! ```
//!
//! It starts a throwaway server from the PostgreSQL that is installed, builds the tables there, fills them with rows that the
//! predicates tell apart, becomes each role with each state of the claims, and tries what may and may not be done; `cargo rls
//! verify` is the same from the command line, and docs/verify.md says what is tried. With `RLS_TEST_DATABASE_URL` set, the
//! scratch database is made on that server. `rls/setup.sql` beside the package's Cargo.toml runs before the tables, `rls/seed.sql`
//! after them.

use std::{env, fs, path::PathBuf};

pub use rls_core::verify::report::{CellVerdict, Counts, Refutation, Report};
pub use rls_live::LiveError;
use rls_live::{
    Address, Workshop,
    verify::{Options, verify},
};

use crate::Schema;

impl Schema {
    /// What a server does with each cell of the access table: proven, refuted or not reached.
    ///
    /// ```no_run
    /// # use pg_rls::{Provider, Rls};
    /// # #[derive(Rls)] #[rls(owner = "user_id")] struct Todo { #[rls(primary_key)] id: i64, user_id: String }
    /// let report = pg_rls::schema![Todo].provider(Provider::Supabase).verify()?;
    /// assert_eq!(report.counts().refuted, 0, "{}", report.plain());
    /// # Ok::<(), pg_rls::verify::LiveError>(())
    /// ```
    ///
    /// # Errors
    /// When it could not be run: no server, tables that are no schema, something that the server refuses.
    pub fn verify(&self) -> Result<Report, LiveError> {
        let resolved = self
            .resolve()
            .map_err(|errors| LiveError::new(format!("these tables are no schema:\n{errors}")))?;
        let workshop = match env::var("RLS_TEST_DATABASE_URL") {
            Ok(url) if !url.is_empty() => Workshop::on(&Address::read(&url)?)?,
            _ => Workshop::throwaway()?,
        };
        let options =
            Options { setup: beside("setup.sql")?, seed: beside("seed.sql")?, ..Options::default() };
        verify(&workshop, &resolved, &options, &mut |_| {})
    }

    /// What [`verify!`](crate::verify!) does.
    ///
    /// # Panics
    /// When a cell is refuted, with the report; when it could not be run.
    #[track_caller]
    #[allow(clippy::panic, reason = "documented: the one-line form for tests; verify is the other")]
    pub fn assert_verified(&self) {
        match self.verify() {
            Ok(report) if report.is_refuted() => {
                panic!("the server does something else\n\n{}", report.plain())
            }
            Ok(_) => {}
            Err(error) => panic!("the policies could not be tried: {error}"),
        }
    }
}

/// A file of the package under test, if it is there.
fn beside(name: &str) -> Result<Option<String>, LiveError> {
    let root = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let path = root.join("rls").join(name);
    if !path.is_file() {
        return Ok(None);
    }
    let text = fs::read_to_string(&path);
    text.map(Some).map_err(|error| LiveError::new(format!("rls/{name} cannot be read: {error}")))
}

/// Proves on a real server that these tables' policies and grants do what they say; for a test, with the feature `verify`.
/// [`Schema::verify`] gives the report as a value, and takes a provider and roles.
///
/// ```no_run
/// # use pg_rls::Rls;
/// # #[derive(Rls)] #[rls(owner = "user_id")] struct Todo { #[rls(primary_key)] id: i64, user_id: String }
/// pg_rls::verify!(Todo);
/// ```
///
/// # Panics
/// At its own line: when a cell of the access table is refuted, with the report; when it could not be run.
#[macro_export]
macro_rules! verify {
    ($($item:ty),* $(,)?) => {
        $crate::schema![$($item),*].assert_verified()
    };
}
