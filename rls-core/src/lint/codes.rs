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

/// The same of the rules that only a live database can be asked. No struct can `allow` them; rls.toml does.
pub const LIVE_CODES: &[(&str, &str)] = &[
    ("RLS050", "Policies on a table whose row security is off"),
    ("RLS051", "A SECURITY DEFINER function whose names the caller chooses"),
    ("RLS052", "A SECURITY DEFINER function that everyone may call"),
    ("RLS053", "A view that shows protected rows as its owner"),
    ("RLS054", "A materialized view or a foreign table that callers reach"),
    ("RLS055", "A partition without row security that callers reach past its table"),
    ("RLS056", "TRUNCATE, REFERENCES or TRIGGER for a role that requests run as"),
    ("RLS057", "A policy without the predicate that its command needs"),
    ("RLS058", "A table that belongs to a role which requests run as"),
    ("RLS059", "Default privileges that open tables which are yet to be made"),
    ("RLS060", "A role that requests run as may become one that row security does not hold for"),
    ("RLS061", "FORCE on a table that a policy's function reads as its owner"),
    ("RLS062", "INSERT on a table without USAGE on its sequence"),
    ("RLS063", "A view that shows the provider's table of accounts"),
    ("RLS064", "A policy's function that is VOLATILE or not PARALLEL SAFE"),
    ("RLS065", "Several permissive policies for one role and command"),
    ("RLS066", "A policy's function whose names the caller chooses"),
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

/// The title of the rule of a live database with this code.
///
/// ```
/// assert_eq!(rls_core::lint::live_title("RLS050"), Some("Policies on a table whose row security is off"));
/// ```
pub fn live_title(code: &str) -> Option<&'static str> {
    LIVE_CODES.iter().find(|(known, _)| *known == code).map(|(_, title)| *title)
}
