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
    output,
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
    let text = config(provider, found.layout);
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
}

impl Found {
    fn of(project: &Project) -> Found {
        let manifest =
            project.manifest.as_deref().and_then(|file| sources::text(file).ok()).unwrap_or_default();
        let manifest: toml::Table = manifest.parse().unwrap_or_default();
        let has = |name: &str| {
            ["dependencies", "dev-dependencies", "build-dependencies"]
                .iter()
                .any(|key| manifest.get(*key).and_then(|table| table.get(name)).is_some())
        };
        let layout = if project.root.join("supabase").is_dir() {
            "supabase"
        } else {
            ["sqlx", "diesel", "refinery"].into_iter().find(|layout| has(layout)).unwrap_or(LAYOUTS[0])
        };
        Found { layout, has_pg_rls: has("pg-rls") }
    }
}

fn config(provider: &str, layout: &str) -> String {
    let migrations = if layout == "supabase" { "supabase/migrations" } else { "migrations" };
    let mut text = format!(
        "provider   = \"{provider}\"  # neon | supabase | postgrest | custom\n\
         models     = [\"src\"]  # where the structs are; files or folders\n\
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
    text.push_str("\nNext:\n");
    if !found.has_pg_rls {
        text.push_str("\n  cargo add pg-rls\n");
    }
    text.push_str(
        "\nthen say of a struct in src/ who owns its rows:\n\
         \n  use pg_rls::Rls;\n\
         \n  #[derive(Rls)]\n  #[rls(owner = \"user_id\")]\n  pub struct Todo {\n\
         \x20     #[rls(primary_key, identity)]\n      pub id: i64,\n      pub user_id: String,\n      pub task: String,\n  }\n\
         \nand see its table, policies and grants:\n\
         \n  cargo rls sql\n\
         \nIn a Postgres that is not the provider's, its roles and functions come first:\n\
         \n  cargo rls bootstrap | psql \"$DATABASE_URL\"\n  cargo rls sql | psql \"$DATABASE_URL\"\n",
    );
    text
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
                    config.layout
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
