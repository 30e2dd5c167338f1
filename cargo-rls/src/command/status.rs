//! `cargo rls status`: what changed since the last migration, and what is to be done next?

use rls_project::{
    check,
    finding::{Failure, Finding},
    models::Models,
    snapshot::{FILES, Snapshot},
};

use crate::{
    accepted::Accepted,
    cli::{Format, ProjectArgs, StatusArgs},
    output,
    report::plan::Review,
};

/// Prints it.
pub(super) fn run(project: &ProjectArgs, args: &StatusArgs) -> Result<(), Failure> {
    if args.database_url.is_some() {
        return Err(Finding::new("--database-url: this version does not read live databases")
            .help("without it, the models are compared with what was accepted: cargo rls status")
            .unreadable());
    }
    let here = Accepted::find(project)?;
    let snapshot = here.snapshot()?;
    let models = here.models(&snapshot)?;
    let review = here.review(&snapshot, &models);
    let broken = check::migrations(&here.config, &here.store, Some(&snapshot))?;
    let next = if broken.is_empty() { next(&review, &snapshot, &models) } else { mend(broken.len()) };
    match args.format {
        Format::Json => output::answer(&review.status_json(!snapshot.is_new(), next.command.as_deref())),
        Format::Human => output::answer_in_colors(&human(&review, &snapshot, &next)),
    }
}

struct Next {
    says: String,
    command: Option<String>,
}

/// What to do where nothing can be accepted.
fn mend(faults: usize) -> Next {
    let things = if faults == 1 { "1 thing is" } else { &format!("{faults} things are") };
    let says = format!(
        "{things} wrong with the migrations that were accepted, and first of all that is to be mended:"
    );
    Next { says: format!("{says}\n\n  cargo rls check\n"), command: Some("cargo rls check".to_owned()) }
}

/// What to do next.
fn next(review: &Review, snapshot: &Snapshot, models: &Models) -> Next {
    let with = |says: &str, command: String| Next {
        says: format!("{says}\n\n  {command}\n"),
        command: Some(command),
    };
    if !review.plan.is_empty() {
        return with("Read the SQL, `cargo rls diff`, and seal it:", review.accept("NAME"));
    }
    let is_stale = (0..FILES.len()).any(|file| snapshot.is_stale(file, &models.resolved));
    if is_stale {
        let says = "The database has nothing to do; the files in rls/ are brought up to date, without a migration, by:";
        return with(says, review.accept("refresh"));
    }
    Next { says: String::new(), command: None }
}

fn human(review: &Review, snapshot: &Snapshot, next: &Next) -> String {
    if review.changes.is_empty() {
        let nothing = "Nothing is pending: the models say what was accepted last.\n";
        return if next.says.is_empty() { nothing.to_owned() } else { format!("{nothing}\n{}", next.says) };
    }
    review.status(!snapshot.is_new(), &next.says, output::answer_screen())
}
