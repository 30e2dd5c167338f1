//! May this login run as its callers, and as nobody else?
//!
//! The role that logs in has to be able to become each caller's role, and must not be one that row security does not look at,
//! nor be able to become one: SQL can always go back to it. One query, [`SQL`], finds what is in the way; a [`Finding`]
//! says what mends it.

use std::fmt;

use rls_core::ident::{literal, quote};

/// The query: two parameters, as [`parameters`] gives them, and four columns, as [`Finding::read`] takes them; all of it text.
pub const SQL: &str = include_str!("check/check.sql");

/// The parameters of [`SQL`]: the roles of callers, and whether their claims are signed.
pub fn parameters(roles: &[&str], signed: bool) -> [String; 2] {
    [serde_json::Value::from(roles).to_string(), signed.to_string()]
}

/// What is in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    message: String,
    mend: String,
}

impl Finding {
    /// What a row says: its columns `kind`, `login`, `role` and `object`.
    pub fn read(kind: &str, login: &str, role: &str, object: &str) -> Self {
        let (to, who) =
            (quote(login), if role == login { "the role that logs in" } else { "the callers' role" });
        let (reached, fear) = match kind.strip_prefix("reach ") {
            Some(fear) => (true, fear),
            None => (false, kind),
        };
        let is = match fear {
            "superuser" => "is a superuser".to_owned(),
            "bypass" => "has BYPASSRLS".to_owned(),
            "owner" => format!("owns tables, {object} for one"),
            "server" => "may write the server's files".to_owned(),
            _ => String::new(),
        };
        let role_name = quote(role);
        let (message, mend) = match fear {
            _ if reached => (
                format!("{login} can act as {role}, which {is}: row security does not hold there"),
                format!(
                    "REVOKE {role_name} FROM {to}, or from the role through which it is a member; \
                     or log in as another role"
                ),
            ),
            "superuser" | "bypass" if role != login => (
                format!("{who} {role} {is}: row security does not look at it"),
                format!("ALTER ROLE {role_name} NOSUPERUSER NOBYPASSRLS"),
            ),
            "superuser" | "bypass" => (
                format!("{who}, {role}, {is}: row security does not look at it"),
                "log in as a role of its own: CREATE ROLE app LOGIN NOINHERIT PASSWORD '…', \
                 and GRANT it the callers' roles"
                    .to_owned(),
            ),
            "owner" => (
                format!("{who}, {role}, {is}: row security does not look at a table's owner"),
                format!("REASSIGN OWNED BY {role_name} TO another role, or use a role that owns nothing"),
            ),
            "server" => (format!("{who} {role} {is}"), "use a role of the application's own".to_owned()),
            "missing" => (
                format!("there is no role {role}"),
                format!(
                    "`cargo rls bootstrap` prints the SQL that makes the provider's roles; or CREATE ROLE {role_name} NOLOGIN"
                ),
            ),
            "member" => (format!("{login} cannot become {role}"), format!("GRANT {role_name} TO {to}")),
            "createrole" => (
                format!(
                    "{login} has CREATEROLE, and so can make itself a member of any role but a superuser"
                ),
                format!("ALTER ROLE {to} NOCREATEROLE"),
            ),
            "extension" => (
                "there is no function auth.jwt_session_init".to_owned(),
                "CREATE EXTENSION pg_session_jwt, in this database".to_owned(),
            ),
            "usage" => (
                format!("{login} may not use the schema auth"),
                format!("GRANT USAGE ON SCHEMA auth TO {to}"),
            ),
            _ => (format!("something is in the way of {login}: {}", literal(kind)), String::new()),
        };
        Self { message, mend }
    }

    /// What is wrong, in a sentence without its full stop.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What mends it, most often a statement.
    pub fn mend(&self) -> &str {
        &self.mend
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n  help: {}", self.message, self.mend)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_in_what_mends() {
        let finding = Finding::read("member", "my app", "a\"b", "");
        assert_eq!(finding.mend(), r#"GRANT "a""b" TO "my app""#);
        assert_eq!(parameters(&["a\"b", "c"], true), [r#"["a\"b","c"]"#.to_owned(), "true".to_owned()]);
    }
}
