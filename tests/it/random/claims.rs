//! As whom does a random world's caller come?

use std::collections::BTreeMap;

use pg_rls::Provider;
use rls_core::{
    expr::eval::{self, Kind},
    ident::literal,
};
use serde_json::{Map, Value};

use super::{
    Rng,
    kinds::{IDS, state, values},
};

/// The paths that predicates ask for, each with what is there.
pub(super) fn paths() -> Vec<(Vec<String>, Kind)> {
    let state = Kind::Enum(state().values.into_iter().map(|value| value.name).collect());
    let paths: [(&[&str], Kind); 16] = [
        (&["role"], Kind::Text),
        (&["o", "it's"], Kind::Text),
        (&["a\\b", "Ünï \"k\"", "deep"], Kind::Text),
        (&["org_id"], Kind::Uuid),
        (&["https://example.com/organization", "organization_id"], Kind::Uuid),
        (&["o", "n"], Kind::Integer(32)),
        (&["small"], Kind::Integer(16)),
        (&["big"], Kind::Integer(64)),
        (&["flag"], Kind::Boolean),
        (&["o", "state"], state),
        (&["amount"], Kind::Numeric),
        (&["real"], Kind::Real),
        (&["double"], Kind::Double),
        (&["until"], Kind::TimestampTz),
        (&["day"], Kind::Date),
        // into a text, where nothing can be
        (&["role", "deeper"], Kind::Text),
    ];
    paths.into_iter().map(|(path, kind)| (path.iter().map(|&key| key.to_owned()).collect(), kind)).collect()
}

/// A caller: who they are and what their token holds.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) name: &'static str,
    /// The token; none without a session.
    pub(crate) token: Option<Value>,
}

impl Caller {
    pub(super) fn all(rng: &mut Rng) -> Vec<Caller> {
        let nobody = Caller { name: "nobody", token: None };
        let some = [
            ("own", Some(IDS[0]), 5),
            ("other", Some(IDS[1]), 40),
            ("stranger", Some(IDS[2]), 20),
            ("without an id", None, 20),
            ("whose id is no uuid", Some("alice"), 20),
        ];
        let callers =
            some.into_iter().map(|(name, id, lacks)| Caller { name, token: Some(token(rng, id, lacks)) });
        std::iter::once(nobody).chain(callers).collect()
    }

    pub(crate) fn id(&self) -> Option<&str> {
        self.token.as_ref()?.get("sub")?.as_str()
    }

    /// What `->>` gives.
    pub(crate) fn claim(&self, path: &[String]) -> Option<String> {
        let found = path.iter().try_fold(self.token.as_ref()?, |value, key| value.as_object()?.get(key))?;
        match found {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }

    /// The statement that makes a session this caller's, for one transaction.
    pub(crate) fn settings(&self, provider: &Provider) -> String {
        let token = self.token.as_ref().map(Value::to_string).unwrap_or_default();
        let set = |name: &str, value: &str| {
            format!("SELECT set_config({}, {}, true);", literal(name), literal(value))
        };
        match provider {
            Provider::Custom(_) => {
                set("app.claims", &token) + &set("app.user_id", self.id().unwrap_or_default())
            }
            _ => set("request.jwt.claims", &token),
        }
    }

    pub(crate) fn with<T>(&self, provider: &Provider, then: impl FnOnce(eval::Caller<'_>) -> T) -> T {
        let claim = |path: &[String]| self.claim(path);
        then(eval::Caller { id: self.id(), lenient: *provider == Provider::Neon, claim: &claim })
    }
}

fn token(rng: &mut Rng, id: Option<&str>, lacks: usize) -> Value {
    let mut token = Value::Object(Map::new());
    if let Some(id) = id {
        token["sub"] = id.into();
    }
    for (path, kind) in paths() {
        if rng.chance(lacks) || path.last().is_some_and(|key| key == "deeper") {
            continue;
        }
        let text = rng.pick(&values(&kind)).clone();
        let value = match kind {
            _ if rng.chance(lacks / 2) => Value::Null,
            Kind::Boolean if rng.chance(50) => Value::Bool(text == "true"),
            Kind::Integer(_) if rng.chance(50) => text.parse::<i64>().unwrap().into(),
            _ => text.into(),
        };
        let mut at = &mut token;
        for key in &path {
            at = at.as_object_mut().unwrap().entry(key.clone()).or_insert_with(|| Value::Object(Map::new()));
        }
        *at = value;
    }
    token
}

/// Each caller's answers by their name, for a message.
impl std::fmt::Display for Caller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.name, self.token.as_ref().unwrap_or(&Value::Null))
    }
}

#[test]
fn a_path_ends_where_there_is_no_object() {
    let caller = Caller {
        name: "one",
        token: Some(serde_json::json!({ "role": "admin", "o": { "n": 7, "x": null } })),
    };
    let found: BTreeMap<&str, Option<String>> = ["role", "role.deeper", "o.n", "o.x", "o.y"]
        .into_iter()
        .map(|path| (path, caller.claim(&path.split('.').map(str::to_owned).collect::<Vec<_>>())))
        .collect();
    let there: Vec<(&str, &str)> =
        found.iter().filter_map(|(path, text)| Some((*path, text.as_deref()?))).collect();
    assert_eq!(there, [("o.n", "7"), ("role", "admin")]);
}
