//! `cargo rls init`: how does a project begin?

use std::{
    fs::OpenOptions,
    io::{ErrorKind, Write},
    path::Path,
};

use rls_project::{
    config::{Config, LAYOUTS},
    finding::{Failure, Finding},
    project::Project,
    sources::{self, plain},
};

use crate::{
    cli::{InitArgs, ProjectArgs},
    output, runner,
};

/// Writes rls.toml, never over one that is there, and says what to do next.
pub(super) fn run(args: &ProjectArgs, init: &InitArgs) -> Result<(), Failure> {
    let project = args.find()?;
    let (file, _) = project.config();
    if project.manifest.is_none() && args.config.is_none() {
        return Err(Finding::new("there is no Cargo.toml here or above")
            .help("go to a project, name its Cargo.toml with --manifest-path, or begin one: cargo init")
            .unreadable());
    }
    let found = Found::of(&project);
    let provider = match &init.provider {
        Some(provider) => provider.as_str(),
        None if found.layout == "supabase" => "supabase",
        None => "neon",
    };
    let text = config(provider, found.layout, "src");
    match OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&file)
        .and_then(|mut f| f.write_all(text.as_bytes()))
    {
        Ok(()) => output::answer(&next(&file, provider, &found)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(taken(&project, &file)),
        Err(error) => {
            Err(Finding::new(format!("{} cannot be written: {}", file.display(), plain(&error))).unreadable())
        }
    }
}

/// What the project shows of itself.
struct Found {
    layout: &'static str,
    has_pg_rls: bool,
    builds: bool,
    /// Whether there is a build script, and whether it is ours already.
    script: Option<bool>,
}

impl Found {
    fn of(project: &Project) -> Found {
        let manifest =
            project.manifest.as_deref().and_then(|file| sources::text(file).ok()).unwrap_or_default();
        let manifest: toml::Table = manifest.parse().unwrap_or_default();
        let has_in = |key: &str, name: &str| manifest.get(key).and_then(|table| table.get(name)).is_some();
        let has = |name: &str| {
            ["dependencies", "dev-dependencies", "build-dependencies"].iter().any(|key| has_in(key, name))
        };
        let layout = if project.root.join("supabase").is_dir() {
            "supabase"
        } else {
            ["sqlx", "diesel", "refinery"].into_iter().find(|layout| has(layout)).unwrap_or(LAYOUTS[0])
        };
        let script = sources::text(&project.root.join("build.rs")).ok();
        Found {
            layout,
            has_pg_rls: has_in("dependencies", "pg-rls"),
            builds: has_in("build-dependencies", "pg-rls"),
            script: script.map(|text| text.contains("pg_rls::build")),
        }
    }
}

/// The layout that the project's folder and dependencies show.
pub(super) fn layout(project: &Project) -> &'static str {
    Found::of(project).layout
}

/// The text of rls.toml.
pub(super) fn config(provider: &str, layout: &str, models: &str) -> String {
    let migrations = migrations(layout);
    let mut text = format!(
        "provider   = \"{provider}\"  # neon | supabase | postgrest | custom\n\
         models     = [\"{models}\"]  # where the structs are; files or folders\n\
         migrations = \"{migrations}\"\n\
         layout     = \"{layout}\"  # sqlx | diesel | refinery | supabase | plain\n"
    );
    let signed_in = "authenticated";
    if provider == "custom" {
        text.push_str(
            "\n[custom]  # SQL of your own: settings, or functions\n\
             user_id = \"current_setting('app.user_id', true)\"\n\
             claims  = \"nullif(current_setting('app.claims', true), '')::jsonb\"\n",
        );
    }
    text.push_str(&format!(
        "\n# a role that this schema owns; the provider's own roles are known\n\
         # [roles.editor]\n# login = false\n# in_roles = [\"{signed_in}\"]\n"
    ));
    text
}

fn next(file: &Path, provider: &str, found: &Found) -> String {
    let mut text = format!("wrote {}: provider {provider}, layout {}\n", file.display(), found.layout);
    let crates =
        [(found.has_pg_rls, "cargo add pg-rls"), (found.builds, "cargo add --build pg-rls --features build")];
    let missing: Vec<&str> = crates.iter().filter(|(has, _)| !has).map(|(_, add)| *add).collect();
    if !missing.is_empty() {
        let lines = missing.join("\n  ");
        text.push_str(&format!(
            "\nNext, the crate, for the structs and for the build script:\n\n  {lines}\n"
        ));
    }
    let compares = "so that each build compares the structs with what was accepted";
    match found.script {
        None => {
            text.push_str(&format!("\nIn build.rs, {compares}:\n\n  fn main() {{ pg_rls::build::run() }}\n"));
        }
        Some(false) => {
            text.push_str(&format!("\nIn main of build.rs, {compares}:\n\n  pg_rls::build::run();\n"));
        }
        Some(true) => {}
    }
    text.push_str(STRUCT);
    let run = runner::command(found.layout, migrations(found.layout));
    text.push_str(&format!(
        "\nThen:\n\
         \n  cargo rls sql             # its table, policies and grants\n\
         \x20 cargo rls status          # what changed since the last migration\n\
         \x20 cargo rls accept init     # seals that as a migration\n\
         \x20 {run}\n\
         \nIn a Postgres that is not the provider's, its roles and functions come first:\n\
         \n  cargo rls bootstrap | psql \"$DATABASE_URL\"\n",
    ));
    // the endpoint asks for auth.user_id() or auth.uid()
    if matches!(provider, "neon" | "supabase") {
        text.push_str(
            "\nTo ask as two of its users, with nothing but an installed PostgreSQL:\n\
             \n  cargo rls serve --throwaway --dev-tokens alice,bob\n",
        );
    }
    text
}

const STRUCT: &str = "
In src/, a struct that says who owns its rows:

  use pg_rls::Rls;

  #[derive(Rls)]
  #[rls(owner = \"user_id\")]
  pub struct Todo {
      #[rls(primary_key, identity)]
      pub id: i64,
      pub user_id: String,
      pub task: String,
  }
";

/// Where the migrations of a layout are.
pub(super) fn migrations(layout: &str) -> &'static str {
    if layout == "supabase" { "supabase/migrations" } else { "migrations" }
}

/// What is in the file that is there.
fn taken(project: &Project, file: &Path) -> Failure {
    match Config::read(project, None) {
        Ok(config) => {
            let models: Vec<String> = config.models.iter().map(|model| model.display().to_string()).collect();
            Finding::new(format!("{} is there already, and is left as it is", file.display()))
                .help(format!(
                    "it says: provider {}, models in {}, migrations in {}, layout {}; `cargo rls sql` prints the DDL",
                    config.provider,
                    models.join(", "),
                    config.migrations,
                    config.layout.name
                ))
                .refused()
        }
        Err(mut failure) => {
            let fault = Finding::new(format!(
                "{} is there already, and is left as it is; it has faults",
                file.display()
            ));
            failure.findings.insert(0, fault);
            failure
        }
    }
}
