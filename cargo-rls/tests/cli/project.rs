//! A folder with a project in it, and what the command says there.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{self, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

/// A struct that has what most have.
pub(crate) const TODO: &str = r#"use pg_rls::Rls;

/// One thing to do.
#[derive(Rls)]
#[rls(owner = "user_id")]
pub struct Todo {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub user_id: String,
    #[rls(check = "char_length(task) > 0")]
    pub task: String,
}
"#;

/// A folder that goes away again.
pub(crate) struct Project(PathBuf);

/// What a run gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Project {
    /// Nothing, outside of every other project.
    pub(crate) fn empty() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("cargo-rls-test-{}-{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        // as the command sees it, where the folder for temporary files is a link
        Project(fs::canonicalize(folder).unwrap())
    }

    /// A package with this `src/lib.rs`.
    pub(crate) fn with(lib: impl AsRef<[u8]>) -> Self {
        Project::empty().file("Cargo.toml", "[package]\nname = \"app\"\n").file("src/lib.rs", lib)
    }

    /// One more file.
    pub(crate) fn file(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.0
    }

    pub(crate) fn text(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).unwrap()
    }

    /// The command in this folder, as cargo would run it, with nothing of our own surroundings.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-rls"));
        command.arg("rls").args(args).current_dir(&self.0).stdin(Stdio::null());
        for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
            command.env_remove(variable);
        }
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        ran(&mut self.command(args))
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        // what is left is in the folder for temporary files
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn ran(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran {
        status: output.status.code().expect("no signal"),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

impl Ran {
    /// The answer of a run that went well.
    #[track_caller]
    pub(crate) fn good(self) -> String {
        assert_eq!((self.status, self.err.as_str()), (0, ""), "{}", self.out);
        self.out
    }

    /// What it said of a run that ended so, with nothing on standard output.
    #[track_caller]
    pub(crate) fn failed(self, status: i32) -> String {
        assert_eq!((self.status, self.out.as_str()), (status, ""), "{}", self.err);
        self.err
    }
}
