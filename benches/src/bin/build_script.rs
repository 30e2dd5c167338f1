//! What does the build script cost each build?
//!
//! The same crate with and without it, built again and again, in turn.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::SystemTime,
};

use rls_bench::{cost::Cost, options::Options, table};
use rls_project::{
    accept::{Request, accept},
    config::Config,
    finding::Failure,
    models,
    project::Project,
    snapshot::Snapshot,
};

const HELP: &str = "\
What does the build script cost each build?

Builds one crate of structs that derive pg_rls::Rls, in files of fifty, without a build script, with ours, and with ours
where the profile optimises build scripts ([profile.dev.build-override] opt-level = 3). All structs are accepted. Prints
the cost of `cargo build` (dev profile, incremental) where nothing changed, and where one struct got or lost a column: the
least of several rounds, in which the three take turns. What is measured is the processor time of cargo and all that it
starts, where /proc tells it, and the time on the clock. No time fails it.

    cargo run --release -p rls-bench --bin build_script -- [OPTIONS]

    --structs N    structs in the crate                [1000]
    --rounds N     rounds                              [5]
    --help         this";

const FILE: usize = 50;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("build_script: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The three.
#[derive(Clone, Copy)]
enum Kind {
    Without,
    With,
    Optimised,
}

const KINDS: [Kind; 3] = [Kind::Without, Kind::With, Kind::Optimised];

impl Kind {
    fn title(self) -> &'static str {
        match self {
            Kind::Without => "without",
            Kind::With => "with",
            Kind::Optimised => "with, optimised",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Kind::Without => "without",
            Kind::With => "with",
            Kind::Optimised => "optimised",
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let options = Options::read(HELP, &["structs", "rounds"]);
    let (structs, rounds): (usize, usize) = (options.get("structs", 1000), options.get("rounds", 5));
    if structs == 0 || rounds == 0 {
        options.refuse("each of --structs and --rounds takes at least 1");
    }
    let folder = folder()?;
    for kind in KINDS {
        write(&folder, kind, structs)?;
        Cost::of(&mut cargo(&folder, kind))?;
    }
    println!(
        "{structs} structs, all of them accepted; seconds of `cargo build`, the least of {rounds} rounds"
    );
    let (mut nothing, mut changed) = ([Cost::WORST; 3], [Cost::WORST; 3]);
    for round in 0..rounds {
        for (i, kind) in KINDS.into_iter().enumerate() {
            fs::write(folder.join(kind.name()).join("src/part0.rs"), part(0, structs, round % 2 == 0))?;
            changed[i] = changed[i].least(Cost::of(&mut cargo(&folder, kind))?);
            is_as_it_should_be(&folder, kind, round % 2 == 0)?;
            nothing[i] = nothing[i].least(Cost::of(&mut cargo(&folder, kind))?);
        }
    }
    print("nothing changed", &nothing);
    print("one struct changed", &changed);
    Ok(())
}

/// A figure of a build that did not do its work would be a good one.
fn is_as_it_should_be(folder: &Path, kind: Kind, is_pending: bool) -> Result<(), Box<dyn Error>> {
    let up = folder.join(kind.name()).join("rls/pending/up.sql");
    let should = is_pending && !matches!(kind, Kind::Without);
    if up.exists() == should { Ok(()) } else { Err(format!("{} is there: {}", up.display(), !should).into()) }
}

fn folder() -> Result<PathBuf, Box<dyn Error>> {
    let repository = repository()?;
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| repository.join("target"), PathBuf::from);
    Ok(target.join("build_script"))
}

fn repository() -> Result<&'static Path, Box<dyn Error>> {
    Ok(Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("this package has no folder around it")?)
}

/// Writes the crate, and accepts what it says.
fn write(folder: &Path, kind: Kind, structs: usize) -> Result<(), Box<dyn Error>> {
    let (root, repository) = (folder.join(kind.name()), repository()?);
    if root.exists() {
        fs::remove_dir_all(&root)?;
    }
    fs::create_dir_all(root.join("src"))?;
    let path = repository.display();
    let mut manifest = format!(
        "[package]\nname = {:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\npg-rls = {{ path = '{path}' }}\n",
        kind.name()
    );
    if !matches!(kind, Kind::Without) {
        write!(manifest, "[build-dependencies]\npg-rls = {{ path = '{path}', features = [\"build\"] }}\n")?;
        fs::write(root.join("build.rs"), "fn main() { pg_rls::build::run() }\n")?;
    }
    manifest.push_str("[workspace]\n");
    fs::write(root.join("Cargo.toml"), manifest)?;
    fs::write(root.join("rls.toml"), "provider = \"neon\"\n")?;
    fs::copy(repository.join("Cargo.lock"), root.join("Cargo.lock"))?;
    let mut lib = String::new();
    for file in 0..structs.div_ceil(FILE) {
        writeln!(lib, "mod part{file};")?;
        fs::write(root.join("src").join(format!("part{file}.rs")), part(file, structs, false))?;
    }
    fs::write(root.join("src/lib.rs"), lib)?;
    accepted(&root)
        .map_err(|failure| failure.findings.into_iter().map(|f| f.message).collect::<String>().into())
}

fn accepted(root: &Path) -> Result<(), Failure> {
    let project = Project::of_build(root, None);
    let config = Config::read(&project, None)?;
    let (store, models) = (config.store(), models::read(&project, &config, &[])?);
    let snapshot = Snapshot::read(&config, &store)?;
    let request = Request { name: "all", allow: &[], now: SystemTime::now() };
    accept(&config, &store, &models, &snapshot, &request).map(drop)
}

/// Fifty structs; the first may have a column more.
fn part(file: usize, structs: usize, more: bool) -> String {
    let mut source = String::from("use pg_rls::Rls;\n");
    for n in file * FILE..structs.min((file + 1) * FILE) {
        let column = if more && n == 0 { "    pub more: Option<String>,\n" } else { "" };
        // writing to a String cannot fail
        let _ = write!(
            source,
            "/// One thing to do.
#[derive(Rls)]
#[rls(owner = \"user_id\", role = \"authenticated\")]
pub struct Todo{n} {{
    #[rls(primary_key, identity)] pub id: i64,
    pub user_id: String,
    #[rls(check = \"char_length(task) > 0\")] pub task: String,
    #[rls(default = false)] pub is_complete: bool,
    pub note: Option<String>,
    pub labels: Vec<String>,
    pub weight: f64,
{column}}}
"
        );
    }
    source
}

fn cargo(folder: &Path, kind: Kind) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(["build", "--offline", "--quiet"])
        .current_dir(folder.join(kind.name()))
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("CARGO_INCREMENTAL", "1")
        .env_remove("RUSTFLAGS")
        .env_remove("CI")
        .env_remove("RLS_FROZEN");
    if matches!(kind, Kind::Optimised) {
        cargo.env("CARGO_PROFILE_DEV_BUILD_OVERRIDE_OPT_LEVEL", "3");
    }
    cargo
}

fn print(title: &str, costs: &[Cost; 3]) {
    let mut heading = vec![title.to_owned(), Kind::Without.title().to_owned()];
    for kind in [Kind::With, Kind::Optimised] {
        heading.extend([kind.title().to_owned(), "ratio".to_owned()]);
    }
    let mut rows = vec![heading];
    let mut row = |title: &str, of: fn(&Cost) -> Option<f64>| {
        let [Some(without), Some(with), Some(optimised)] = [of(&costs[0]), of(&costs[1]), of(&costs[2])]
        else {
            return;
        };
        let mut cells = vec![title.to_owned(), format!("{without:.2}")];
        for cost in [with, optimised] {
            // below the clock's own steps a ratio says nothing
            let ratio = if without < 0.02 { "-".to_owned() } else { table::ratio(cost / without) };
            cells.extend([format!("{cost:.2}"), ratio]);
        }
        rows.push(cells);
    };
    row("processor", |cost| cost.processor);
    row("clock", |cost| Some(cost.clock));
    println!();
    table::print(&rows);
}
