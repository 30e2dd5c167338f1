//! What is in a file of the store?

use std::{fs, io, path::Path};

use super::files::present;
use crate::sources::plain;

/// Its bytes; none where there is no file, and otherwise why it cannot be read.
pub(super) fn bytes(path: &Path) -> Result<Option<Vec<u8>>, String> {
    if present(fs::symlink_metadata(path)).map_err(|error| plain(&error))?.is_none() {
        return Ok(None);
    }
    let metadata = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err("it is a link that leads nowhere".to_owned());
        }
        Err(error) => return Err(plain(&error)),
        Ok(metadata) => metadata,
    };
    if metadata.is_dir() {
        return Err("it is a folder".to_owned());
    }
    // a pipe would never end
    if !metadata.is_file() {
        return Err("it is no regular file".to_owned());
    }
    fs::read(path).map(Some).map_err(|error| plain(&error))
}

/// Whether two texts differ by no more than the ends of their lines, which git may have changed.
pub(super) fn same(old: &[u8], new: &str) -> bool {
    old == new.as_bytes()
        || str::from_utf8(old).is_ok_and(|old| old.contains('\r') && old.replace("\r\n", "\n") == new)
}
