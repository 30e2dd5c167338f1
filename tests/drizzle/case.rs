//! What do the two sides make of a case?

use std::{collections::BTreeMap, fs, path::Path, process::Command, sync::LazyLock};

use pg_rls::Provider;
use rls_core::{resolve::Resolved, schema::RoleDef, sql, syntax};

/// A folder of `cases`.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) name: String,
    /// drizzle-kit's SQL.
    pub(crate) drizzle: String,
    /// Ours.
    pub(crate) ours: String,
    pub(crate) resolved: Resolved,
    /// The roles of its rls.toml.
    pub(crate) roles: Vec<String>,
}

static ALL: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/drizzle");
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("drizzle");
    let done = Command::new(here.join("generate")).arg(&out).output();
    let done = done.unwrap_or_else(|error| panic!("tests/drizzle/generate needs node: {error}"));
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let mut folders: Vec<_> =
        fs::read_dir(here.join("cases")).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    assert!(folders.len() >= 15);
    folders.iter().map(|folder| read(folder, &out)).collect()
});

/// Every case, by number.
pub(crate) fn all() -> Vec<Case> {
    ALL.clone()
}

fn read(folder: &Path, out: &Path) -> Case {
    let name = folder.file_name().unwrap().to_string_lossy().into_owned();
    let models = folder.join("models.rs");
    let sources = BTreeMap::from([(models.clone(), fs::read_to_string(&models).unwrap())]);
    let mut schema = match syntax::scan::scan(&[models], &sources) {
        Ok(scanned) => scanned.schema,
        Err(failure) => panic!("{name}: {}", failure.errors),
    };
    let roles: Vec<String> = fs::read_to_string(folder.join("rls.toml"))
        .unwrap_or_default()
        .lines()
        .filter_map(|line| Some(line.strip_prefix("[roles.")?.strip_suffix(']')?.to_owned()))
        .collect();
    for role in &roles {
        schema.roles.insert(role.clone(), RoleDef { login: false, in_roles: Vec::new() });
    }
    let resolved = schema.resolve(&Provider::Neon).unwrap_or_else(|errors| panic!("{name}: {errors}"));
    let drizzle = fs::read_to_string(out.join(format!("{name}.sql"))).unwrap();
    Case { ours: sql::ddl(&resolved), name, drizzle, resolved, roles }
}
