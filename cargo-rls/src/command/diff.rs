//! `cargo rls diff`: which SQL turns one schema into another?

use std::path::Path;

use rls_core::{document, resolve::Resolved};
use rls_project::{
    finding::{Failure, Finding},
    sources,
};

use crate::{
    accepted::Accepted,
    cli::{DiffArgs, DiffFormat, ProjectArgs},
    output,
    report::plan::Review,
};

/// Prints it.
pub(super) fn run(project: &ProjectArgs, args: &DiffArgs) -> Result<(), Failure> {
    let here = Accepted::find(project)?;
    // what cannot be read is said of both
    let (from, to) = match (side(&here, "--from", &args.from), side(&here, "--to", &args.to)) {
        (Ok(from), Ok(to)) => (from, to),
        (Err(mut one), Err(other)) if args.from != args.to => {
            one.findings.extend(other.findings);
            one.texts.extend(other.texts);
            return Err(one);
        }
        (Err(failure), _) | (_, Err(failure)) => return Err(failure),
    };
    let review = Review::new((&args.from, &from), (&args.to, &to), &here.config.plan);
    output::answer(&match args.format {
        DiffFormat::Human => review.script(),
        DiffFormat::Json => review.json(),
        DiffFormat::Github => review.notes(),
        DiffFormat::Md => review.markdown(),
    })
}

/// The schema that an argument names.
pub(super) fn side(here: &Accepted, option: &str, name: &str) -> Result<Resolved, Failure> {
    let lower = name.to_ascii_lowercase();
    match name {
        "models" => Ok(here.models(&here.snapshot()?)?.resolved),
        "snapshot" => Ok(here.snapshot()?.resolved),
        _ if lower.starts_with("postgres://") || lower.starts_with("postgresql://") => {
            Err(not_yet(option, "live databases"))
        }
        _ if Path::new(&lower).extension().is_some_and(|extension| extension == "sql") => {
            Err(not_yet(option, ".sql files"))
        }
        _ => file(option, name),
    }
}

fn not_yet(option: &str, what: &str) -> Failure {
    Finding::new(format!("{option}: this version does not read {what}"))
        .help("name `models`, `snapshot`, or a schema document: cargo rls sql --format json > schema.json")
        .unreadable()
}

fn file(option: &str, name: &str) -> Result<Resolved, Failure> {
    let path = Path::new(name);
    if !path.exists() {
        return Err(Finding::new(format!("{option}: there is no file `{name}`"))
            .help("name `models`, `snapshot`, or the path of a schema document")
            .unreadable());
    }
    let text = sources::text(path)
        .map_err(|reason| Finding::new(format!("{option}: {name} cannot be read: {reason}")).unreadable())?;
    document::read(&text).map_err(|error| Finding::new(format!("{option}: {name}: {error}")).unreadable())
}
