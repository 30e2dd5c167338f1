use pg_rls::Rls;

/// It's a "table" with a \\ backslash, $$ dollars $$ and
/// a second line; -- no comment
///
/// and ünïcode 🦀.
#[derive(Rls)]
pub struct Text {
    /// It's a column.
    #[rls(default = "'it''s; $$ -- \\ '")]
    pub a: String,
    #[rls(comment = "line one\nline two\ttab", default = "E'\\'\\\\'")]
    pub b: String,
    /// This is not for the database.
    #[rls(comment = none, default = "$tag$ it's $$ fine; $tag$")]
    pub c: String,
    #[rls(check = "d <> ';' AND d <> '--' AND d <> '/*'")]
    pub d: String,
}
