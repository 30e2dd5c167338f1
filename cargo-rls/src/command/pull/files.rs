//! Which files does a pull write, and which may it write over?
//!
//! A file of ours begins with a line that holds a hash of the rest: one that somebody changed is theirs.

use std::time::{SystemTime, UNIX_EPOCH};

use rls_core::{
    catalog::{Other, OtherKind, Place},
    migration::{self, Layout, Migration, Version},
    plan,
    provider::Provider,
    resolve::Resolved,
    schema::Schema,
    snapshot,
};
use rls_project::{
    config::Config,
    finding::{Failure, Finding},
    snapshot::FILES,
    store::{Change, Outcome, Read},
};
use sha2::{Digest as _, Sha256};

use super::{Pulled, custom, roles, texts};
use crate::{cli::PullArgs, command::init};

/// The files, by their paths from the folder of rls.toml.
pub(super) struct Files {
    files: Vec<(String, String)>,
    /// How many of them are models.
    models: usize,
}

const BY: &str = "written by `cargo rls pull`, and yours to change:";

/// A text of ours behind the line that knows it.
fn sealed(comment: &str, text: &str) -> String {
    format!("{comment} {BY} {}\n{text}", hash(text))
}

fn hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a text is one that we wrote and nobody changed.
fn is_ours(text: &str) -> bool {
    text.split_once('\n')
        .is_some_and(|(first, rest)| first.split_once(BY).is_some_and(|(_, seal)| seal.trim() == hash(rest)))
}

impl Files {
    pub(super) fn of(
        provider: &Provider,
        configured: bool,
        layout: &str,
        args: &PullArgs,
        pulled: &Pulled,
    ) -> Files {
        let out = args.out.to_string_lossy().trim_end_matches('/').replace('\\', "/");
        let folder = out.strip_suffix(".rs").unwrap_or(&out).to_owned();
        let module = format!("{folder}.rs");
        let mut files = vec![(module.clone(), sealed("//", &pulled.source.module))];
        for (name, text) in &pulled.source.files {
            files.push((format!("{folder}/{name}"), sealed("//", text)));
        }
        let models = files.len();
        if !configured {
            files.push(("rls.toml".to_owned(), toml(provider, layout, &module, pulled)));
        }
        let (before, rest): (Vec<&Other>, Vec<&Other>) = pulled
            .settled
            .others
            .iter()
            .filter(|other| !other.sql.is_empty())
            .partition(|other| other.place == Place::Before);
        for (name, others) in [("rls/setup.sql", before), ("rls/others.sql", rest)] {
            if !others.is_empty() {
                files.push((name.to_owned(), sealed("--", &script(&others))));
            }
        }
        Files { files, models }
    }

    /// The first migration, which leads to what is in the database, and the snapshot; none of it where there is a snapshot: then what the
    /// database has beyond it is pending, as any other change of the models.
    pub(super) fn begin(
        &mut self,
        config: &Config,
        (layout, folder): (&str, &str),
        pulled: &Pulled,
    ) -> Result<(), Failure> {
        let store = config.store();
        let [there]: [Read; 1] = store.read([FILES[0]])?;
        if there.is_there() {
            return Ok(());
        }
        let unfit = |unfit: migration::Unfit| Finding::new(unfit.to_string()).unreadable();
        let layout: &Layout = layout.parse().unwrap_or(config.layout);
        let provider = pulled.resolved.provider.clone();
        let nothing = Resolved { schema: Schema::new(), provider };
        let plan = plan::plan(&nothing, &pulled.resolved, &layout.options(config.plan.clone()));
        let (before, after) = (snapshot::hash(&nothing), snapshot::hash(&pulled.resolved));
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let version = Version::next(layout, now, std::iter::empty()).map_err(unfit)?;
        let first = Migration { name: "pulled", before: &before, after: &after, plan: &plan };
        for file in migration::files(layout, version, &first).map_err(unfit)? {
            self.files.push((format!("{}/{}", folder.trim_end_matches('/'), file.path), file.text));
        }
        for (path, text) in FILES.iter().zip(texts(&pulled.resolved)) {
            self.files.push(((*path).to_owned(), text));
        }
        Ok(())
    }

    /// The texts of the models, for a dry run.
    pub(super) fn models(&self) -> String {
        let several = self.models > 1;
        let shown = self
            .files
            .iter()
            .take(self.models)
            .map(|(path, text)| if several { format!("// {path}\n{text}\n") } else { text.clone() });
        shown.collect()
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|(path, _)| path.as_str())
    }

    /// Writes all of them, or none.
    pub(super) fn write(&self, config: &Config, force: bool) -> Result<(), Failure> {
        let store = config.store();
        let mut change = Change::default();
        let mut theirs = Vec::new();
        for (path, text) in &self.files {
            let [read]: [Read; 1] = store.read([path.as_str()])?;
            let held = read.text().ok().flatten();
            if read.is_there() && !read.is(text) && !held.as_deref().is_some_and(is_ours) {
                theirs.push(store.path(path).display().to_string());
            }
            change.put(&read, text.clone());
        }
        if !theirs.is_empty() && !force {
            let (is, it) = if theirs.len() == 1 { ("is", "it") } else { ("are", "them") };
            return Err(Finding::new(format!(
                "{} {is} there already, and pull did not write {it} as {is} now: nothing was written",
                theirs.join(", ")
            ))
            .help("name another --out, see what it would be with --dry-run, or overwrite with --force")
            .refused());
        }
        match store.commit(&change)? {
            Outcome::Stale => {
                Err(Finding::new("a file changed while this command worked, and nothing was written")
                    .refused())
            }
            Outcome::Changed | Outcome::Nothing => Ok(()),
        }
    }
}

/// What runs beside the models, each with what it is for.
fn script(others: &[&Other]) -> String {
    let mut text = String::new();
    if others.iter().any(|other| other.kind == OtherKind::Function) {
        text.push_str("\n-- what a function reads may come later\nSET check_function_bodies = off;\n");
    }
    for other in others {
        let line = |text: &str| text.replace(['\n', '\r'], " ");
        text.push_str(&format!("\n-- {} {}: {}\n", other.kind, line(&other.name), line(&other.why)));
        for sql in &other.sql {
            text.push_str(sql.trim_end());
            text.push_str(";\n");
        }
    }
    text
}

fn toml(provider: &Provider, layout: &str, module: &str, pulled: &Pulled) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut text = init::config(provider.name(), layout, module);
    if let (Some(own), Some((before, _))) = (custom(provider), text.split_once("\n[custom]")) {
        text = format!(
            "{before}\n[custom]\nuser_id = {}\nclaims  = {}\n",
            quoted(&own.user_id),
            quoted(&own.claims)
        );
    }
    for (name, role) in roles(&pulled.settled.resolved) {
        let within: Vec<String> = role.in_roles.iter().map(|role| quoted(role)).collect();
        text.push_str(&format!(
            "\n[roles.{}]\nlogin = {}\nin_roles = [{}]\n",
            quoted(name),
            role.login,
            within.join(", ")
        ));
    }
    text
}
