//! A cargo project of a test's own.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Output,
    time::SystemTime,
};

use rls_project::{
    accept::{Request, accept},
    config::Config,
    models,
    project::Project as Found,
    snapshot::Snapshot,
};

use crate::nested::{self, here};

/// It lies outside the workspace, and goes when the test ends.
pub(super) struct Project {
    name: String,
    root: PathBuf,
}

/// What cargo said.
#[must_use]
pub(super) struct Said(Output);

impl Project {
    /// A library with these models.
    pub(super) fn new(name: &str, toml: &str, models: &str) -> Project {
        let root = std::env::temp_dir().join(format!("pg-rls-build-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        let project = Project { name: name.to_owned(), root };
        project.write("build.rs", "fn main() { pg_rls::build::run() }\n");
        project.write("rls.toml", toml);
        project.write("src/lib.rs", models);
        project.exclude("");
        // versions that are here, since there is no network
        fs::copy(here().join("Cargo.lock"), project.root.join("Cargo.lock")).unwrap();
        // pg-rls is in no registry: the package is held against this one
        let patch = format!("[patch.crates-io]\npg-rls.path = '{}'\n", here().display());
        project.write(".cargo/config.toml", &patch);
        project
    }

    /// Cargo.toml, with a line that says what is in the package.
    pub(super) fn exclude(&self, line: &str) {
        let manifest = format!(
            "[package]\nname = \"{}\"\nversion = \"0.1.0\"\nedition = \"2024\"\ndescription = \"a test\"\nlicense = \"MIT\"\n{line}\n\
             [dependencies]\npg-rls = \"0.1.0\"\n\
             [build-dependencies]\npg-rls = {{ version = \"0.1.0\", features = [\"build\"] }}\n\
             [workspace]\n",
            self.name
        );
        self.write("Cargo.toml", &manifest);
    }

    pub(super) fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(super) fn remove(&self, path: &str) {
        fs::remove_file(self.root.join(path)).unwrap();
    }

    /// What every file below a folder of the project holds.
    pub(super) fn files(&self, folder: &str) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        self.each(&self.root.join(folder), &mut |path, shown| {
            files.insert(shown, fs::read_to_string(path).unwrap());
        });
        files
    }

    /// When each file of the project was written.
    pub(super) fn times(&self) -> BTreeMap<String, SystemTime> {
        let mut times = BTreeMap::new();
        self.each(&self.root, &mut |path, shown| {
            times.insert(shown, path.metadata().unwrap().modified().unwrap());
        });
        times
    }

    fn each(&self, folder: &Path, f: &mut dyn FnMut(&Path, String)) {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                self.each(&path, f);
            } else {
                let shown = path.strip_prefix(&self.root).unwrap().display().to_string();
                f(&path, shown);
            }
        }
    }

    pub(super) fn build(&self, vars: &[(&str, &str)]) -> Said {
        self.cargo(&["build", "--verbose", "--offline"], vars)
    }

    pub(super) fn package(&self, arguments: &[&str]) -> Said {
        self.cargo(&[&["package", "--offline", "--allow-dirty"], arguments].concat(), &[])
    }

    fn cargo(&self, arguments: &[&str], vars: &[(&str, &str)]) -> Said {
        let _one = nested::ONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut cargo = nested::command(env!("CARGO"), &self.root);
        let output = cargo.args(arguments).envs(vars.iter().copied()).output().unwrap();
        Said(output)
    }

    /// Accepts what the models say.
    pub(super) fn accept(&self, name: &str) {
        let project = Found::of_build(&self.root, None);
        let done = Config::read(&project, None).and_then(|config| {
            let (store, models) = (config.store(), models::read(&project, &config, &[])?);
            let snapshot = Snapshot::read(&config, &store)?;
            let request = Request { name, allow: &[], now: SystemTime::now() };
            accept(&config, &store, &models, &snapshot, &request)
        });
        done.unwrap_or_else(|failure| panic!("{failure:?}"));
    }
}

impl Said {
    fn text(&self) -> String {
        [&self.0.stdout, &self.0.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat()
    }

    /// It went well.
    pub(super) fn good(self) -> String {
        let text = self.text();
        assert!(self.0.status.success(), "{text}");
        text
    }

    /// It did not.
    pub(super) fn bad(self) -> String {
        let text = self.text();
        assert!(!self.0.status.success(), "{text}");
        text
    }

    /// Nothing was built and no build script ran.
    pub(super) fn fresh(self) {
        let text = self.good();
        assert!(
            text.contains("Fresh ") && !text.contains("Compiling ") && !text.contains("Running "),
            "{text}"
        );
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}
