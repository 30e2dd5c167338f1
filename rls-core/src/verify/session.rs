//! As whom does a caller come: which settings hold their claims, and what do policies find there?

use super::Session;
use crate::{
    expr::eval::Kind,
    ident::literal,
    provider::{Custom, Provider},
    schema::{CallerId, Schema},
};

/// A caller, as policies see them.
#[derive(Clone, Debug)]
pub struct Who {
    id: Option<String>,
    token: serde_json::Value,
    /// Whether an id that is no uuid is nobody's to a uuid column, and not an error.
    pub lenient: bool,
    /// Whether the provider's function fails for them, so that any statement may that comes to it: also one of which the
    /// access table says that it lets nothing through, whoever asks.
    pub fails: bool,
}

impl Who {
    /// A session's caller, to a provider.
    pub fn new(provider: &Provider, session: &Session) -> Self {
        let token = token(session);
        let id = match (&token["sub"], provider) {
            (serde_json::Value::String(id), _) => Some(id.clone()),
            (serde_json::Value::Null, _) | (_, Provider::Neon) => None,
            (other, _) => Some(other.to_string()),
        };
        // a setting that is empty is nobody's
        let id = id.filter(|id| !matches!(provider, Provider::Custom(_)) || !id.is_empty());
        Who { id, token, lenient: *provider == Provider::Neon, fails: false }
    }

    /// The same before these tables.
    pub fn before(mut self, schema: &Schema) -> Self {
        let odd = self.id().is_some_and(|id| Kind::Uuid.read(id).is_err());
        let mut columns = schema.tables.iter().flat_map(|table| &table.columns);
        self.fails =
            !self.lenient && odd && columns.any(|column| column.ty.caller_id() == Some(CallerId::Uuid));
        self
    }

    /// Their id.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// What `->>` gives at a path of their token.
    pub fn claim(&self, path: &[String]) -> Option<String> {
        let found = path.iter().try_fold(&self.token, |value, key| value.as_object()?.get(key))?;
        match found {
            serde_json::Value::Null => None,
            serde_json::Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }
}

fn token(session: &Session) -> serde_json::Value {
    match session {
        Session::Claims(claims) => serde_json::from_str(&claims.to_string()).unwrap_or_default(),
        Session::None | Session::Empty => serde_json::Value::Null,
    }
}

/// The settings that hold a provider's caller, with what stands in them. None where a session never made them.
///
/// # Errors
/// Where the SQL of a provider of one's own reads no setting, so that nobody can be made a caller of it here.
pub fn settings(provider: &Provider, session: &Session) -> Result<Vec<(String, String)>, String> {
    let claims = match session {
        Session::None => return Ok(Vec::new()),
        Session::Empty => String::new(),
        Session::Claims(claims) => claims.to_string(),
    };
    let Provider::Custom(Custom { user_id, claims: sql }) = provider else {
        return Ok(vec![("request.jwt.claims".to_owned(), claims)]);
    };
    let id = Who::new(provider, session).id.unwrap_or_default();
    let mut made = Vec::new();
    // where both are in one setting, that holds the claims
    match (setting(user_id), setting(sql)) {
        (Some(one), Some(other)) if one == other => made.push((one, claims)),
        (Some(one), other) => {
            made.push((one, id));
            made.extend(other.map(|other| (other, claims)));
        }
        (None, Some(other)) => made.push((other, claims)),
        (None, None) => {
            return Err(
                "the SQL of `[custom]` reads no setting by `current_setting`, so no caller can be made here"
                    .to_owned(),
            );
        }
    }
    Ok(made)
}

/// The setting that a piece of SQL reads.
fn setting(sql: &str) -> Option<String> {
    let (_, rest) = sql.split_once("current_setting")?;
    let rest = rest.trim_start().strip_prefix('(')?.trim_start().strip_prefix('\'')?;
    rest.split_once('\'').map(|(name, _)| name.to_owned())
}

/// Statements that make a transaction this caller's.
pub fn statements(settings: &[(String, String)]) -> Vec<String> {
    let one = |(name, value): &(String, String)| {
        format!("SELECT set_config({}, {}, true)", literal(name), literal(value))
    };
    settings.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_found_in_its_sql() {
        let Custom { user_id, claims } = Custom::default();
        assert_eq!(setting(&user_id).as_deref(), Some("app.user_id"));
        assert_eq!(setting(&claims).as_deref(), Some("app.claims"));
        assert_eq!(setting("my_app.caller()"), None);
    }
}
