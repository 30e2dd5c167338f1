//! What in a piece of SQL do lints look for?

use std::ops::Range;

/// Something in the text that is known for what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sign {
    /// What it is.
    pub kind: SignKind,
    /// Its bytes.
    pub range: Range<usize>,
    /// What to write in place of which bytes, where that is mechanical and says the same.
    pub fix: Option<(Range<usize>, String)>,
}

/// What it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SignKind {
    /// The caller is asked for outside of a sub-select, so once a row.
    CallPerRow,
    /// A whole comparison with the caller in a sub-select, which is run once a row.
    ComparisonInSelect,
    /// A column is cast to be compared with the caller.
    ColumnCast,
    /// A claim is cast, beside an alternative that does not need it.
    RaisingCast,
    /// A caller who is nobody, or a row that is nobody's, matches.
    NullTolerant,
    /// All matches but the caller.
    Negative,
    /// The caller is compared by a pattern, or without regard to case.
    Pattern,
    /// A membership by `IN (SELECT …)`.
    InSelect,
    /// A membership by an EXISTS that depends on the row.
    CorrelatedExists,
    /// A predicate that is a function of the row.
    FunctionOfRow,
    /// A claim that users set themselves.
    UserEditable,
    /// A constant that looks like someone's id.
    IdLiteral,
    /// A constant that looks like someone's address.
    MailLiteral,
    /// A constant that looks like a secret.
    SecretLiteral,
    /// A column compared with itself.
    SameColumn,
}
