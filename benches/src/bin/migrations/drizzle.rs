//! drizzle-kit on the same tables.

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::{self, Command, Stdio},
};

use crate::watched::Cost;

/// A folder with a schema, and the migration that made it.
pub(crate) struct Project {
    folder: PathBuf,
    tables: usize,
}

impl Project {
    /// None, and why, where there is no node or no registry.
    pub(crate) fn new(tables: usize) -> Result<Option<Self>, Box<dyn Error>> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("no workspace")?;
        let drizzle = root.join("tests/drizzle");
        let folder = env::temp_dir().join(format!("pg-rls-drizzle-{}", process::id()));
        fs::create_dir_all(&folder)?;
        // it installs what its lock file says, once
        let installed = Command::new("node")
            .arg(drizzle.join("generate"))
            .arg(folder.join("cases"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status();
        if !installed.is_ok_and(|status| status.success()) {
            println!("drizzle-kit could not be had: it needs node and npm");
            let _ = fs::remove_dir_all(&folder);
            return Ok(None);
        }
        std::os::unix::fs::symlink(drizzle.join("node_modules"), folder.join("node_modules"))?;
        let project = Project { folder, tables };
        fs::write(project.folder.join("schema.ts"), schema(tables, false))?;
        let made = project.command().output()?;
        if !project.folder.join("out/0000_case.sql").exists() {
            return Err(
                format!("drizzle-kit wrote nothing: {}", String::from_utf8_lossy(&made.stdout)).into()
            );
        }
        Ok(Some(project))
    }

    fn command(&self) -> Command {
        let mut command = Command::new("node");
        command
            .arg("node_modules/drizzle-kit/bin.cjs")
            .args([
                "generate",
                "--dialect",
                "postgresql",
                "--schema",
                "schema.ts",
                "--out",
                "out",
                "--name",
                "case",
            ])
            .env("CI", "true")
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .current_dir(&self.folder);
        command
    }

    /// What it costs to find out what to do, each time from the first migration on.
    pub(crate) fn generate(&self, changed: bool, runs: usize) -> Result<Cost, Box<dyn Error>> {
        fs::write(self.folder.join("schema.ts"), schema(self.tables, changed))?;
        let (out, first) = (self.folder.join("out"), self.folder.join("first"));
        if !first.exists() {
            copy(&out, &first)?;
        }
        let reset = || -> Result<(), Box<dyn Error>> {
            fs::remove_dir_all(&out)?;
            copy(&first, &out)
        };
        let cost = Cost::least(runs, || {
            reset()?;
            Ok(self.command())
        })?;
        let written = fs::read_to_string(out.join("0001_case.sql")).unwrap_or_default();
        if written.contains("ADD COLUMN") != changed {
            return Err(format!("drizzle-kit wrote\n{written}").into());
        }
        Ok(cost)
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        // what is left in the temporary folder does no harm
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let (path, target) = (entry?.path(), to);
        let target = target.join(path.file_name().ok_or("no name")?);
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, &target)?;
        }
    }
    Ok(())
}

/// The tables as a Drizzle user writes them; the first with a column more, if asked.
fn schema(tables: usize, more: bool) -> String {
    let mut text =
        "import { bigint, boolean, index, pgTable, text, timestamp } from 'drizzle-orm/pg-core';\n\
         import { authUid, authenticatedRole, crudPolicy } from 'drizzle-orm/neon';\n\n"
            .to_owned();
    for number in 0..tables {
        let column =
            if more && number == 0 { "  more: boolean('more').notNull().default(false),\n" } else { "" };
        text += &format!(
            "export const things{number} = pgTable('things_{number}', {{\n  \
             id: bigint('id', {{ mode: 'number' }}).primaryKey().generatedByDefaultAsIdentity(),\n  \
             userId: text('user_id').notNull(),\n  title: text('title').notNull(),\n  \
             isPublic: boolean('is_public').notNull().default(false),\n  \
             createdAt: timestamp('created_at', {{ withTimezone: true }}).notNull().defaultNow(),\n{column}}}, (t) => [\n  \
             crudPolicy({{ role: authenticatedRole, read: authUid(t.userId), modify: authUid(t.userId) }}),\n  \
             index('things_{number}_user_id_idx').on(t.userId),\n]);\n\n"
        );
    }
    text
}
