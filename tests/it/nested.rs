//! How does a test run cargo on a project of its own?
//!
//! All of them build into the target folder that the tests themselves were built into: what is the same there, the
//! driver, TLS or syn, is built once. A project lies elsewhere, and names this repository by its path.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Mutex,
};

/// Cargo waits for its target folder; a test that waits would say so in its output.
pub(crate) static ONE: Mutex<()> = Mutex::new(());

/// This repository.
pub(crate) fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The target folder of these tests.
pub(crate) fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().to_owned()
}

/// A program in a folder that runs cargo, or cargo itself, without a network and without what the cargo that runs this test
/// says of it: build scripts run again where that changes.
pub(crate) fn command(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"]
            .iter()
            .any(|part| name.starts_with(part))
        {
            command.env_remove(&*name);
        }
    }
    if env::var_os("CARGO_PROFILE_DEV_DEBUG").is_none() {
        // as in Cargo.toml
        command.env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only");
    }
    command
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target())
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_TERM_COLOR", "never")
        .env_remove("CI")
        .env_remove("RLS_FROZEN");
    command
}

/// A package with these dependencies, in the folder of its name below `target/tmp`; its sources are for the caller to write.
pub(crate) fn package(name: &str, dependencies: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("src/bin")).unwrap();
    let manifest = format!(
        "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\n[workspace]\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    // versions that are here, since there is no network
    fs::copy(here().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    folder
}
