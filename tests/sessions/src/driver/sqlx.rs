//! sqlx, by its own pool.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pg_rls::session::{Caller, Session};
use sqlx::{
    AssertSqlSafe, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::runtime::Runtime;

use super::{Driver, End};
use crate::database::Mode;

pub struct Sqlx {
    pub runtime: Runtime,
    pub session: Session,
    pub pool: PgPool,
}

impl Sqlx {
    pub fn open(mode: Mode) -> Self {
        Self::with(mode, 1)
    }

    pub fn with(mode: Mode, connections: u32) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let session = match mode {
            Mode::Plain => Session::plain(),
            Mode::Signed => Session::signed(),
        };
        let options = PgPoolOptions::new().max_connections(connections);
        let pool = runtime.block_on(session.connect(options, Self::options(mode))).unwrap();
        Self { runtime, session, pool }
    }

    pub fn options(mode: Mode) -> PgConnectOptions {
        let (socket, port) = Mode::socket();
        PgConnectOptions::new().socket(socket).port(port).username("session_app").database(mode.database())
    }
}

impl Driver for Sqlx {
    fn run(&mut self, caller: &Caller, sql: &str, end: End) -> Result<(), String> {
        let done = self.runtime.block_on(async {
            let mut tx = self.session.begin(&self.pool, caller).await?;
            let ran = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *tx).await;
            match end {
                End::Commit => tx.commit().await?,
                End::Rollback => tx.rollback().await?,
                End::Drop => drop(tx),
            }
            ran.map(|_| ()).map_err(pg_rls::session::sqlx::Fault::from)
        });
        done.map_err(|error| error.to_string())
    }

    fn ask(&mut self, caller: &Caller, sql: &str) -> Result<Option<String>, String> {
        let answer = self.runtime.block_on(async {
            let mut tx = self.session.begin(&self.pool, caller).await?;
            let answer = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut *tx).await?;
            tx.commit().await?;
            Ok(answer)
        });
        answer.map_err(|error: pg_rls::session::sqlx::Fault| error.to_string())
    }

    fn plain(&mut self, sql: &str) -> Result<Option<String>, String> {
        let answer = self.runtime.block_on(sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&self.pool));
        answer.map_err(|error| error.to_string())
    }

    fn panic(&mut self, caller: &Caller, sql: &str) {
        let result = catch_unwind(AssertUnwindSafe(|| {
            self.runtime.block_on(async {
                let mut tx = self.session.begin(&self.pool, caller).await.unwrap();
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *tx).await.unwrap();
                std::panic::resume_unwind(Box::new("meant"));
            });
        }));
        assert!(result.is_err());
    }
}
