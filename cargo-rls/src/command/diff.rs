//! `cargo rls diff`: which SQL turns one schema into another?

use rls_project::finding::Failure;

use crate::{
    accepted::Accepted,
    cli::{DiffArgs, DiffFormat, ProjectArgs},
    output,
    side::Sides,
};

/// Prints it.
pub(super) fn run(project: &ProjectArgs, args: &DiffArgs) -> Result<(), Failure> {
    let here = Accepted::find(project)?;
    let sides = Sides::new(&here, &args.live);
    // what cannot be read is said of both
    let (from, to) = match (sides.read("--from", &args.from), sides.read("--to", &args.to)) {
        (Ok(from), Ok(to)) => (from, to),
        (Err(mut one), Err(other)) if args.from != args.to => {
            one.findings.extend(other.findings);
            one.texts.extend(other.texts);
            return Err(one);
        }
        (Err(failure), _) | (_, Err(failure)) => return Err(failure),
    };
    let review = sides.review(from, to)?;
    output::answer(&match args.format {
        DiffFormat::Human => review.script(),
        DiffFormat::Json => review.json(),
        DiffFormat::Github => review.notes(),
        DiffFormat::Md => review.markdown(),
    })
}
