//! What is not signed by the key, or signed over something else.

use serde_json::json;

use super::Case;
use crate::signer::{EC, ED, RSA, Signer, but, claims, decode, encode};

const EC_SAYS: &str =
    "the token's signature is not by the key \"ec\": it was changed, cut off, or signed by somebody else";
const RSA_SAYS: &str =
    "the token's signature is not by the key \"rsa\": it was changed, cut off, or signed by somebody else";
const ED_SAYS: &str =
    "the token's signature is not by the key \"ed\": it was changed, cut off, or signed by somebody else";

/// The token with another signature.
fn with(signer: &Signer, signature: impl Fn(Vec<u8>) -> Vec<u8>) -> String {
    let token = signer.token(&claims());
    let (message, good) = token.rsplit_once('.').unwrap();
    format!("{message}.{}", encode(signature(decode(good))))
}

/// As X.509 has them: two numbers in ASN.1.
fn as_asn1(signature: &[u8]) -> Vec<u8> {
    let number = |half: &[u8]| [&[2, 33, 0][..], half].concat();
    let both = [number(&signature[..32]), number(&signature[32..])].concat();
    [&[0x30, 70][..], &both].concat()
}

/// The order of P-256's group.
const ORDER: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

/// The order of Ed25519's group, the lowest byte first: a signature with it added to s is one to careless readers.
const ED_ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

fn order() -> Vec<u8> {
    (0..32).map(|at| u8::from_str_radix(&ORDER[at * 2..at * 2 + 2], 16).unwrap()).collect()
}

fn s_plus_order(signature: Vec<u8>) -> Vec<u8> {
    let mut sum = signature;
    let mut carry = 0;
    for at in 0..32 {
        let byte = u16::from(sum[32 + at]) + u16::from(ED_ORDER[at]) + carry;
        sum[32 + at] = u8::try_from(byte & 0xff).unwrap();
        carry = byte >> 8;
    }
    sum
}

pub(super) fn cases() -> Vec<Case> {
    let good = EC.token(&claims());
    let parts: Vec<&str> = good.split('.').collect();
    let other = EC.token(&but(&json!({ "sub": "bob" })));
    let others: Vec<&str> = other.split('.').collect();
    let mut header = EC.header();
    header["x"] = json!(1);
    vec![
        ("no signature", format!("{}.{}.", parts[0], parts[1]), EC_SAYS),
        ("a signature that is cut off", good[..good.len() - 2].to_owned(), EC_SAYS),
        ("the payload of another", format!("{}.{}.{}", parts[0], others[1], parts[2]), EC_SAYS),
        ("the signature of another", format!("{}.{}.{}", parts[0], parts[1], others[2]), EC_SAYS),
        ("another header", format!("{}.{}.{}", encode(header.to_string()), parts[1], parts[2]), EC_SAYS),
        (
            "another subject, and nothing else",
            format!("{}.{}.{}", parts[0], encode(but(&json!({ "sub": "mallory" })).to_string()), parts[2]),
            EC_SAYS,
        ),
        ("ES256, all zero", with(&EC, |_| vec![0; 64]), EC_SAYS),
        ("ES256, all ones", with(&EC, |_| vec![0xff; 64]), EC_SAYS),
        ("ES256, r is zero", with(&EC, |good| [&[0; 32], &good[32..]].concat()), EC_SAYS),
        ("ES256, s is zero", with(&EC, |good| [&good[..32], &[0; 32]].concat()), EC_SAYS),
        ("ES256, r is the order", with(&EC, |good| [&order(), &good[32..]].concat()), EC_SAYS),
        ("ES256, s is the order", with(&EC, |good| [&good[..32], &order()].concat()), EC_SAYS),
        (
            "ES256, the halves in the other order",
            with(&EC, |good| [&good[32..], &good[..32]].concat()),
            EC_SAYS,
        ),
        ("ES256, as certificates have it", with(&EC, |good| as_asn1(&good)), EC_SAYS),
        ("ES256, a byte less", with(&EC, |good| good[..63].to_vec()), EC_SAYS),
        ("ES256, a byte more", with(&EC, |good| [good, vec![0]].concat()), EC_SAYS),
        ("ES256, a zero before", with(&EC, |good| [vec![0], good].concat()), EC_SAYS),
        ("ES256, twice", with(&EC, |good| [good.clone(), good].concat()), EC_SAYS),
        ("RS256, nothing", with(&RSA, |_| Vec::new()), RSA_SAYS),
        ("RS256, all zero", with(&RSA, |good| vec![0; good.len()]), RSA_SAYS),
        ("RS256, one", with(&RSA, |good| [vec![0; good.len() - 1], vec![1]].concat()), RSA_SAYS),
        ("RS256, all ones", with(&RSA, |good| vec![0xff; good.len()]), RSA_SAYS),
        ("RS256, a byte less", with(&RSA, |good| good[1..].to_vec()), RSA_SAYS),
        ("RS256, a zero before", with(&RSA, |good| [vec![0], good].concat()), RSA_SAYS),
        ("RS256, the modulus", with(&RSA, |_| decode(RSA.jwk()["n"].as_str().unwrap())), RSA_SAYS),
        ("EdDSA, all zero", with(&ED, |_| vec![0; 64]), ED_SAYS),
        ("EdDSA, the neutral point", with(&ED, |_| [vec![1], vec![0; 63]].concat()), ED_SAYS),
        ("EdDSA, s with the order added", with(&ED, s_plus_order), ED_SAYS),
        ("EdDSA, a byte less", with(&ED, |good| good[..63].to_vec()), ED_SAYS),
        ("EdDSA, a byte more", with(&ED, |good| [good, vec![0]].concat()), ED_SAYS),
    ]
}
