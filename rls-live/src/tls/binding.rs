//! What binds a login to this very TLS session?
//!
//! The hash of the server's certificate (RFC 5929, `tls-server-end-point`): by the hash of its signature, and SHA-256 instead of
//! MD5 and SHA-1. Neon's addresses ask for it (`channel_binding=require`).

use sha2::{Digest as _, Sha256, Sha384, Sha512};

/// RSA's signatures in PKCS #1, and those of ECDSA with SHA-2, in DER without their last number.
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01];
const ECDSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03];

/// The hash of a certificate that a login is bound to; none where it is not agreed on which, as for Ed25519 and RSA-PSS.
pub fn end_point(certificate: &[u8]) -> Option<Vec<u8>> {
    let (last, family) = algorithm(certificate)?.split_last()?;
    match (family, last) {
        // MD5, SHA-1 and SHA-256 with RSA
        (RSA, 4 | 5 | 11) | (ECDSA, 2) => Some(Sha256::digest(certificate).to_vec()),
        (RSA, 12) | (ECDSA, 3) => Some(Sha384::digest(certificate).to_vec()),
        (RSA, 13) | (ECDSA, 4) => Some(Sha512::digest(certificate).to_vec()),
        _ => None,
    }
}

/// `SEQUENCE { what is signed, SEQUENCE { OBJECT IDENTIFIER, … }, … }`: the identifier.
fn algorithm(certificate: &[u8]) -> Option<&[u8]> {
    let (whole, _) = element(certificate, 0x30)?;
    let (_, rest) = element(whole, 0x30)?;
    let (signed_by, _) = element(rest, 0x30)?;
    Some(element(signed_by, 0x06)?.0)
}

/// What an element holds, and what follows it.
fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (first, rest) = der.split_first()?;
    let (length, rest) = rest.split_first()?;
    if *first != tag {
        return None;
    }
    let (length, rest) = match length {
        0..=0x7f => (usize::from(*length), rest),
        0x81..=0x84 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(length & 0x7f))?;
            (bytes.iter().fold(0, |length, byte| (length << 8) | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    rest.split_at_checked(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_has_no_hash() {
        assert_eq!(element(&[0x30, 2, 1, 2, 3], 0x30), Some((&[1, 2][..], &[3][..])));
        assert_eq!(element(&[0x30, 0x82, 0, 1, 9], 0x30), Some((&[9][..], &[][..])));
        for wrong in [
            &[][..],
            &[0x30],
            &[0x30, 5, 1],
            &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
            &[0x31, 0],
            &[0x30, 0x80],
        ] {
            assert_eq!(element(wrong, 0x30), None);
            assert_eq!(end_point(wrong), None);
        }
    }
}
