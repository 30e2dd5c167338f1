//! Do the claims of a token say what they have to?
//!
//! What is asked here is asked of a token whose signature was right.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value};

use super::{Requirement, Roles, Rules};
use crate::{
    Caller, TokenError,
    error::{Part, listed, shown},
    token::Token,
};

/// The caller, with the claims as they were signed.
pub(super) fn caller(token: &Token<'_>, rules: &Rules, now: SystemTime) -> Result<Caller, TokenError> {
    let claims = &token.claims;
    times(claims, rules, now)?;
    issuer(claims, rules)?;
    audience(claims, rules)?;
    rules.requires.iter().try_for_each(|requirement| required(claims, requirement))?;
    let (role, needs_subject) = role(claims, rules.roles)?;
    subject(claims, needs_subject)?;
    let caller = Caller::of_token(&token.payload).map_err(|_| TokenError::NotObject(Part::Payload))?;
    Ok(caller.with_role(role))
}

fn times(claims: &Map<String, Value>, rules: &Rules, now: SystemTime) -> Result<(), TokenError> {
    let now = match now.duration_since(UNIX_EPOCH) {
        Ok(since) => since.as_secs_f64(),
        Err(before) => -before.duration().as_secs_f64(),
    };
    let leeway = rules.leeway.as_secs_f64();
    match seconds(claims, "exp")? {
        Some(expiry) if now >= expiry + leeway => {
            return Err(TokenError::Expired { ago: whole(now - expiry) });
        }
        Some(_) => {}
        None if rules.expiry => return Err(TokenError::NoExpiry),
        None => {}
    }
    match seconds(claims, "nbf")? {
        Some(start) if start > now + leeway => Err(TokenError::NotYet { ahead: whole(start - now) }),
        _ => Ok(()),
    }
}

/// A claim that is a time. `null` is none, and no reason to take a token for one without.
fn seconds(claims: &Map<String, Value>, name: &'static str) -> Result<Option<f64>, TokenError> {
    match claims.get(name) {
        None => Ok(None),
        Some(value) => value.as_f64().map(Some).ok_or(TokenError::Date(name)),
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // it is for people, and `as` keeps to the range
fn whole(seconds: f64) -> u64 {
    seconds.round() as u64
}

fn issuer(claims: &Map<String, Value>, rules: &Rules) -> Result<(), TokenError> {
    if rules.issuers.is_empty() {
        return Ok(());
    }
    let expected = || listed(&rules.issuers);
    match claims.get("iss").and_then(Value::as_str) {
        None => Err(TokenError::NoIssuer { expected: expected() }),
        Some(found) if rules.issuers.iter().any(|issuer| issuer == found) => Ok(()),
        Some(found) => Err(TokenError::Issuer { found: shown(found), expected: expected() }),
    }
}

fn audience(claims: &Map<String, Value>, rules: &Rules) -> Result<(), TokenError> {
    if rules.audiences.is_empty() {
        return Ok(());
    }
    let ours =
        |value: &Value| value.as_str().is_some_and(|text| rules.audiences.iter().any(|ours| ours == text));
    let matches = match rules.audience_in.iter().find_map(|name| claims.get(*name)) {
        None => {
            let claims = rules.audience_in.join(", ");
            return Err(TokenError::NoAudience { claims, expected: listed(&rules.audiences) });
        }
        // one that is no text makes the others no better
        Some(Value::Array(list)) => list.iter().all(Value::is_string) && list.iter().any(ours),
        Some(value) => ours(value),
    };
    let claims = rules.audience_in.join(", ");
    if matches { Ok(()) } else { Err(TokenError::Audience { claims, expected: listed(&rules.audiences) }) }
}

fn required(claims: &Map<String, Value>, requirement: &Requirement) -> Result<(), TokenError> {
    let there = |name: &str| claims.get(name).filter(|value| !value.is_null());
    let text = |name: &str| there(name).and_then(Value::as_str);
    let missing = |names: &[&str], why| TokenError::Missing { claims: names.join(" or "), why };
    let other = |claim: &'static str, why| match there(claim) {
        None => missing(&[claim], why),
        Some(_) => TokenError::Claim { claim, why },
    };
    let (holds, refused) = match *requirement {
        Requirement::Has { claims: any_of, why } => {
            (any_of.iter().any(|name| there(name).is_some()), missing(any_of, why))
        }
        Requirement::HasNot { claims: none_of, why } => {
            let Some(name) = none_of.iter().find(|name| there(name).is_some()) else { return Ok(()) };
            (false, other(name, why))
        }
        Requirement::Is { claim, one_of, why } => {
            (text(claim).is_some_and(|text| one_of.contains(&text)), other(claim, why))
        }
        Requirement::Starts { claim, start, why } => {
            (text(claim).is_some_and(|text| text.starts_with(start)), other(claim, why))
        }
        Requirement::StartsNot { claim, start, why } => {
            (!text(claim).is_some_and(|text| text.starts_with(start)), other(claim, why))
        }
        Requirement::EndsNot { claim, end, why } => {
            (!text(claim).is_some_and(|text| text.ends_with(end)), other(claim, why))
        }
    };
    if holds { Ok(()) } else { Err(refused) }
}

/// The role, and whether whoever has it needs a subject.
fn role(claims: &Map<String, Value>, roles: Roles) -> Result<(&'static str, bool), TokenError> {
    let Roles::Claim { claim, allowed } = roles else { return Ok(("authenticated", true)) };
    let asked = claims.get(claim).and_then(Value::as_str).ok_or(TokenError::NoRole(claim))?;
    let known = allowed.iter().position(|role| *role == asked);
    let at = known.ok_or_else(|| TokenError::Role { allowed: allowed.join(" or ") })?;
    Ok((allowed[at], at == 0))
}

fn subject(claims: &Map<String, Value>, needed: bool) -> Result<(), TokenError> {
    match claims.get("sub") {
        None if needed => Err(TokenError::NoSubject),
        None => Ok(()),
        Some(Value::String(subject)) if subject.is_empty() => Err(TokenError::EmptySubject),
        Some(Value::String(_)) => Ok(()),
        Some(_) => Err(TokenError::SubjectNotText),
    }
}
