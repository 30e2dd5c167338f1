//! Which constants and names are known by their look?

use super::{Node, SignKind, Walk};
use crate::ident::QName;

/// Looks at a string.
pub(super) fn look(walk: &mut Walk<'_>, text: &str, node: &Node) {
    if is_user_editable(text) {
        walk.sign(SignKind::UserEditable, node.range.clone(), None);
    } else if let Some(kind) = known_literal(text) {
        walk.sign(kind, node.range.clone(), None);
    }
}

/// Whether users set what is there themselves: Supabase's and Clerk's metadata.
pub fn is_user_editable(name: &str) -> bool {
    ["user_metadata", "raw_user_meta_data", "unsafe_metadata", "unsafeMetadata", "unsafe_meta_data"]
        .contains(&name)
}

/// What a constant looks like that does not belong in a schema.
pub fn known_literal(text: &str) -> Option<SignKind> {
    if is_uuid(text) {
        Some(SignKind::IdLiteral)
    } else if is_mail(text) {
        Some(SignKind::MailLiteral)
    } else if is_secret(text) {
        Some(SignKind::SecretLiteral)
    } else {
        None
    }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(i, byte)| match i {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn is_mail(text: &str) -> bool {
    match text.split_once('@') {
        Some((name, domain)) => {
            let fine = |part: &str| {
                !part.is_empty()
                    && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".+-_".contains(&byte))
            };
            fine(name) && fine(domain) && domain.contains('.')
        }
        None => false,
    }
}

/// A token of a service that marks its own, or a long run that no word is.
fn is_secret(text: &str) -> bool {
    let marked =
        ["sk_live_", "sk_test_", "sb_secret_", "ghp_", "github_pat_", "AKIA", "xoxb-", "xoxp-", "whsec_"];
    let token = text.starts_with("eyJ") && text.matches('.').count() == 2;
    let has = |is: fn(&u8) -> bool| text.as_bytes().iter().any(is);
    let run = text.len() >= 24
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=_-".contains(&byte))
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_lowercase)
        && text.bytes().filter(u8::is_ascii_digit).count() * 8 >= text.len()
        && !text.contains("--");
    token || run || marked.iter().any(|mark| text.starts_with(mark) && text.len() > mark.len() + 8)
}

/// Whether a function is Postgres's own, or one that no membership is asked by.
pub(super) fn is_builtin(name: &QName) -> bool {
    const OWN: [&str; 24] = [
        "array_position",
        "bool",
        "cardinality",
        "has_column_privilege",
        "has_database_privilege",
        "has_schema_privilege",
        "has_table_privilege",
        "isempty",
        "isfinite",
        "jsonb_exists",
        "jsonb_exists_all",
        "jsonb_exists_any",
        "jsonb_path_exists",
        "jsonb_path_match",
        "lower_inc",
        "pg_has_role",
        "regexp_like",
        "row_security_active",
        "st_contains",
        "st_dwithin",
        "st_intersects",
        "st_within",
        "starts_with",
        "upper_inc",
    ];
    match name.schema.as_deref() {
        Some("pg_catalog" | "storage") => true,
        Some(_) => false,
        None => OWN.binary_search(&name.name.as_str()).is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_are_known_by_their_look() {
        for (text, expected) in [
            ("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", Some(SignKind::IdLiteral)),
            ("ada@example.org", Some(SignKind::MailLiteral)),
            ("sk_live_abcdefghijkl", Some(SignKind::SecretLiteral)),
            ("eyJhbGciOi.eyJzdWIi.c2ln", Some(SignKind::SecretLiteral)),
            ("c29tZSBzZWNyZXQgdGhhdCBp9s4d", Some(SignKind::SecretLiteral)),
            ("published", None),
            ("https://stytch.com/organization", None),
            ("request.jwt.claims", None),
            ("authenticated_and_verified_users", None),
            ("@", None),
            ("a b@c.d", None),
            ("2024-01-01 00:00:00.000000+00", None),
        ] {
            assert_eq!(known_literal(text), expected, "{text}");
        }
    }
}
