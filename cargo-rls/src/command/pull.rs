//! `cargo rls pull`: which structs say what a live database says?

mod files;
mod report;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use rls_core::{
    catalog::{Catalog, Place},
    provider::Provider,
    pull::{self, Kept, Layout, Notes, Settled, Source, Why},
    resolve::Resolved,
    snapshot,
};
use rls_project::{
    config::Config,
    finding::{Failure, Finding},
    models::Roles,
};

use self::files::Files;
use super::init;
use crate::{
    cli::{ProjectArgs, PullArgs},
    output,
    side::{Databases, unreadable},
};

/// What was pulled.
pub(super) struct Pulled {
    pub(super) database: String,
    pub(super) settled: Settled,
    pub(super) source: Source,
    /// What stays SQL although there is a word, with the word.
    pub(super) words: Vec<(Kept, String)>,
    pub(super) resolved: Resolved,
    pub(super) findings: usize,
}

/// Reads the database and writes the files.
pub(super) fn run(args: &ProjectArgs, pull: &PullArgs) -> Result<(), Failure> {
    let project = args.find()?;
    let (file, _) = project.config();
    let configured = file.exists();
    let config = Config::read(&project, pull.provider.as_deref())?;
    let databases = Databases::new(&config, &pull.live);
    let (session, catalog) = databases.read(&pull.database_url)?;
    // what rls.toml says of the models, and what it leaves out, holds for the structs
    let provider = if configured { config.provider.clone() } else { databases.provider(&catalog) };
    let mut imported = catalog.import(&provider, &databases.scope());
    imported.others.extend(catalog.stand_ins(&imported));
    if imported.resolved.schema.tables.is_empty() {
        output::tell(&format!("{} has no tables: nothing was written\n", catalog.database));
        return Ok(());
    }
    // what follows may take minutes, and needs it no more
    drop(session);
    let many = imported.resolved.schema.tables.len() > 200;
    let mut told = |round: u32, took: Duration| {
        if many {
            output::tell(&format!("candidate {round} was built in {:.1} s\n", took.as_secs_f64()));
        }
    };
    let workshop = databases.workshop()?;
    let settled = rls_live::pull::settle(workshop, &catalog, imported, &mut told).map_err(unreadable)?;
    let pulled = written(&config, configured, &catalog, settled, pull)?;
    let layout = if configured { config.layout.name } else { init::layout(&project) };
    let folder = if configured { config.migrations.as_str() } else { init::migrations(layout) };
    let mut files = Files::of(&provider, configured, layout, pull, &pulled);
    files.begin(&config, (layout, folder), &pulled)?;
    if pull.dry_run {
        output::answer(&files.models())?;
        output::tell(&report::report(&pulled, &files, configured, pull));
        return Ok(());
    }
    files.write(&config, pull.force)?;
    output::answer(&report::report(&pulled, &files, configured, pull))
}

fn written(
    config: &Config,
    configured: bool,
    catalog: &Catalog,
    mut settled: Settled,
    args: &PullArgs,
) -> Result<Pulled, Failure> {
    let words = pull::words(&settled.resolved, &settled.kept);
    let layout =
        if args.out.extension().is_some_and(|end| end == "rs") { Layout::File } else { Layout::Folder };
    let source = pull::write(&settled.resolved, layout, &notes(&settled, &words));
    settled.others.extend(pull::left(&settled.resolved, &source.left));
    let mut schema = source.schema.clone();
    if configured {
        schema.roles.clone_from(&config.roles);
        schema.private.clone_from(&config.private_schema);
    }
    let provider = &settled.resolved.provider;
    let resolved = schema
        .resolve(provider)
        .map_err(|errors| Finding::new(format!("what was read cannot be settled: {errors}")).unreadable())?;
    let findings = rls_core::lint::lint(&resolved).len();
    Ok(Pulled { database: catalog.database.clone(), settled, source, words, resolved, findings })
}

/// What is said above structs.
fn notes(settled: &Settled, words: &[(Kept, String)]) -> Notes {
    let mut notes: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for (kept, word) in words {
        let note = match &kept.why {
            Why::Brings(what) => format!("{word} says {}, and brings {what}", report::part(&kept.part)),
            Why::Otherwise => format!("{word} says {} in another form", report::part(&kept.part)),
            Why::Refused(_) => continue,
        };
        notes.entry(kept.table.clone()).or_default().insert(note);
    }
    for other in &settled.others {
        if let (Place::OfTable, Some(table)) = (&other.place, &other.table) {
            let note = format!("rls/others.sql makes this table: {}", other.why);
            notes.entry(table.clone()).or_default().insert(note);
        }
    }
    notes.into_iter().map(|(table, lines)| (table, lines.into_iter().collect())).collect()
}

/// The roles that rls.toml has to have.
pub(super) fn roles(resolved: &Resolved) -> &Roles {
    &resolved.schema.roles
}

/// The provider's name and what its table of rls.toml says.
pub(super) fn custom(provider: &Provider) -> Option<&rls_core::provider::Custom> {
    match provider {
        Provider::Custom(custom) => Some(custom),
        _ => None,
    }
}

/// The texts of the snapshot.
pub(super) fn texts(resolved: &Resolved) -> [String; 3] {
    let hash = snapshot::hash(resolved);
    rls_project::snapshot::texts(resolved, &hash)
}
