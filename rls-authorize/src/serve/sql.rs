//! What becomes of a request to `/sql`?
//!
//! Who asks comes first: nothing of a body is looked at before its sender is known.

use std::{sync::Arc, time::SystemTime};

use hyper::{
    HeaderMap, Request, StatusCode,
    body::Incoming,
    header::{AUTHORIZATION, HeaderValue},
};

use super::{
    answer::{self, Shape},
    body, check,
    header::{self, Wishes},
    inflow::Inflow,
    query::Fault,
    refusal::Refusal,
    route::{self, Answered, Seen},
    state::State,
    target::{self, Target},
};
use crate::{Caller, TokenError, bearer, error::shown};

pub(super) async fn answer(
    state: &Arc<State>,
    request: Request<Incoming>,
    seen: &mut Seen,
) -> Result<Answered, Refusal> {
    let (parts, body) = request.into_parts();
    let mut inflow = Inflow::new(body, state.limits.request, state.limits.body);
    let done = gated(state, &parts.headers, &mut inflow, seen).await;
    if done.is_err() {
        // a client that is still sending would not read the answer
        inflow.drain().await;
    }
    done
}

async fn gated(
    state: &Arc<State>,
    headers: &HeaderMap,
    inflow: &mut Inflow,
    seen: &mut Seen,
) -> Result<Answered, Refusal> {
    let Ok(_running) = state.running.try_acquire() else {
        let message = "too many requests run at this moment: try again";
        return Err(Refusal::with(StatusCode::SERVICE_UNAVAILABLE, "busy", message));
    };
    let target = target::of(headers)?;
    let wishes = header::wishes(headers)?;
    let caller = caller(state, headers, &target, seen).await?;
    seen.role = Some(caller.role().to_owned());
    if state.log_subjects {
        seen.subject = caller.subject().map(str::to_owned);
    }
    let bytes = inflow.gather().await?;
    seen.bytes_in = bytes.len();
    let asked = body::read(&bytes, wishes)?;
    drop(bytes);
    seen.statements = asked.batch.queries.len();
    let answers = state.pool.run(&caller, &target.database, &asked.batch, &state.limits.query).await?;
    seen.rows = answers.iter().map(|answer| answer.rows.len()).sum();
    let shape = Shape { raw: wishes.raw, is_batch: asked.is_batch, arrays: &asked.arrays };
    let most = state.limits.response;
    let json = answer::write(&answers, shape, most).map_err(|_| Fault::TooLarge(most))?;
    seen.bytes_out = json.len();
    let mut response = route::json(StatusCode::OK, json);
    if asked.is_batch {
        echo(&mut response, wishes);
    }
    Ok(response)
}

fn echo(response: &mut Answered, wishes: Wishes) {
    for (name, value) in wishes.echo() {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
}

/// Who asks, as the role that the connection string names.
///
/// A token is good for the role that it gives; for that of everybody too, where there is one. Whoever has no token gets nothing, unless
/// there is a role for everybody, and they name it.
async fn caller(
    state: &State,
    headers: &HeaderMap,
    target: &Target,
    seen: &mut Seen,
) -> Result<Caller, Refusal> {
    let role = target.role.as_str();
    let everybody = state.anonymous.as_deref();
    if everybody == Some(role) && !headers.contains_key(AUTHORIZATION) {
        return Ok(Caller::anonymous().with_role(role));
    }
    let verified = match bearer(headers) {
        Ok(token) => state.verifiers.verify(token, SystemTime::now()).await,
        Err(error) => Err(error),
    };
    let caller = verified.map_err(|error| untaken(state, seen, &error))?;
    if role == caller.role() {
        return Ok(caller);
    }
    if everybody == Some(role) {
        return Ok(caller.with_role(role));
    }
    let mut good = format!("{:?}", caller.role());
    if let Some(everybody) = everybody {
        good.push_str(&format!(" and {everybody:?}"));
    }
    let message =
        format!("the connection string names the role {}, and this token is good for {good}", shown(role));
    Err(Refusal::new("role", message))
}

fn untaken(state: &State, seen: &mut Seen, error: &TokenError) -> Refusal {
    let word = check::word(error);
    state.metrics.refused(word);
    seen.check = Some(word);
    Refusal::from(error)
}
