//! How does a database stand to what was accepted?

use rls_core::migration;
use rls_live::{Session, source};
use rls_project::finding::Failure;

use super::{Sides, unreadable};
use crate::report::drift::State;

impl Sides<'_> {
    /// The database of this address.
    pub(crate) fn state(&self, url: &str) -> Result<State, Failure> {
        let (mut session, catalog) = self.database(url)?;
        let name = session.address().to_string();
        let history = self.history(&mut session)?;
        let snapshot = self.here.snapshot()?;
        let drift = self.drift(&name, catalog, &snapshot.resolved)?;
        let plan = drift.aligned.plan_to(&snapshot.resolved, &self.here.config.plan);
        let mut hazards = plan.hazards();
        hazards.dedup();
        Ok(State { name, history, drift, hazards })
    }

    /// How many of the sealed migrations have run there, and the names of those that have not.
    fn history(&self, session: &mut Session) -> Result<Option<(usize, Vec<String>)>, Failure> {
        let layout = self.here.config.layout;
        let Some(run) = source::history(session, layout.name).map_err(unreadable)? else { return Ok(None) };
        let store = &self.here.store;
        let there = store.migrations()?;
        let files: Vec<migration::File> = there
            .iter()
            .filter_map(|file| {
                let text = file.text().ok().flatten()?;
                Some(migration::File { path: store.below_migrations(&file.path)?.to_owned(), text })
            })
            .collect();
        // diesel leaves the dashes out
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let run: Vec<String> = run.iter().map(|version| digits(version)).collect();
        let parts = migration::read(layout, &files).parts;
        let (ran, waits): (Vec<_>, Vec<_>) =
            parts.iter().partition(|part| run.contains(&digits(&part.version.to_string())));
        Ok(Some((ran.len(), waits.iter().map(|part| format!("{}_{}", part.version, part.name)).collect())))
    }
}
