//! How does one command or build at a time change a project?
//!
//! By a lock that the system lets go when its process ends, however it ends, and that leaves nothing behind: on Unix, of
//! the folder itself.

use std::{
    fs::File,
    io,
    path::Path,
    thread,
    time::{Duration, Instant},
};

/// Longer than any change takes; who holds it longer hangs.
const WAIT: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(10);

/// Held until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    #[allow(dead_code, reason = "the system lets it go when it is closed")]
    file: Option<File>,
}

/// Waits for the lock of a folder. Where a file system has no locks there is none, as cargo has none there.
pub(super) fn of(folder: &Path) -> io::Result<Lock> {
    let begun = Instant::now();
    loop {
        match system::attempt(folder) {
            Ok(file) => return Ok(Lock { file: Some(file) }),
            Err(error) if system::is_held(&error) => {
                if begun.elapsed() > WAIT {
                    return Err(io::ErrorKind::WouldBlock.into());
                }
                thread::sleep(PAUSE);
            }
            Err(error) if system::has_none(&error) => return Ok(Lock { file: None }),
            Err(error) => return Err(error),
        }
    }
}

#[cfg(unix)]
mod system {
    use std::{fs::File, io, path::Path};

    use rustix::{
        fs::{FlockOperation, flock},
        io::Errno,
    };

    pub(super) fn attempt(folder: &Path) -> io::Result<File> {
        let file = File::open(folder)?;
        flock(&file, FlockOperation::NonBlockingLockExclusive)?;
        Ok(file)
    }

    pub(super) fn is_held(error: &io::Error) -> bool {
        error.kind() == io::ErrorKind::WouldBlock
    }

    /// NFS says BADF: there, a lock needs a file that is open for writing.
    pub(super) fn has_none(error: &io::Error) -> bool {
        let none = [Errno::NOTSUP, Errno::OPNOTSUPP, Errno::NOSYS, Errno::NOLCK, Errno::BADF, Errno::INVAL];
        Errno::from_io_error(error).is_some_and(|errno| none.contains(&errno))
    }
}

#[cfg(windows)]
mod system {
    use std::{
        env,
        fs::{self, File, OpenOptions},
        io,
        os::windows::fs::OpenOptionsExt,
        path::Path,
    };

    const ERROR_SHARING_VIOLATION: i32 = 32;

    /// A folder that nobody else may open would stand in cargo's way: so it is a file of the user's, apart.
    pub(super) fn attempt(folder: &Path) -> io::Result<File> {
        let real = fs::canonicalize(folder)?;
        let name =
            format!("pg-rls-{}.lock", &super::super::digest(real.as_os_str().as_encoded_bytes())[..32]);
        OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .share_mode(0)
            .open(env::temp_dir().join(name))
    }

    pub(super) fn is_held(error: &io::Error) -> bool {
        error.raw_os_error() == Some(ERROR_SHARING_VIOLATION)
    }

    pub(super) fn has_none(_: &io::Error) -> bool {
        false
    }
}

#[cfg(not(any(unix, windows)))]
mod system {
    use std::{fs::File, io, path::Path};

    pub(super) fn attempt(_: &Path) -> io::Result<File> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn is_held(_: &io::Error) -> bool {
        false
    }

    pub(super) fn has_none(_: &io::Error) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time() {
        let folder = std::env::temp_dir();
        let first = of(&folder).unwrap();
        assert!(first.file.is_some());
        assert!(system::is_held(&system::attempt(&folder).unwrap_err()));
        drop(first);
        assert!(of(&folder).unwrap().file.is_some());
    }
}
