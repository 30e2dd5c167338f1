//! What does a token say, before anybody is asked whether it is true?
//!
//! A token is read strictly, by one reader: what two readers could read differently is refused.

mod json;

use jsonwebtoken::Algorithm;
use serde_json::{Map, Value};

use crate::{
    base64,
    error::{Part, TokenError, shown},
};

/// A token, taken apart.
#[derive(Debug)]
pub(crate) struct Token<'a> {
    /// All of it.
    pub(crate) text: &'a str,
    pub(crate) algorithm: Algorithm,
    pub(crate) kid: String,
    /// The payload, as it was signed: a JSON object.
    pub(crate) payload: String,
    /// The same, read.
    pub(crate) claims: Map<String, Value>,
}

impl<'a> Token<'a> {
    /// Takes it apart. What it says of its algorithm is looked at before anything that it claims.
    pub(crate) fn read(text: &'a str, most: usize) -> Result<Self, TokenError> {
        if text.is_empty() {
            return Err(TokenError::Empty);
        }
        if text.len() > most {
            return Err(TokenError::TooLong { length: text.len(), most });
        }
        if let Some(at) =
            text.bytes().position(|byte| !matches!(byte, b'.' | b'=') && !base64::is_digit(byte))
        {
            return Err(TokenError::Character { what: what(text.as_bytes()[at]), at });
        }
        let parts: Vec<&str> = text.split('.').collect();
        let [header, payload, signature] = parts[..] else {
            return Err(if parts.len() == 5 {
                TokenError::Encrypted
            } else {
                TokenError::Parts(parts.len())
            });
        };
        let (_, header) = object(header, Part::Header)?;
        let algorithm = algorithm(&header)?;
        let kid = about(&header)?;
        let (payload, claims) = object(payload, Part::Payload)?;
        base64::decode(signature).ok_or(TokenError::Base64(Part::Signature))?;
        Ok(Self { text, algorithm, kid, payload, claims })
    }
}

/// What a byte that does not belong is called.
fn what(byte: u8) -> &'static str {
    match byte {
        b' ' => "a space",
        b'\t' | b'\r' | b'\n' => "a tab or a line break",
        0 => "a NUL",
        b'"' | b'\'' => "a quote",
        b'+' | b'/' => "a character of the other base64 (+ or /)",
        0x80.. => "a character beyond ASCII",
        _ => "a character",
    }
}

/// A part as its text and as JSON.
fn object(part: &str, which: Part) -> Result<(String, Map<String, Value>), TokenError> {
    let bytes = base64::decode(part).ok_or(TokenError::Base64(which))?;
    let text = String::from_utf8(bytes).map_err(|_| TokenError::Json(which))?;
    match json::read(&text) {
        Ok(Value::Object(object)) => Ok((text, object)),
        Ok(_) => Err(TokenError::NotObject(which)),
        Err(json::Fault::Duplicate) => Err(TokenError::Duplicate(which)),
        Err(json::Fault::Nul) => Err(TokenError::Nul(which)),
        Err(json::Fault::Unreadable) => Err(TokenError::Json(which)),
    }
}

fn algorithm(header: &Map<String, Value>) -> Result<Algorithm, TokenError> {
    let name = header.get("alg").and_then(Value::as_str).ok_or(TokenError::NoAlgorithm)?;
    match name {
        "RS256" => Ok(Algorithm::RS256),
        "ES256" => Ok(Algorithm::ES256),
        "EdDSA" => Ok(Algorithm::EdDSA),
        _ if name.eq_ignore_ascii_case("none") => Err(TokenError::Unsigned),
        _ if name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("HS")) => {
            Err(TokenError::Symmetric(shown(name)))
        }
        _ => Err(TokenError::Algorithm(shown(name))),
    }
}

/// The rest of the header: its `kid`. A key or an address that the header brings along (jwk, jku, x5u, x5c) is not
/// looked at: keys are the issuer's.
fn about(header: &Map<String, Value>) -> Result<String, TokenError> {
    if header.contains_key("crit") {
        return Err(TokenError::Critical);
    }
    for name in ["b64", "cty", "enc", "zip"] {
        if header.contains_key(name) {
            return Err(TokenError::Encoded(name));
        }
    }
    match header.get("typ") {
        None => {}
        Some(Value::String(kind)) => {
            let kind = kind.to_ascii_lowercase();
            if !matches!(kind.strip_prefix("application/").unwrap_or(&kind), "jwt" | "at+jwt") {
                return Err(TokenError::Kind(shown(&kind)));
            }
        }
        Some(_) => return Err(TokenError::Kind("no text".to_owned())),
    }
    match header.get("kid") {
        Some(Value::String(kid)) if !kid.is_empty() => Ok(kid.clone()),
        _ => Err(TokenError::NoKid),
    }
}
