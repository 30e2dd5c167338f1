//! Who ends the server when we are no longer there to do it?
//!
//! A shell between us and the server, at the other end of a pipe. The pipe closes when we are dropped, and the system
//! closes it when we are killed: either way the shell stops its own child and removes the folder.

use std::ffi::OsStr;
use std::io::Write as _;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Stdio};

use crate::Error;
use crate::account::Account;

/// Runs in the server's folder. A first line on the pipe means "go", the end of the pipe means "stop".
///
/// SIGQUIT is the server's immediate shutdown. It ignores that in its first moments, so until it is ready we ask more
/// than once. File `ended` says that the server is no more; its log stays until the pipe closes.
const SCRIPT: &str = r#"
exec 3<&0 </dev/null >log 2>&1
if read -r _ <&3; then
    "$@" 3<&- &
    server=$!
    {
        read -r _ <&3
        until [ -e ended ] || grep -q ready data/postmaster.pid; do kill -QUIT $server; sleep 0.1; done
        [ -e ended ] || kill -QUIT $server
    } 2>/dev/null &
    wait $server
    : >ended
    wait
fi
here=$(pwd) && cd / && rm -rf "$here"
"#;

/// The shell. Dropping it closes the pipe and waits until the server and its folder are gone.
#[derive(Debug)]
pub(crate) struct Watch {
    shell: Child,
}

impl Watch {
    /// From here on `dir` is removed, whatever becomes of us; the server is started by [`Watch::go`].
    pub(crate) fn over<I, S>(account: &Account, dir: &Path, server: I) -> Result<Self, Error>
    where
        I: IntoIterator<Item = S>,
        S: AsRef<OsStr>,
    {
        let mut command = account.command("/bin/sh", dir);
        command.args(["-c", SCRIPT, "rls-postgres"]).args(server);
        // a group of its own, so that Ctrl-C reaches us only, and the shell learns of it by the pipe
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let shell = command.spawn().map_err(Error::io(format!("starting /bin/sh in {}", dir.display())))?;
        Ok(Self { shell })
    }

    /// Starts the server.
    pub(crate) fn go(&mut self) -> Result<(), Error> {
        let pipe = self.shell.stdin.as_mut();
        pipe.map_or(Ok(()), |pipe| pipe.write_all(b"\n")).map_err(Error::io("starting the server"))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        // nothing can be done about a failure here
        let _ = self.shell.wait();
    }
}
