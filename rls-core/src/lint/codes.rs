//! Which codes may `allow` name?

/// Every lint's code and title, in order; cheap enough for the derive.
pub const CODES: &[(&str, &str)] = &[
    ("RLS001", "A table without row security that a role reaches"),
    ("RLS020", "A foreign key without an index"),
];

/// The title of the lint with this code.
///
/// ```
/// assert_eq!(rls_core::lint::title("RLS020"), Some("A foreign key without an index"));
/// assert_eq!(rls_core::lint::title("RLS101"), None);
/// ```
pub fn title(code: &str) -> Option<&'static str> {
    CODES.iter().find(|(known, _)| *known == code).map(|(_, title)| *title)
}
