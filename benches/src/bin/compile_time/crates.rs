//! Which crates are built?
//!
//! A workspace of its own under `target`: for each kind a crate of structs, and one that only depends on what that kind
//! derives. It takes this repository's lock file along, so that the versions are the ones used here.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

use rls_bench::cost::Cost;

/// What the structs of a crate derive.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// Nothing.
    Plain,
    /// `Serialize` and `Deserialize`.
    Serde,
    /// `Rls`.
    Rls,
}

const KINDS: [Kind; 3] = [Kind::Plain, Kind::Serde, Kind::Rls];

impl Kind {
    pub(crate) fn title(self) -> &'static str {
        match self {
            Kind::Plain => "nothing",
            Kind::Serde => "serde's pair",
            Kind::Rls => "ours",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Kind::Plain => "plain",
            Kind::Serde => "with-serde",
            Kind::Rls => "with-rls",
        }
    }

    fn dependency(self, repository: &Path) -> String {
        match self {
            Kind::Plain => String::new(),
            Kind::Serde => "serde = { version = \"1\", features = [\"derive\"] }\n".to_owned(),
            Kind::Rls => format!("pg-rls = {{ path = '{}' }}\n", repository.display()),
        }
    }

    /// The seed's struct and two columns more, so many times.
    fn source(self, structs: usize) -> String {
        let derive = match self {
            Kind::Plain => "",
            Kind::Serde => "#[derive(serde::Serialize, serde::Deserialize)]\n",
            Kind::Rls => "#[derive(pg_rls::Rls)]\n#[rls(owner = \"user_id\", role = \"authenticated\")]\n",
        };
        let words = |words: &'static str| if matches!(self, Kind::Rls) { words } else { "" };
        let mut source = String::new();
        for n in 0..structs {
            // writing to a String cannot fail
            let _ = write!(
                source,
                "/// One thing to do.
{derive}pub struct Todo{n} {{
    {}pub id: i64,
    pub user_id: String,
    {}pub task: String,
    {}pub is_complete: bool,
    pub note: Option<String>,
    pub labels: Vec<String>,
    pub weight: f64,
}}
",
                words("#[rls(primary_key, identity)] "),
                words("#[rls(check = \"char_length(task) > 0\")] "),
                words("#[rls(default = false)] "),
            );
        }
        source
    }
}

/// The workspace of those crates.
pub(crate) struct Crates {
    folder: PathBuf,
}

impl Crates {
    /// Writes the crates, and fetches what they need where that is not there.
    pub(crate) fn write(structs: usize) -> Result<Self, Box<dyn Error>> {
        let repository =
            Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("this package has no folder around it")?;
        let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| repository.join("target"), PathBuf::from);
        let folder = target.join("compile_time");
        let mut members = Vec::new();
        for kind in KINDS {
            for (name, source) in
                [(kind.name().to_owned(), kind.source(structs)), (empty(kind), String::new())]
            {
                let home = folder.join(&name);
                fs::create_dir_all(home.join("src"))?;
                let manifest = format!(
                    "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{}",
                    kind.dependency(repository)
                );
                fs::write(home.join("Cargo.toml"), manifest)?;
                fs::write(home.join("src/lib.rs"), source)?;
                members.push(name);
            }
        }
        fs::write(
            folder.join("Cargo.toml"),
            format!("[workspace]\nmembers = {members:?}\nresolver = \"3\"\n"),
        )?;
        fs::copy(repository.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        let crates = Crates { folder };
        if Cost::of(crates.cargo("fetch").arg("--offline")).is_err() {
            Cost::of(&mut crates.cargo("fetch"))?;
        }
        Ok(crates)
    }

    fn cargo(&self, command: &str) -> Command {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo
            .arg(command)
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("RUSTFLAGS");
        cargo
    }

    fn package(&self, command: &str, name: &str) -> Command {
        let mut cargo = self.cargo(command);
        cargo.args(["--offline", "--quiet", "--package", name]);
        cargo
    }

    /// The compiler's own name and version.
    pub(crate) fn rustc(&self) -> Result<String, Box<dyn Error>> {
        let output = Command::new("rustc").arg("--version").current_dir(&self.folder).output()?;
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// `cargo build` or `cargo check` of each kind's structs alone, in turn.
    pub(crate) fn leaves(&self, command: &str, rounds: usize) -> Result<[Cost; 3], Box<dyn Error>> {
        for kind in KINDS {
            Cost::of(&mut self.package(command, kind.name()))?;
        }
        let mut costs = [Cost::WORST; 3];
        for _ in 0..rounds {
            for (cost, kind) in costs.iter_mut().zip(KINDS) {
                let source = fs::File::options()
                    .append(true)
                    .open(self.folder.join(kind.name()).join("src/lib.rs"))?;
                source.set_modified(SystemTime::now())?;
                *cost = cost.least(Cost::of(&mut self.package(command, kind.name()))?);
            }
        }
        Ok(costs)
    }

    /// `cargo build` of what each kind depends on, from nothing, in turn.
    pub(crate) fn clean_builds(&self, rounds: usize) -> Result<[Cost; 3], Box<dyn Error>> {
        let mut costs = [Cost::WORST; 3];
        for _ in 0..rounds {
            for (cost, kind) in costs.iter_mut().zip(KINDS) {
                let target = self.folder.join("clean");
                if target.exists() {
                    fs::remove_dir_all(&target)?;
                }
                let mut cargo = self.package("build", &empty(kind));
                *cost = cost.least(Cost::of(cargo.env("CARGO_TARGET_DIR", &target))?);
            }
        }
        Ok(costs)
    }
}

/// The crate that depends on what a kind derives, and holds nothing.
fn empty(kind: Kind) -> String {
    format!("empty-{}", kind.name())
}
