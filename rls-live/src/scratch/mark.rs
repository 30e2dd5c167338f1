//! By what is a database known to be ours, and its run to live?
//!
//! By its name, and by a limit of connections that nobody else would choose: both are there at the moment when the
//! database is. The name ends in the run's own number, and so does the application name of the session
//! that made it; that session lives as long as the run, whatever becomes of it.

use std::{
    hash::{BuildHasher, Hasher, RandomState},
    sync::atomic::{AtomicU32, Ordering},
};

use rls_core::ident::{literal, quote};

/// How the name of a scratch database begins.
const PREFIX: &str = "rls_scratch_";

/// How the application name of the session begins that a run's life hangs on.
const APPLICATION: &str = "pg-rls scratch ";

/// The limit of connections that a scratch database has.
pub(super) const CONNECTIONS: u32 = 7357;

/// Whether that is the name of a scratch database.
pub fn is_scratch(name: &str) -> bool {
    name.starts_with(PREFIX)
}

/// One workshop.
#[derive(Debug)]
pub(super) struct Run {
    number: String,
    pub(super) application: String,
    count: AtomicU32,
}

impl Run {
    pub(super) fn new() -> Self {
        // the standard library's own random keys
        let random = RandomState::new().build_hasher().finish();
        let number = format!("{}_{random:016x}", std::process::id());
        Self { application: format!("{APPLICATION}{number}"), number, count: AtomicU32::new(0) }
    }

    /// Says that the run lives as long as the session.
    pub(super) fn sign(&self) -> String {
        format!("SET application_name = {}", literal(&self.application))
    }

    /// `rls_scratch_<purpose>_<how many>_<process>_<random>`
    pub(super) fn name(&self, purpose: &str) -> String {
        let word: String = purpose.chars().filter(char::is_ascii_alphanumeric).take(16).collect();
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        format!("{PREFIX}{}_{count}_{}", word.to_ascii_lowercase(), self.number)
    }
}

/// For people who come across it.
pub(super) fn comment(name: &str) -> String {
    let text = "made by pg-rls to try things in; the run that made it drops it, or the next one";
    format!("COMMENT ON DATABASE {} IS {}", quote(name), literal(text))
}

/// Databases with our name and our mark that nobody is connected to and whose run has no session any more.
pub(super) const LEFT: &str = r"
SELECT d.datname
FROM pg_catalog.pg_database d
WHERE d.datname LIKE 'rls\_scratch\_%' AND d.datconnlimit = 7357
  AND pg_catalog.pg_has_role(d.datdba, 'USAGE')
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_stat_activity a
    WHERE a.application_name LIKE 'pg-rls scratch %'
      AND d.datname LIKE '%\_' || replace(substr(a.application_name, 16), '_', '\_'))
ORDER BY d.datname";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_query_knows_what_is_written() {
        assert!(LEFT.contains(&format!("= {CONNECTIONS}\n")));
        assert!(LEFT.contains(&format!("'{APPLICATION}%'")));
        assert!(LEFT.contains(&format!("application_name, {})", APPLICATION.len() + 1)));
        assert!(LEFT.contains(&PREFIX.replace('_', "\\_")));
    }

    #[test]
    fn a_name_fits_and_none_is_given_twice() {
        let (one, other) = (Run::new(), Run::new());
        let names = [one.name("Verify; DROP"), one.name("verifydrop"), other.name("x")];
        assert!(names.iter().all(|name| is_scratch(name) && name.len() < 64), "{names:?}");
        assert!(names[0].starts_with("rls_scratch_verifydrop_0_"), "{names:?}");
        assert!(names[0] != names[1] && one.number != other.number);
        assert!(one.application.len() < 64);
    }
}
