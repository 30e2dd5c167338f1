//! The command on a project of so many structs.

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::{self, Command},
};

use crate::watched::Cost;

/// A folder with models, and a document of what they were.
pub(crate) struct Project {
    folder: PathBuf,
    binary: PathBuf,
}

impl Project {
    pub(crate) fn new(tables: usize) -> Result<Self, Box<dyn Error>> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("no workspace")?;
        let mut build = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        // in the profile of this; a debug build of the whole workspace is CI's, and there already
        let which: &[&str] = if cfg!(debug_assertions) {
            &["--workspace", "--all-targets"]
        } else {
            &["--release", "-p", "cargo-rls"]
        };
        build.args(["build", "--quiet"]).args(which).current_dir(root);
        let built = build.status()?;
        if !built.success() {
            return Err("cargo-rls does not build".into());
        }
        let binary = env::current_exe()?.with_file_name("cargo-rls");
        let folder = env::temp_dir().join(format!("pg-rls-migrations-{}", process::id()));
        let project = Project { folder, binary };
        project
            .write("Cargo.toml", "[package]\nname = \"models\"\nversion = \"0.0.0\"\nedition = \"2024\"\n")?;
        project.write("rls.toml", "provider = \"neon\"\nmodels = [\"src\"]\n")?;
        let files = structs(tables, false);
        let modules: Vec<String> = files.iter().map(|(number, _)| format!("mod m{number:03};")).collect();
        project.write("src/lib.rs", &modules.join("\n"))?;
        for (number, text) in files {
            project.write(&format!("src/m{number:03}.rs"), &text)?;
        }
        let document = project.command(&["rls", "sql", "--format", "json"]).output()?;
        if !document.status.success() {
            return Err(String::from_utf8_lossy(&document.stderr).into_owned().into());
        }
        fs::write(project.folder.join("before.json"), document.stdout)?;
        Ok(project)
    }

    fn write(&self, name: &str, text: &str) -> Result<(), Box<dyn Error>> {
        let path = self.folder.join(name);
        fs::create_dir_all(path.parent().ok_or("no folder")?)?;
        Ok(fs::write(path, text)?)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(arguments).current_dir(&self.folder);
        command
    }

    /// What it costs to read the models and the document, and to say what leads from the one to the other.
    pub(crate) fn diff(&self, changed: bool, runs: usize) -> Result<Cost, Box<dyn Error>> {
        let (number, text) = structs(1, changed).remove(0);
        let whole = fs::read_to_string(self.folder.join(format!("src/m{number:03}.rs")))?;
        let rest = whole.split_once("// 1\n").map_or("", |(_, rest)| rest);
        self.write(&format!("src/m{number:03}.rs"), &format!("{text}{rest}"))?;
        let arguments = ["rls", "diff", "--from", "before.json", "--to", "models"];
        let said = self.command(&arguments).output()?;
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        if said.contains("ADD COLUMN") != changed {
            return Err(format!("cargo rls diff said\n{said}").into());
        }
        Cost::least(runs, || Ok(self.command(&arguments)))
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        // what is left in the temporary folder does no harm
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Structs in files of fifty; the first with a column more, if asked.
fn structs(tables: usize, more: bool) -> Vec<(usize, String)> {
    let mut files: Vec<(usize, String)> = Vec::new();
    for number in 0..tables {
        if number % 50 == 0 {
            files.push((number / 50, String::new()));
        }
        let Some((_, text)) = files.last_mut() else { continue };
        let column =
            if more && number == 0 { "    #[rls(default = false)]\n    pub more: bool,\n" } else { "" };
        *text += &format!(
            "#[derive(Rls)]\n#[rls(table = \"things_{number}\", owner = \"user_id\")]\npub struct Thing{number} {{\n    \
             #[rls(primary_key, identity)]\n    pub id: i64,\n    pub user_id: String,\n    pub title: String,\n    \
             #[rls(default = false)]\n    pub is_public: bool,\n    #[rls(default = \"now()\")]\n    \
             pub created_at: chrono::DateTime<chrono::Utc>,\n{column}}}\n// {}\n",
            number + 1
        );
    }
    files
}
