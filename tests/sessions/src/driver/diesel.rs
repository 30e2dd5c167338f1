//! diesel, by r2d2.

use std::panic::{AssertUnwindSafe, catch_unwind};

use diesel::{
    Connection, PgConnection, RunQueryDsl,
    connection::SimpleConnection,
    dsl::sql as text,
    r2d2::{ManageConnection, Pool, R2D2Connection},
    sql_types::{Nullable, Text},
};
use pg_rls::session::{Caller, Session, diesel::Fault};

use super::{Driver, End};
use crate::database::Mode;

/// Each connection of the pool is opened with what the session says.
pub struct Keyed {
    session: Session,
    url: String,
}

impl ManageConnection for Keyed {
    type Connection = PgConnection;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<PgConnection, Self::Error> {
        let url = self.session.url(&self.url).expect("a key");
        PgConnection::establish(&url).map_err(diesel::r2d2::Error::ConnectionError)
    }

    fn is_valid(&self, connection: &mut PgConnection) -> Result<(), Self::Error> {
        connection.ping().map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, connection: &mut PgConnection) -> bool {
        connection.is_broken()
    }
}

enum Error {
    Fault(Fault),
    /// Rolled back because the closure says so.
    Meant,
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Error::Fault(fault)
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        Error::Fault(error.into())
    }
}

pub struct Diesel {
    pub session: Session,
    pub pool: Pool<Keyed>,
}

impl Diesel {
    pub fn open(mode: Mode) -> Self {
        let session = match mode {
            Mode::Plain => Session::plain(),
            Mode::Signed => Session::signed(),
        };
        let manager = Keyed { session: session.clone(), url: mode.login("session_app") };
        Self { session, pool: Pool::builder().max_size(1).build(manager).unwrap() }
    }
}

impl Driver for Diesel {
    fn run(&mut self, caller: &Caller, sql: &str, end: End) -> Result<(), String> {
        let mut connection = self.pool.get().unwrap();
        let done = self.session.transaction(&mut *connection, caller, |connection| {
            let ran = connection.batch_execute(sql);
            match end {
                // what has failed is told by the commit, as with the others
                End::Commit => Ok(ran),
                End::Rollback | End::Drop => ran.map_err(Error::from).and(Err(Error::Meant)),
            }
        });
        match done {
            Ok(Ok(())) | Err(Error::Meant) => Ok(()),
            Ok(Err(error)) => Err(error.to_string()),
            Err(Error::Fault(fault)) => Err(fault.to_string()),
        }
    }

    fn ask(&mut self, caller: &Caller, sql: &str) -> Result<Option<String>, String> {
        let mut connection = self.pool.get().unwrap();
        let answer = self.session.transaction(&mut *connection, caller, |connection| {
            diesel::select(text::<Nullable<Text>>(&format!("({sql})"))).get_result(connection)
        });
        answer.map_err(|error: diesel::result::Error| error.to_string())
    }

    fn plain(&mut self, sql: &str) -> Result<Option<String>, String> {
        let mut connection = self.pool.get().unwrap();
        let answer = diesel::select(text::<Nullable<Text>>(&format!("({sql})"))).get_result(&mut *connection);
        answer.map_err(|error| error.to_string())
    }

    fn panic(&mut self, caller: &Caller, sql: &str) {
        let mut connection = self.pool.get().unwrap();
        let result = catch_unwind(AssertUnwindSafe(|| {
            self.session.transaction(
                &mut *connection,
                caller,
                |connection| -> Result<(), diesel::result::Error> {
                    connection.batch_execute(sql)?;
                    std::panic::resume_unwind(Box::new("meant"));
                },
            )
        }));
        assert!(result.is_err());
    }
}
