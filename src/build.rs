//! What does a build script say to keep a pending migration up to date?
//!
//! ```no_run
//! // build.rs
//! fn main() {
//!     pg_rls::build::run()
//! }
//! ```
//!
//! with, in Cargo.toml:
//!
//! ```toml
//! [build-dependencies]
//! pg-rls = { version = "0.1", features = ["build"] }
//! ```
//!
//! `cargo build` then reads the models that rls.toml names, without compiling them. Where they say something else than
//! `rls/schema.json`, it writes what would be migrated to `rls/pending/up.sql` and `down.sql`, and cargo shows one warning. There is
//! one pending change, however many builds; nothing is written when nothing changed; and when the change is taken back, or
//! accepted by `cargo rls accept NAME`, the files go.
//!
//! **Where nothing is written.** With `CI` set, or `RLS_FROZEN=1`, or in a crate that cargo unpacked (from a registry, a vendored
//! one, a git dependency, or what `cargo package` verifies), a difference is an error that shows the difference.
//! `RLS_FROZEN=0` is for who works where `CI` is set. A packaged crate without `rls/schema.json` is not looked at: leave `rls/` out of the
//! package with `include` or `exclude` if you like, or keep both `rls.toml` and `rls/schema.json`.
//!
//! **Faults.** What the derive says of a struct too is a warning here, and an error when nothing may be written; what only the
//! whole schema shows, such as a reference to a column that is not there, is an error, with its file and line.
//!
//! **When the script runs again.** When a file changes that it read, when one appears that it looked for, or when a folder that it
//! listed holds something else. One thing cannot be watched: an rls.toml that was not there. `cargo rls init` writes it.
//!
//! Nothing panics. Two builds at once, or one that is killed half way, leave the old files or the new ones.

#![allow(clippy::needless_doctest_main, reason = "what a build.rs holds is shown as it is")]

use std::{
    env,
    io::{self, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
};

use rls_project::{
    build::{Build, Frozen},
    store::Files,
};

/// Keeps the pending change up to date, as rls.toml says.
///
/// It speaks to cargo through standard output, which a build script must not mix with anything else in one line.
pub fn run() {
    Config::new().run();
}

/// What a build script may want otherwise than [`run`] has it.
///
/// ```no_run
/// // build.rs
/// fn main() {
///     pg_rls::build::Config::new().file("config/rls.toml").run()
/// }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Config {
    file: Option<PathBuf>,
    provider: Option<String>,
    frozen: Option<bool>,
}

impl Config {
    /// As [`run`] has it.
    pub fn new() -> Self {
        Config::default()
    }

    /// Reads this file, from the folder of Cargo.toml, in place of the rls.toml there. What it names is relative to its own
    /// folder, and `rls/` is beside it.
    pub fn file(mut self, file: impl Into<PathBuf>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// Takes this provider in place of the one that rls.toml says: `neon`, `supabase`, `postgrest` or `custom`.
    pub fn provider(mut self, name: impl Into<String>) -> Self {
        self.provider = Some(name.into());
        self
    }

    /// Whether nothing may be written, whatever `CI` and `RLS_FROZEN` say. In a packaged crate nothing ever is.
    pub fn frozen(mut self, frozen: bool) -> Self {
        self.frozen = Some(frozen);
        self
    }

    /// Keeps the pending change up to date.
    pub fn run(self) {
        let lines = match env::var_os("CARGO_MANIFEST_DIR") {
            Some(root) => self.lines(root.into()),
            None => {
                vec!["cargo::error=pg_rls::build is for build scripts: cargo did not start this".to_owned()]
            }
        };
        // where cargo does not listen any more there is nobody to tell
        let mut out = io::stdout().lock();
        let _ = lines.iter().try_for_each(|line| writeln!(out, "{line}")).and_then(|()| out.flush());
    }

    fn lines(self, root: PathBuf) -> Vec<String> {
        let frozen = match (Frozen::of(&root, |name| env::var(name)), self.frozen) {
            (Some(Frozen::Packaged), _) => Some(Frozen::Packaged),
            (found, None) => found,
            (_, Some(asked)) => asked.then_some(Frozen::Asked),
        };
        let build = Build { root, file: self.file, provider: self.provider, frozen, files: Files::default() };
        // a fault of ours must be told as one
        catch_unwind(AssertUnwindSafe(|| build.run())).unwrap_or_else(|_| {
            vec!["cargo::error=pg-rls failed while it read the models; this is a fault of pg-rls: please report it with what is above".to_owned()]
        })
    }
}
