//! What does a live database do that nobody wants?

use rls_core::{
    catalog::Catalog,
    lint::{
        Level,
        live::{self, LiveFinding},
    },
};
use rls_project::{
    config::Config,
    finding::{Failure, Finding, OnObject, Texts},
};

use crate::{cli::LintArgs, output, side::Databases};

/// Asks the database and lists what was found; nothing is written there.
pub(super) fn run(url: &str, config: &Config, args: &LintArgs) -> Result<(), Failure> {
    let databases = Databases::of(config, &args.schemas);
    let (_, catalog) = databases.read(url)?;
    let (provider, scope) = (databases.provider(&catalog), databases.scope());
    let mut found = live::lint_live(&catalog, &provider, &scope);
    let unused = allow(&mut found, config);
    if args.fix {
        print(&catalog, &found)?;
        return super::ended(found.iter().map(|one| one.level), args);
    }
    let mut texts = Texts::new();
    let mut findings: Vec<Finding> = found.iter().map(|one| finding(one, &mut texts)).collect();
    findings.extend(unused);
    super::said(&findings, &texts, args)
}

/// Takes out what rls.toml allows; and says which of its words allow nothing.
fn allow(found: &mut Vec<LiveFinding>, config: &Config) -> Vec<Finding> {
    let mut unused = Vec::new();
    for allowed in &config.live.allow {
        let before = found.len();
        found.retain(|one| one.code != allowed.code || !one.told.object.is_called(&allowed.object));
        if found.len() == before {
            let mut finding = Finding::new(format!(
                "rls.toml allows {} on `{}`, and that finds nothing there",
                allowed.code, allowed.object
            ))
            .help("leave it out of `allow`");
            finding.level = Level::Warn;
            finding.code = Some("RLS021");
            unused.push(finding);
        }
    }
    unused
}

fn finding(found: &LiveFinding, texts: &mut Texts) -> Finding {
    let told = &found.told;
    let shown = told.object.to_string();
    let range = match &told.text {
        Some((sql, range)) => {
            texts.insert(shown.clone(), sql.clone());
            range.clone()
        }
        None => 0..0,
    };
    Finding {
        level: found.level,
        code: Some(found.code),
        place: Some((shown.clone(), range)),
        object: Some(OnObject { kind: told.object.kind.to_string(), shown }),
        ..Finding::new(told.message.clone()).help(told.help.clone())
    }
}

/// The SQL that mends what it can, for a person to read and run.
fn print(catalog: &Catalog, found: &[LiveFinding]) -> Result<(), Failure> {
    let statements = live::script(catalog, found);
    let mended = found.iter().filter(|one| !one.told.mend.is_empty() || !one.told.edits.is_empty()).count();
    output::tell(&match statements.len() {
        0 => format!("none of {} findings has SQL that mends it without thinking\n", found.len()),
        _ => format!("the SQL mends {mended} of {} findings; nothing was run: read it first\n", found.len()),
    });
    output::answer(&statements.iter().map(|sql| format!("{sql};\n")).collect::<String>())
}
