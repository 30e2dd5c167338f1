//! Is everything there that an answer takes?

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use hyper::StatusCode;
use serde_json::json;
use tokio::time::timeout;

use super::{
    route::{self, Answered},
    state::{Health, State},
};

/// Whoever asks again within this gets the same answer: asking costs the database next to nothing.
const FRESH: Duration = Duration::from_secs(1);

/// The longest that anything may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// 200 where a request could be answered, 503 where not, and which part it is. No addresses, no reasons: those are in the log.
pub(super) async fn answer(state: &Arc<State>) -> Answered {
    let Health { database, keys } = match state.health(FRESH) {
        Some(health) => health,
        None => {
            let health = look(state).await;
            state.set_health(health);
            health
        }
    };
    let word = |is_well: bool| if is_well { "ok" } else { "unavailable" };
    let all = database && keys;
    let status = if all { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let told = json!({
        "status": word(all),
        "database": word(database),
        "keys": word(keys),
        "mode": state.pool.mode().to_string(),
    });
    route::json(status, told.to_string().into_bytes())
}

async fn look(state: &State) -> Health {
    let database = match timeout(PATIENCE, state.pool.ping()).await {
        Ok(Ok(())) => true,
        Ok(Err(error)) => {
            tracing::warn!(%error, "the database does not answer");
            false
        }
        Err(_) => {
            tracing::warn!("the database does not answer in time");
            false
        }
    };
    let mut keys = true;
    for verifier in state.verifiers.iter() {
        if let Err(error) = verifier.jwks().ready(SystemTime::now()).await {
            tracing::warn!(of = verifier.name(), %error, "the keys cannot be had");
            keys = false;
        }
    }
    Health { database, keys }
}
