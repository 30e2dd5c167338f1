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
    ("RLS030", "The caller asked for once a row"),
    ("RLS031", "A whole comparison in a sub-select"),
    ("RLS032", "A cast on the column's side"),
    ("RLS033", "A cast of a claim that fails beside something that does not need it"),
    ("RLS034", "A test of who the caller is that nobody passes too"),
    ("RLS035", "A policy for everyone but the caller"),
    ("RLS036", "A caller compared by a pattern"),
    ("RLS037", "A membership looked for row by row"),
    ("RLS038", "A predicate that is a function of the row"),
    ("RLS039", "A claim that users set themselves"),
    ("RLS040", "Someone's id, address or secret in a policy"),
    ("RLS041", "SQL that names a column which the table has not"),
    ("RLS042", "SQL that could not be read"),
    ("RLS043", "A column compared with itself"),
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
