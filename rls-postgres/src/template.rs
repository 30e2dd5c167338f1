//! How does a data directory come about quickly?
//!
//! By copying what `initdb` made once. The copy is kept in a folder of the user's own, one for each build of the
//! binaries. A folder that is not ours, or cannot be written, is not used: that costs time and nothing else.

use std::fs::{self, DirBuilder};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::account::Account;
use crate::{Binaries, Error};

/// Small segments of the log make a cluster of 28 MB, not 39 MB, to copy.
const INITDB: [&str; 6] =
    ["--no-sync", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--wal-segsize=1"];

/// Makes the data directory `data`, which is not there yet.
pub(crate) fn provide(binaries: &Binaries, account: &Account, data: &Path) -> Result<(), Error> {
    let entry = cache(account).map(|cache| cache.join(key(binaries)));
    if entry.as_deref().is_some_and(|entry| load(entry, account, data)) {
        return Ok(());
    }
    initdb(binaries, account, data)?;
    if let Some(entry) = entry {
        // the cluster is there; without a copy the next one takes as long
        let _ = save(data, &entry);
    }
    Ok(())
}

/// `rls-postgres-0` in the temporary folder, if it is a real folder, ours, and closed to others.
fn cache(account: &Account) -> Option<PathBuf> {
    let dir = std::env::temp_dir().join(format!("rls-postgres-{}", account.own));
    // it may be there: what counts is what is there now
    let _ = DirBuilder::new().mode(0o700).create(&dir);
    let meta = fs::symlink_metadata(&dir).ok()?;
    (meta.is_dir() && meta.uid() == account.own && meta.mode() & 0o777 == 0o700).then_some(dir)
}

/// One for each build: the version, and which file `postgres` is and how we call `initdb`, in a hash.
fn key(binaries: &Binaries) -> String {
    let mut hash = DefaultHasher::new();
    let program = binaries.program("postgres");
    (&program, INITDB).hash(&mut hash);
    if let Ok(meta) = fs::metadata(&program) {
        (meta.mtime(), meta.len()).hash(&mut hash);
    }
    format!("{}-{:016x}", binaries.version(), hash.finish())
}

fn initdb(binaries: &Binaries, account: &Account, data: &Path) -> Result<(), Error> {
    let dir = data.parent().unwrap_or(data);
    let output = account
        .command(binaries.program("initdb"), dir)
        .args(INITDB)
        .arg("--pgdata")
        .arg(data)
        .output()
        .map_err(Error::io("running initdb"))
        .map_err(|error| account.explain(binaries.dir(), error))?;
    if output.status.success() {
        return Ok(());
    }
    let log = [output.stdout, output.stderr].concat();
    let log = String::from_utf8_lossy(&log).into_owned();
    Err(account.explain(binaries.dir(), Error::Start { program: "initdb", log }))
}

/// Copies a template that is whole; the number of its files and folders is kept beside it.
fn load(entry: &Path, account: &Account, data: &Path) -> bool {
    let Ok(count) = fs::read_to_string(entry.join("count")) else { return false };
    let copied = copy(&entry.join("data"), data, Some(account));
    if copied.as_ref().is_ok_and(|copied| copied.to_string() == count) {
        return true;
    }
    // what cleans temporary folders may have taken a part of it, or another process all of it just now
    let _ = fs::remove_dir_all(data);
    if copied.is_ok() {
        let _ = fs::remove_dir_all(entry);
    }
    false
}

/// Builds a sibling and renames it, so that others see a whole template or none.
fn save(data: &Path, entry: &Path) -> io::Result<()> {
    let building = entry.with_extension(format!("building-{}", unique()));
    DirBuilder::new().mode(0o700).create(&building)?;
    let made = copy(data, &building.join("data"), None)
        .and_then(|count| fs::write(building.join("count"), count.to_string()))
        .and_then(|()| fs::rename(&building, entry));
    // fails where another process was first: then theirs is as good
    if made.is_err() {
        fs::remove_dir_all(&building)?;
    }
    sweep(entry.parent().unwrap_or(entry))
}

/// Removes what killed processes were building.
fn sweep(cache: &Path) -> io::Result<()> {
    for sibling in fs::read_dir(cache)? {
        let sibling = sibling?;
        let old =
            sibling.metadata()?.modified()?.elapsed().is_ok_and(|age| age > Duration::from_secs(60 * 60));
        if old && sibling.file_name().to_string_lossy().contains("building-") {
            fs::remove_dir_all(sibling.path())?;
        }
    }
    Ok(())
}

/// Copies a tree of files and folders for an account, or for ourselves, and counts them.
fn copy(from: &Path, to: &Path, account: Option<&Account>) -> io::Result<u64> {
    let give = |path: &Path| account.map_or(Ok(()), |account| account.give(path));
    DirBuilder::new().mode(0o700).create(to)?;
    give(to)?;
    let mut count = 1;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            count += copy(&entry.path(), &target, account)?;
        } else {
            fs::copy(entry.path(), &target)?;
            give(&target)?;
            count += 1;
        }
    }
    Ok(count)
}

/// A name that no other process and no other thread of ours has; containers that share a folder share process ids.
pub(crate) fn unique() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().subsec_nanos();
    format!("{}-{time:x}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}
