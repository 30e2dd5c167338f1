//! What was accepted, and what do the models say now?

use rls_project::{
    config::Config,
    finding::Failure,
    models::{self, Models},
    project::Project,
    snapshot::Snapshot,
    store::{Files, Store},
};

use crate::{cli::ProjectArgs, report::plan::Review};

/// A project whose files are read.
pub(crate) struct Accepted {
    project: Project,
    pub(crate) config: Config,
    pub(crate) store: Store,
}

impl Accepted {
    /// Finds it.
    pub(crate) fn find(args: &ProjectArgs) -> Result<Self, Failure> {
        Self::with_provider(args, None)
    }

    /// The same, with `--provider` in place of what rls.toml says.
    pub(crate) fn with_provider(args: &ProjectArgs, provider: Option<&str>) -> Result<Self, Failure> {
        let project = args.find()?;
        let config = Config::read(&project, provider)?;
        let (file, _) = project.config();
        let root = file.parent().map(ToOwned::to_owned).unwrap_or_default();
        let store = Store::new(root, &config.migrations, Files::default());
        Ok(Accepted { project, config, store })
    }

    pub(crate) fn project(&self) -> &Project {
        &self.project
    }

    /// What was accepted.
    pub(crate) fn snapshot(&self) -> Result<Snapshot, Failure> {
        Snapshot::read(&self.config, &self.store)
    }

    /// What the models say. Where nothing was accepted there have to be some; later none may be left.
    pub(crate) fn models(&self, snapshot: &Snapshot) -> Result<Models, Failure> {
        let models = models::read(&self.project, &self.config, &[])?;
        if snapshot.is_new() { models.some() } else { Ok(models) }
    }

    /// From what was accepted to the models.
    pub(crate) fn review(&self, snapshot: &Snapshot, models: &Models) -> Review {
        Review::new(("snapshot", &snapshot.resolved), ("models", &models.resolved), &self.config.plan)
    }
}
