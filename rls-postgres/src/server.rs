//! What does a test hold in its hands?

use std::env;
use std::path::Path;

use crate::cluster::Cluster;
use crate::given::{Given, keyword};
use crate::{Binaries, Error, Version};

/// A private cluster; stopped when dropped, and when this process ends in any other way.
///
/// It may be a `static` in a [`std::sync::OnceLock`], shared by the tests of a binary.
#[derive(Debug)]
pub struct Server {
    version: Version,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Own(Cluster),
    Given(Given),
}

impl Server {
    /// Starts one from [`Binaries::find`], or takes the one that `RLS_TEST_DATABASE_URL` names.
    ///
    /// That one is left running, and left as the tests leave it. `psql` must be on `PATH` to speak to it; its role
    /// must be a superuser, or have both `CREATEROLE` and `CREATEDB`.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; each says what to do.
    pub fn start() -> Result<Self, Error> {
        match env::var("RLS_TEST_DATABASE_URL") {
            Ok(url) if !url.is_empty() => {
                let given = Given::read(&url)?;
                Ok(Self { version: given.check()?, kind: Kind::Given(given) })
            }
            Err(env::VarError::NotUnicode(_)) => Err(Error::Given { why: "it is not UTF-8".to_owned() }),
            _ => Self::start_with(&Binaries::find()?),
        }
    }

    /// Starts one from these binaries.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; the one for a server that does not start has the end of its log.
    ///
    /// ```
    /// use rls_postgres::{Binaries, Server};
    /// # fn main() -> Result<(), rls_postgres::Error> {
    /// let binaries = Binaries::find()?;
    /// let (one, other) = (Server::start_with(&binaries)?, Server::start_with(&binaries)?);
    /// assert_ne!(one.socket_dir(), other.socket_dir());
    /// # Ok(())
    /// # }
    /// ```
    pub fn start_with(binaries: &Binaries) -> Result<Self, Error> {
        Self::start_with_settings(binaries, &[])
    }

    /// The same with settings of its own, as `postgres -c` takes them: `listen_addresses=127.0.0.1`.
    ///
    /// # Errors
    ///
    /// Any [`Error`].
    pub fn start_with_settings(binaries: &Binaries, settings: &[&str]) -> Result<Self, Error> {
        Ok(Self { version: binaries.version(), kind: Kind::Own(Cluster::start(binaries, settings)?) })
    }

    /// The server's version.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The folder of its unix socket. For the server of `RLS_TEST_DATABASE_URL`: its host, which need be no folder.
    pub fn socket_dir(&self) -> &Path {
        match &self.kind {
            Kind::Own(cluster) => cluster.dir(),
            Kind::Given(given) => Path::new(given.host()),
        }
    }

    /// The port, which for a unix socket is a part of its name: `.s.PGSQL.5432`.
    pub fn port(&self) -> u16 {
        match &self.kind {
            Kind::Own(_) => crate::cluster::PORT,
            Kind::Given(given) => given.port(),
        }
    }

    /// How to connect to a database of this server, in the keywords of libpq, which `psql` and the drivers read. Of
    /// databases there is `postgres` to begin with.
    ///
    /// ```
    /// # fn main() -> Result<(), rls_postgres::Error> {
    /// let server = rls_postgres::Server::start()?;
    /// let conninfo = server.conninfo("it's");
    /// assert!(conninfo.starts_with("host="));
    /// assert!(conninfo.ends_with(r" dbname='it\'s'"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn conninfo(&self, database: &str) -> String {
        match &self.kind {
            Kind::Own(cluster) => format!(
                "{} port={} user=postgres {}",
                keyword("host", &cluster.dir().to_string_lossy()),
                crate::cluster::PORT,
                keyword("dbname", database)
            ),
            Kind::Given(given) => given.conninfo(database),
        }
    }
}
