//! Whom does the server run as?
//!
//! Ourselves, unless we are root: `PostgreSQL` refuses to run as root.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use crate::Error;

/// Who we are, and whom the server runs as instead, if that is another.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) own: u32,
    other: Option<Other>,
}

#[derive(Debug, PartialEq, Eq)]
struct Other {
    name: String,
    uid: u32,
    gid: u32,
}

/// The variables that programs of the server see. The rest, `PGPASSWORD` and its like, is not for them.
const KEPT: [&str; 2] = ["PATH", "LD_LIBRARY_PATH"];

impl Account {
    pub(crate) fn current() -> Result<Self, Error> {
        let output = Command::new("id").arg("-u").output().map_err(Error::io("asking `id -u` who we are"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let own = text.trim().parse().map_err(std::io::Error::other).map_err(Error::io("reading `id -u`"))?;
        if own != 0 {
            return Ok(Self { own, other: None });
        }
        let passwd = fs::read_to_string("/etc/passwd").map_err(Error::io("reading /etc/passwd"))?;
        let other = ["postgres", "nobody"].iter().find_map(|name| Other::find(&passwd, name));
        Ok(Self { own, other: Some(other.ok_or(Error::NoAccount)?) })
    }

    /// A program that runs as the server does, in a folder that it may enter, with an environment of its own.
    pub(crate) fn command(&self, program: impl AsRef<Path>, dir: &Path) -> Command {
        let mut command = Command::new(program.as_ref());
        command.current_dir(dir).env_clear().env("LC_ALL", "C").env("TZ", "UTC");
        for name in KEPT {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        if let Some(other) = &self.other {
            command.uid(other.uid).gid(other.gid);
        }
        command
    }

    /// Hands a file or folder of ours to the account.
    pub(crate) fn give(&self, path: &Path) -> std::io::Result<()> {
        match &self.other {
            Some(other) => chown(path, Some(other.uid), Some(other.gid)),
            None => Ok(()),
        }
    }

    /// Whether the account may enter a folder: as another, only where each one on the way is open to all.
    pub(crate) fn may_enter(&self, dir: &Path) -> bool {
        let open = |dir: &Path| fs::metadata(dir).is_ok_and(|meta| meta.mode() & 0o001 != 0);
        self.other.is_none() || dir.ancestors().all(open)
    }

    /// What to say when a program did not start: that it cannot be reached, where that is so.
    pub(crate) fn explain(&self, bin: &Path, otherwise: Error) -> Error {
        match &self.other {
            Some(other) if !self.may_enter(bin) => {
                Error::Unreachable { dir: bin.to_path_buf(), account: other.name.clone() }
            }
            _ => otherwise,
        }
    }
}

impl Other {
    fn find(passwd: &str, name: &str) -> Option<Self> {
        let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        let (uid, gid) = (id(fields.next()?)?, id(fields.next()?)?);
        (uid != 0).then_some(Self { name: name.to_owned(), uid, gid })
    }
}

/// macOS writes `nobody` as -2.
fn id(text: &str) -> Option<u32> {
    text.parse().ok().or_else(|| text.parse().ok().map(i32::cast_unsigned))
}

#[cfg(test)]
mod tests {
    use super::Other;

    #[test]
    fn accounts_are_read_from_passwd() {
        let passwd =
            "root:x:0:0::/root:/bin/sh\nnobody:*:-2:-2::/:/bin/false\npostgres:x:101:104::/:/bin/sh\n";
        let found = |name| Other::find(passwd, name).map(|other| (other.uid, other.gid));
        assert_eq!(found("postgres"), Some((101, 104)));
        assert_eq!(found("nobody"), Some((u32::MAX - 1, u32::MAX - 1)));
        assert_eq!(found("root"), None);
        assert_eq!(found("post"), None);
    }
}
