//! tokio-postgres, by deadpool.

use std::panic::{AssertUnwindSafe, catch_unwind};

use deadpool_postgres::{ConfigConnectImpl, Connect, Manager, Object, Pool};
use pg_rls::session::{Caller, Session, tokio_postgres::Fault};
use tokio::{runtime::Runtime, task::JoinHandle};
use tokio_postgres::{Client, Config, Error, NoTls, SimpleQueryMessage};

use super::{Driver, End};
use crate::database::Mode;

/// Each connection of the pool is opened with what the session says.
struct Keyed(Session);

impl Connect for Keyed {
    fn connect(
        &self,
        config: &Config,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<(Client, JoinHandle<()>), Error>> + Send + '_>> {
        let config = self.0.config(config).expect("a key");
        Box::pin(async move { ConfigConnectImpl { tls: NoTls }.connect(&config).await })
    }
}

pub struct TokioPostgres {
    pub runtime: Runtime,
    pub session: Session,
    pub pool: Pool,
}

impl TokioPostgres {
    pub fn open(mode: Mode) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let session = match mode {
            Mode::Plain => Session::plain(),
            Mode::Signed => Session::signed(),
        };
        let manager = Manager::from_connect(Self::config(mode), Keyed(session.clone()), Default::default());
        let pool = Pool::builder(manager).max_size(1).build().unwrap();
        Self { runtime, session, pool }
    }

    pub fn config(mode: Mode) -> Config {
        mode.login("session_app").parse().unwrap()
    }

    pub async fn client(&self) -> Object {
        self.pool.get().await.unwrap()
    }
}

async fn text(client: &Client, sql: &str) -> Result<Option<String>, Error> {
    let messages = client.simple_query(sql).await?;
    let row = messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row.get(0).map(str::to_owned)),
        _ => None,
    });
    Ok(row.flatten())
}

impl Driver for TokioPostgres {
    fn run(&mut self, caller: &Caller, sql: &str, end: End) -> Result<(), String> {
        let done = self.runtime.block_on(async {
            let mut client = self.client().await;
            let tx = self.session.begin_on(&mut client, caller).await?;
            let ran = tx.batch_execute(sql).await;
            match end {
                End::Commit => tx.commit().await?,
                End::Rollback => tx.rollback().await?,
                End::Drop => drop(tx),
            }
            ran.map_err(Fault::from)
        });
        done.map_err(|error| told(&error))
    }

    fn ask(&mut self, caller: &Caller, sql: &str) -> Result<Option<String>, String> {
        let answer = self.runtime.block_on(async {
            let mut client = self.client().await;
            let tx = self.session.begin_on(&mut client, caller).await?;
            let answer = text(&tx, sql).await?;
            tx.commit().await?;
            Ok(answer)
        });
        answer.map_err(|error: Fault| told(&error))
    }

    fn plain(&mut self, sql: &str) -> Result<Option<String>, String> {
        self.runtime
            .block_on(async { text(&**self.client().await, sql).await })
            .map_err(|error| told(&Fault::from(error)))
    }

    fn panic(&mut self, caller: &Caller, sql: &str) {
        let result = catch_unwind(AssertUnwindSafe(|| {
            self.runtime.block_on(async {
                let mut client = self.client().await;
                let tx = self.session.begin_on(&mut client, caller).await.unwrap();
                tx.batch_execute(sql).await.unwrap();
                std::panic::resume_unwind(Box::new("meant"));
            });
        }));
        assert!(result.is_err());
    }
}

/// This driver's errors tell what the server said only as their source.
fn told(error: &Fault) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text.push_str(&format!(": {error}"));
        source = error.source();
    }
    text
}
