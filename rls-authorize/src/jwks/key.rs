//! Which entries of a JWKS are keys that a token can be signed with?
//!
//! An entry that is for something else, or that nothing here can read, is no reason to refuse the others: Keycloak has
//! a key for encryption among its keys. It is remembered, so that a token that names it is told why.

use jsonwebtoken::{Algorithm, DecodingKey, crypto::CryptoProvider};
use serde_json::{Map, Value};

use crate::{base64, error::shown};

/// Bits of the modulus of an RSA key: fewer can be broken, more take too long.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// The keys of one issuer.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    kid: Option<String>,
    key: Result<Key, String>,
}

/// A key for signatures, and the one algorithm that it is for.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) algorithm: Algorithm,
    pub(crate) public: DecodingKey,
}

/// What there is under a `kid`.
pub(crate) enum Found<'a> {
    Keys(Vec<&'a Key>),
    Unfit(&'a str),
    Nothing,
}

/// Why a text is no JWKS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotKeys {
    NotJson,
    NoList,
}

impl Keys {
    /// Reads a JWKS.
    pub(crate) fn read(text: &[u8]) -> Result<Self, NotKeys> {
        let document: Map<String, Value> = serde_json::from_slice(text).map_err(|_| NotKeys::NotJson)?;
        let list = document.get("keys").and_then(Value::as_array).ok_or(NotKeys::NoList)?;
        let entries = list.iter().map(|entry| Entry { kid: text_of(entry, "kid"), key: key(entry) });
        Ok(Self { entries: entries.collect() })
    }

    pub(crate) fn find(&self, kid: &str) -> Found<'_> {
        let mut named = self.entries.iter().filter(|entry| entry.kid.as_deref() == Some(kid)).peekable();
        if named.peek().is_none() {
            return Found::Nothing;
        }
        let mut keys = Vec::new();
        let mut unfit = "";
        for entry in named {
            match &entry.key {
                Ok(key) => keys.push(key),
                Err(why) => unfit = why,
            }
        }
        if keys.is_empty() { Found::Unfit(unfit) } else { Found::Keys(keys) }
    }

    /// What is there, in words.
    pub(crate) fn counted(&self) -> String {
        let usable = self.usable();
        let usable =
            if usable == 1 { "1 key is known".to_owned() } else { format!("{usable} keys are known") };
        let unfit = self.entries.len() - self.usable();
        if unfit == 0 { usable } else { format!("{usable}, {unfit} more cannot be used") }
    }

    /// How many can be used.
    pub(crate) fn usable(&self) -> usize {
        self.entries.iter().filter(|entry| entry.kid.is_some() && entry.key.is_ok()).count()
    }

    /// Why the first that cannot be used cannot.
    pub(crate) fn first_fault(&self) -> Option<String> {
        self.entries.iter().find_map(|entry| match (&entry.key, &entry.kid) {
            (Err(why), _) => Some(why.clone()),
            (Ok(_), None) => Some("it has no kid".to_owned()),
            _ => None,
        })
    }
}

fn text_of(entry: &Value, name: &str) -> Option<String> {
    entry.get(name).and_then(Value::as_str).map(str::to_owned)
}

/// A key, or why the entry is none.
fn key(entry: &Value) -> Result<Key, String> {
    let kind = text_of(entry, "kty").ok_or("its type (kty) is missing")?;
    for_signatures(entry)?;
    let key = match (kind.as_str(), text_of(entry, "crv").as_deref()) {
        ("RSA", _) => rsa(entry)?,
        ("EC", Some("P-256")) => p256(entry)?,
        ("OKP", Some("Ed25519")) => ed25519(entry)?,
        ("EC" | "OKP", Some(curve)) => {
            return Err(format!("its curve is {}; taken are P-256 and Ed25519", shown(curve)));
        }
        ("EC" | "OKP", None) => return Err("its curve (crv) is missing".to_owned()),
        ("oct", _) => return Err("it is a shared secret".to_owned()),
        (other, _) => return Err(format!("its type is {}; taken are RSA, EC and OKP", shown(other))),
    };
    is_key(&key)?;
    let name = name_of(key.algorithm);
    match entry.get("alg") {
        None => Ok(key),
        Some(Value::String(alg)) if alg == name => Ok(key),
        // RFC 9864 names the curve
        Some(Value::String(alg)) if alg == "Ed25519" && key.algorithm == Algorithm::EdDSA => Ok(key),
        Some(Value::String(alg)) => {
            Err(format!("it is for {}, and such a key is taken for {name} only", shown(alg)))
        }
        Some(_) => Err("its algorithm (alg) is no text".to_owned()),
    }
}

/// Whether the crate that checks signatures can do anything with it: a point has to be on its curve.
fn is_key(key: &Key) -> Result<(), String> {
    let provider = CryptoProvider::try_get_default().ok_or("there is nothing to check signatures with")?;
    let made = (provider.verifier_factory)(&key.algorithm, &key.public);
    made.map(|_| ()).map_err(|_| "it is no point of its curve".to_owned())
}

/// As tokens and keys call it.
pub(crate) fn name_of(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::RS256 => "RS256",
        Algorithm::ES256 => "ES256",
        Algorithm::EdDSA => "EdDSA",
        _ => "another algorithm",
    }
}

/// `use` and `key_ops`, where they are there, have to allow it.
fn for_signatures(entry: &Value) -> Result<(), String> {
    match entry.get("use") {
        None => {}
        Some(Value::String(purpose)) if purpose == "sig" => {}
        Some(Value::String(purpose)) if purpose == "enc" => {
            return Err("it is for encryption (use is enc)".to_owned());
        }
        Some(_) => return Err("it is not for signatures (use)".to_owned()),
    }
    match entry.get("key_ops") {
        None => Ok(()),
        Some(Value::Array(list)) if list.iter().any(|operation| operation == "verify") => Ok(()),
        Some(_) => Err("it is not for checking signatures (key_ops)".to_owned()),
    }
}

fn bytes(entry: &Value, name: &'static str) -> Result<Vec<u8>, String> {
    let text = text_of(entry, name).ok_or(format!("its {name} is missing"))?;
    base64::decode(&text).ok_or(format!("its {name} is not base64url"))
}

fn rsa(entry: &Value) -> Result<Key, String> {
    let (modulus, exponent) = (bytes(entry, "n")?, bytes(entry, "e")?);
    let significant = modulus.iter().skip_while(|byte| **byte == 0);
    let first = significant.clone().next().map_or(8, |byte| byte.leading_zeros() as usize);
    let bits = (significant.count() * 8).saturating_sub(first);
    if !RSA_BITS.contains(&bits) {
        return Err(format!(
            "it has {bits} bits, and RSA keys of {} to {} are taken",
            RSA_BITS.start(),
            RSA_BITS.end()
        ));
    }
    // with 1 whatever is signed is its own signature, and an even one fits no key
    let value: Vec<u8> = exponent.iter().copied().skip_while(|byte| *byte == 0).collect();
    let exponent_ok = value.len() <= 4 && value.last().is_some_and(|last| last % 2 == 1) && value != [1];
    if !exponent_ok {
        return Err("its exponent (e) is not one that keys have".to_owned());
    }
    Ok(Key { algorithm: Algorithm::RS256, public: DecodingKey::from_rsa_raw_components(&modulus, &exponent) })
}

fn p256(entry: &Value) -> Result<Key, String> {
    let (x, y) = (bytes(entry, "x")?, bytes(entry, "y")?);
    if x.len() != 32 || y.len() != 32 {
        return Err("it is no point of P-256".to_owned());
    }
    let point = [&[4][..], &x, &y].concat();
    Ok(Key { algorithm: Algorithm::ES256, public: DecodingKey::from_ec_der(&point) })
}

fn ed25519(entry: &Value) -> Result<Key, String> {
    let x = bytes(entry, "x")?;
    // the crate that checks signatures cuts without looking
    if x.len() != 32 {
        return Err("it is no point of Ed25519".to_owned());
    }
    Ok(Key { algorithm: Algorithm::EdDSA, public: DecodingKey::from_ed_der(&x) })
}
