//! `cargo rls bootstrap`: what must a database have before the models' SQL runs in it?

use rls_core::{provider::Provider, sql};
use rls_project::{
    config::Config,
    finding::{Failure, Finding},
    models,
};

use crate::{
    cli::{BootstrapArgs, ProjectArgs},
    output,
};

/// Prints what gives a plain Postgres the provider's roles and functions; with `--setup`, the set-up of the
/// provider's own database.
pub(super) fn run(project: &ProjectArgs, args: &BootstrapArgs) -> Result<(), Failure> {
    let project = project.find()?;
    let config = Config::read(&project, args.provider.provider.as_deref())?;
    if !args.setup {
        return output::answer(&config.provider.bootstrap());
    }
    let Some(setup) = config.provider.setup() else { return Err(no_setup(&config.provider)) };
    let models = models::read(&project, &config, &[])?;
    let mut text = format!("{setup}\n");
    if models.none() {
        text.push_str("-- No struct derives `Rls` yet, so no grants on tables follow.\n");
    } else {
        text.push_str("-- The privileges of the models, for tables that are there already; `cargo rls sql` has the same.\n");
        let grants = sql::grants(&models.resolved).join(";\n") + ";\n";
        text.push_str(&sql::transaction(&grants));
    }
    output::answer(&text)
}

fn no_setup(provider: &Provider) -> Failure {
    let help = match provider {
        Provider::Supabase => "Supabase's databases have all of it; `cargo rls sql` is enough there",
        _ => "`cargo rls bootstrap`, without --setup, is what its database needs",
    };
    Finding::new(format!("the provider {provider} has no set-up of its own")).help(help).unreadable()
}
