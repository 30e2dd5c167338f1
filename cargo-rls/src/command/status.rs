//! `cargo rls status`: what changed since the last migration, and what is to be done next?

use rls_project::{
    check,
    finding::Failure,
    models::Models,
    snapshot::{FILES, Snapshot},
};

use crate::{
    accepted::Accepted,
    cli::{Format, ProjectArgs, StatusArgs},
    output,
    report::plan::Review,
    side::Sides,
};

/// Prints it.
pub(super) fn run(project: &ProjectArgs, args: &StatusArgs) -> Result<(), Failure> {
    let here = Accepted::find(project)?;
    let snapshot = here.snapshot()?;
    let models = here.models(&snapshot)?;
    let review = here.review(&snapshot, &models);
    let broken = check::migrations(&here.config, &here.store, Some(&snapshot))?;
    let next = if broken.is_empty() { next(&review, &snapshot, &models) } else { mend(broken.len()) };
    let sides = Sides::new(&here, &args.live);
    let database = args.database_url.as_deref().map(|url| sides.state(url)).transpose()?;
    match args.format {
        Format::Json => {
            let database = database.map(|state| state.json());
            output::answer(&review.status_json(!snapshot.is_new(), next.command.as_deref(), database))
        }
        Format::Human => {
            let database = database.map(|state| format!("\n{}", state.human())).unwrap_or_default();
            output::answer_in_colors(&(human(&review, &snapshot, &next) + &database))
        }
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
        let renamed = review.renamed().map(|renamed| format!("Note: {renamed}\n\n")).unwrap_or_default();
        let says = format!("{renamed}Read the SQL, `cargo rls diff`, and seal it:");
        return with(&says, review.accept("NAME"));
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
