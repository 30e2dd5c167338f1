//! How is a private cluster started?

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::account::Account;
use crate::watch::Watch;
use crate::{Binaries, Error, template};

/// The port names the socket and nothing else: no cluster listens to the network.
pub(crate) const PORT: u16 = 5432;

/// How long a server may take to say that it is ready; it takes a tenth of a second.
const PATIENCE: Duration = Duration::from_secs(60);

/// The files of a cluster, with room for some databases. Containers often have a `/dev/shm` of 64 MB.
const ROOM_KB: u64 = 512 * 1024;

/// A socket's path has room for 107 bytes, on macOS 103, of which `/.s.PGSQL.5432.lock` needs 19.
const LONGEST: usize = 80;

/// Quick and forgetful: all of it goes when the server does.
const SETTINGS: [&str; 18] = [
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_wal_size=256MB",
    "checkpoint_timeout=1h",
    "autovacuum=off",
    "jit=off",
    "shared_buffers=32MB",
    "max_connections=50",
    "max_locks_per_transaction=256",
    // in the data directory, so that it goes with it
    "dynamic_shared_memory_type=mmap",
    "timezone=UTC",
    "log_timezone=UTC",
    "logging_collector=off",
];

/// A running server and its folder, which holds the data, the socket and the log.
#[derive(Debug)]
pub(crate) struct Cluster {
    dir: PathBuf,
    // dropped with the cluster: stops the server, removes the folder
    _watch: Watch,
}

impl Cluster {
    /// `more` are settings after ours, of which the last one counts.
    pub(crate) fn start(binaries: &Binaries, more: &[&str]) -> Result<Self, Error> {
        let account = Account::current()?;
        let dir = folder(&account)?;
        let data = dir.join("data");
        let mut server =
            vec![binaries.program("postgres").into_os_string(), "-D".into(), data.clone().into()];
        server.extend(["-k".into(), dir.clone().into(), "-p".into(), PORT.to_string().into()]);
        server.extend(SETTINGS.iter().chain(more).flat_map(|setting| ["-c".into(), setting.into()]));
        let mut watch = Watch::over(&account, &dir, server).inspect_err(|_| {
            // it is empty; without a shell nobody else removes it
            let _ = fs::remove_dir(&dir);
        })?;
        template::provide(binaries, &account, &data)?;
        watch.go()?;
        wait(&dir).map_err(|error| account.explain(binaries.dir(), error))?;
        Ok(Self { dir, _watch: watch })
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }
}

/// Makes a folder that only the account can enter, in memory where there is room for it.
fn folder(account: &Account) -> Result<PathBuf, Error> {
    let memory = Some(PathBuf::from("/dev/shm")).filter(|dir| dir.is_dir() && has_room(dir));
    let mut refused = io::Error::other("no temporary folder that the server's account may enter");
    for base in memory.into_iter().chain([std::env::temp_dir(), PathBuf::from("/tmp")]) {
        let dir = base.join(format!("rls-postgres.{}", template::unique()));
        if dir.as_os_str().len() > LONGEST || !account.may_enter(&base) {
            continue;
        }
        match DirBuilder::new().mode(0o700).create(&dir).and_then(|()| account.give(&dir)) {
            Ok(()) => return Ok(dir),
            Err(error) => refused = error,
        }
    }
    Err(Error::Io {
        what: "making a folder for the server (set TMPDIR to another)".to_owned(),
        source: refused,
    })
}

fn has_room(dir: &Path) -> bool {
    let output = Command::new("df").arg("-Pk").arg(dir).env("LC_ALL", "C").output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let free = text.lines().nth(1).and_then(|line| line.split_whitespace().nth(3)?.parse().ok());
    free.unwrap_or(0) >= ROOM_KB
}

/// Until the last line of `postmaster.pid` says that connections are taken, or the server has ended.
fn wait(dir: &Path) -> Result<(), Error> {
    let begun = Instant::now();
    loop {
        let state = fs::read_to_string(dir.join("data/postmaster.pid")).unwrap_or_default();
        if state.lines().last().is_some_and(|line| line.trim_end() == "ready") {
            return Ok(());
        }
        if dir.join("ended").exists() || begun.elapsed() > PATIENCE {
            let log = fs::read(dir.join("log")).unwrap_or_default();
            let end = log.get(log.len().saturating_sub(4096)..).unwrap_or_default();
            return Err(Error::Start { program: "postgres", log: String::from_utf8_lossy(end).into_owned() });
        }
        thread::sleep(Duration::from_millis(2));
    }
}
