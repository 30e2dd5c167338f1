//! As whom does a caller come, and with which claims?

/// What a caller's connection says of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Claims {
    /// The order of the columns.
    order: u8,
    pub(super) name: &'static str,
    /// The setting `request.jwt.claims`; `None` is a session that never had it.
    pub(super) setting: Option<&'static str>,
    /// Whom it names, by hand: what the functions of the provider have to make of it.
    pub(super) subject: Option<&'static str>,
}

const fn claims(
    order: u8,
    name: &'static str,
    setting: Option<&'static str>,
    subject: Option<&'static str>,
) -> Claims {
    Claims { order, name, setting, subject }
}

/// The caller whose rows are "own".
pub(super) const OWN: Claims = claims(5, "own", Some(r#"{"sub":"alice"}"#), Some("alice"));

/// The first stays the first: `''` is all that a session can come back to once it had the setting.
pub(super) const CLAIMS: [Claims; 10] = [
    claims(0, "unset", None, None),
    claims(1, "empty", Some(""), None),
    claims(2, "{}", Some("{}"), None),
    claims(3, "sub null", Some(r#"{"sub":null}"#), None),
    claims(4, "sub ''", Some(r#"{"sub":""}"#), Some("")),
    OWN,
    claims(6, "other", Some(r#"{"sub":"bob"}"#), Some("bob")),
    claims(7, "case", Some(r#"{"sub":"ALICE"}"#), Some("ALICE")),
    claims(8, "%", Some(r#"{"sub":"%"}"#), Some("%")),
    claims(9, "malformed", Some(r#"{"sub":"alice""#), None),
];

/// The provider's two roles.
pub(super) const ROLES: [&str; 2] = ["authenticated", "anonymous"];
