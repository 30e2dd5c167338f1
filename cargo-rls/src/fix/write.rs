//! How is a file written, whole or not at all?

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    process,
};

use rls_project::{
    finding::{Failure, Finding},
    sources::plain,
};

/// Puts a text in the place of the one that was read. Whoever reads the file meanwhile sees the one or the other.
pub(super) fn whole(file: &str, before: &str, after: &str) -> Result<(), Failure> {
    let failed = |reason: String| Finding::new(format!("{file} cannot be written: {reason}")).unreadable();
    // a link stays one, and what it leads to changes
    let path = fs::canonicalize(file).map_err(|error| failed(plain(&error)))?;
    let now = fs::read(&path).map_err(|error| failed(plain(&error)))?;
    if now != before.as_bytes() {
        return Err(failed("it has changed meanwhile".to_owned()));
    }
    let beside = beside(&path);
    let written = write(&path, &beside, after);
    if written.is_err() {
        // it may not be there
        let _ = fs::remove_file(&beside);
    }
    written.map_err(|error| failed(plain(&error)))
}

/// A name in the same folder, since a file is not renamed from one disk to another.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.rls-tmp", process::id()))
}

fn write(path: &Path, beside: &Path, text: &str) -> io::Result<()> {
    let permissions = fs::metadata(path)?.permissions();
    // what must not be written must not be replaced either
    if permissions.readonly() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let mut file = File::create_new(beside)?;
    file.write_all(text.as_bytes())?;
    file.set_permissions(permissions)?;
    file.sync_all()?;
    fs::rename(beside, path)
}
