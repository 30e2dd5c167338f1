//! Which codes may `allow` name?

/// Every lint's code and title, in order; cheap enough for the derive.
pub const CODES: &[(&str, &str)] = &[
    ("RLS001", "A table without row security that a role reaches"),
    ("RLS003", "A grant without its policy, or a policy without its grant"),
    ("RLS004", "Only restrictive policies for a role"),
    ("RLS005", "A permissive policy or a grant for PUBLIC"),
    ("RLS006", "A role that many callers share may write every row"),
    ("RLS007", "A check that lets a row be given away"),
    ("RLS008", "UPDATE or DELETE for a role that cannot SELECT"),
    ("RLS009", "An INSERT of rows that the role cannot read back"),
    ("RLS010", "A row that its own change would hide"),
    ("RLS011", "An owner or tenant column that may hold nobody"),
    ("RLS013", "A predicate without its index"),
    ("RLS014", "Policies that read each other's tables in a circle"),
    ("RLS015", "A policy that reads a table which its role cannot SELECT"),
    ("RLS017", "A policy for a role that bypasses row security"),
    ("RLS018", "A unique key that tells what others have"),
    ("RLS019", "An index that callers' filters cannot use"),
    ("RLS020", "A foreign key without an index"),
    ("RLS021", "An allow that silences nothing"),
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
