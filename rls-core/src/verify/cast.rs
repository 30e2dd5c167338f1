//! Who comes?
//!
//! Callers to whom rows belong, one to whom none does, some who lack something, and nobody. Of the claims that predicates ask
//! for, one caller has what is asked; then each claim is varied alone, so that what a caller may do can only hang on it.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::{
    Caller, Session,
    found::{Claim, Found},
    shapes::known_in,
};
use crate::{
    expr::{Literal, Op},
    resolve::Resolved,
    schema::Schema,
};

/// So many callers come at most, but for those by whom a claim is varied alone: what hangs on it is seen by nobody else.
const MOST: usize = 14;
/// So many come in any case.
const ALL: usize = 40;

type Claims = BTreeMap<Vec<String>, Option<Json>>;

/// The cast of a schema.
pub fn cast(resolved: &Resolved) -> Vec<Caller> {
    of(&Found::new(resolved))
}

/// The cast for what was found in a schema's predicates.
pub fn of(found: &Found) -> Vec<Caller> {
    let [own, other, third] = found.ids();
    let paths = || found.claims.iter().filter(|(path, _)| path[..] != ["sub"]);
    let all = |of: &dyn Fn(&Claim) -> Option<Json>| -> Claims {
        paths().map(|(path, claim)| (path.clone(), of(claim))).collect()
    };
    let right = |n: usize| all(&|claim| claim.right().get(n).or(claim.right().first()).cloned());
    let mut cast = vec![
        Caller { name: "nobody".to_owned(), session: Session::None },
        Caller { name: "nobody, with empty settings".to_owned(), session: Session::Empty },
        caller("own", Some(own), &right(0)),
        caller("other", Some(other), &right(1)),
        caller("stranger", Some(third), &all(&|claim| claim.wrong().first().cloned())),
        caller("without an id", None, &right(0)),
        caller("with an empty id", Some(""), &right(0)),
    ];
    for id in found.known_ids.iter().take(3) {
        cast.push(caller(&format!("with the id {id}"), Some(id), &right(0)));
    }
    if paths().next().is_some() {
        cast.push(caller("own, without claims", Some(own), &Claims::new()));
    }
    let typed = paths().any(|(_, claim)| claim.is_typed());
    if found.is_uuid() || typed {
        let odd = all(&|claim| Some(if claim.is_typed() { "odd".into() } else { Json::Null }));
        cast.push(caller("whose claims are of no type", Some("not-a-uuid"), &odd));
    }
    // first what each claim may be otherwise, then what is left of them
    let mut alone = cast.len();
    for turn in 0..4 {
        for (path, claim) in paths() {
            let name = path.last().map(String::as_str).unwrap_or_default();
            let (rights, wrongs) = (claim.right(), claim.wrong());
            let value = match turn {
                0 => wrongs.first().or(rights.get(2)),
                n => wrongs.get(n).or(rights.get(n)),
            };
            let Some(value) = value else { continue };
            let mut claims = right(0);
            claims.insert(path.clone(), Some(value.clone()));
            let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            cast.push(caller(&format!("own, {name} = {shown}"), Some(own), &claims));
        }
        if turn == 0 {
            alone = cast.len();
        }
    }
    let mut kept: Vec<Caller> = Vec::new();
    for (at, one) in cast.into_iter().enumerate() {
        let most = if at < alone { ALL } else { MOST };
        if kept.len() < most && !kept.iter().any(|other| other.session == one.session) {
            kept.push(one);
        }
    }
    kept
}

fn caller(name: &str, id: Option<&str>, claims: &Claims) -> Caller {
    let mut token = Json::Object(Map::new());
    for (path, value) in claims {
        if let Some(value) = value {
            put(&mut token, path, value.clone());
        }
    }
    if let Some(id) = id {
        token["sub"] = id.into();
    }
    Caller { name: name.to_owned(), session: Session::Claims(token) }
}

impl Claim {
    fn is_typed(&self) -> bool {
        let text = |literal: &Literal| matches!(literal, Literal::Text(_) | Literal::Variant(_));
        self.time
            || self.columns.iter().any(|ty| !ty.is_text())
            || self.constants.iter().any(|(_, one)| !text(one))
    }

    /// What somebody has for whom the comparisons hold, one value for each.
    fn right(&self) -> Vec<Json> {
        let mut all: Vec<Json> = self.constants.iter().map(|(op, constant)| meets(*op, constant)).collect();
        let none = Schema::new();
        for ty in &self.columns {
            all.extend((0..2).map(|n| known_in(&none, ty, n).unwrap_or_default().into()));
        }
        if self.time {
            all.push("2999-01-01T00:00:00Z".into());
        }
        if all.is_empty() {
            all.push("something".into());
        }
        unlike(all, &[])
    }

    /// What somebody has for whom they do not.
    fn wrong(&self) -> Vec<Json> {
        let mut all: Vec<Json> =
            self.constants.iter().map(|(op, constant)| meets(op.negated(), constant)).collect();
        if self.time {
            all.push("2001-01-01T00:00:00Z".into());
        }
        let none = Schema::new();
        all.extend(self.columns.iter().map(|ty| Json::from(known_in(&none, ty, 7).unwrap_or_default())));
        unlike(all, &self.right())
    }
}

/// Each of them once, without those.
fn unlike(all: Vec<Json>, others: &[Json]) -> Vec<Json> {
    let mut kept: Vec<Json> = Vec::new();
    for one in all {
        if !kept.contains(&one) && !others.contains(&one) {
            kept.push(one);
        }
    }
    kept
}

/// A value for which a comparison with a constant holds.
fn meets(op: Op, constant: &Literal) -> Json {
    match (constant, op) {
        (Literal::Bool(value), Op::Ne) => (!value).into(),
        (Literal::Bool(value), _) => (*value).into(),
        (Literal::Number(digits), Op::Eq | Op::Le | Op::Ge) => digits.clone().into(),
        (Literal::Number(digits), _) => {
            let number: f64 = digits.parse().unwrap_or_default();
            (if op == Op::Lt { number - 1.0 } else { number + 1.0 }).to_string().into()
        }
        (Literal::Text(text) | Literal::Variant(text), _) => match op {
            Op::Eq | Op::Le | Op::Ge => text.clone().into(),
            Op::Lt => String::new().into(),
            Op::Ne | Op::Gt => format!("{text}z").into(),
        },
    }
}

/// Puts it where the path ends; not where something else than an object is on the way.
fn put(token: &mut Json, path: &[String], value: Json) {
    let Some((last, way)) = path.split_last() else { return };
    let mut at = token;
    for key in way {
        let Some(map) = at.as_object_mut() else { return };
        at = map.entry(key.clone()).or_insert_with(|| Json::Object(Map::new()));
    }
    if let Some(map) = at.as_object_mut() {
        map.insert(last.clone(), value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        expr::{Expr, Value},
        ident::QName,
        provider::Provider,
        schema::{Column, Command, Policy, Role, Table, Type},
    };

    fn found(expr: Expr) -> Found {
        let table = Table::new(QName::new("notes"))
            .column(Column::new("user_id", Type::Text))
            .column(Column::new("org_id", Type::Uuid))
            .policy(Policy::new("p", Command::Select, [Role::SignedIn]).using(expr));
        Found::new(&Schema::new().table(table).resolve(&Provider::Neon).unwrap())
    }

    fn names(expr: Expr) -> Vec<String> {
        of(&found(expr)).into_iter().map(|caller| caller.name).collect()
    }

    #[test]
    fn each_claim_is_varied_alone() {
        let role = Expr::compare(Value::claim(["role"]), Op::Eq, Value::text("admin"));
        let level = Expr::compare(Value::claim(["level"]), Op::Ge, Value::Literal(Literal::number("3")));
        let cast = of(&found(Expr::owner("user_id").and(role).and(level)));
        let of_name = |name: &str| match &cast.iter().find(|one| one.name == name).unwrap().session {
            Session::Claims(claims) => claims.to_string(),
            _ => String::new(),
        };
        // there is a column of uuids, so every id is one
        let id = "aaaaaaaa-0000-4000-8000-000000000001";
        assert_eq!(of_name("own"), format!(r#"{{"level":"3","role":"admin","sub":"{id}"}}"#));
        assert_eq!(of_name("own, level = 2"), format!(r#"{{"level":"2","role":"admin","sub":"{id}"}}"#));
        assert_eq!(of_name("own, role = adminz"), format!(r#"{{"level":"3","role":"adminz","sub":"{id}"}}"#));
        assert_eq!(of_name("own, without claims"), format!(r#"{{"sub":"{id}"}}"#));
        assert_eq!(of_name("nobody"), "");
    }

    #[test]
    fn whoever_is_named_comes() {
        let root = Expr::compare(Value::CallerId, Op::Eq, Value::text("root"));
        assert!(names(root).contains(&"with the id root".to_owned()));
    }

    #[test]
    fn they_are_not_too_many() {
        let many = Expr::any(
            (0..40).map(|n| Expr::compare(Value::claim([format!("c{n}")]), Op::Eq, Value::text("x"))),
        );
        let cast = names(many.clone());
        assert_eq!(cast.len(), ALL);
        assert_eq!(cast, names(many));
        // of six claims each is varied alone, and not once more
        let six = Expr::any(
            (0..6).map(|n| Expr::compare(Value::claim([format!("c{n}")]), Op::Eq, Value::text("x"))),
        );
        let cast = names(six);
        assert!((0..6).all(|n| cast.contains(&format!("own, c{n} = xz"))), "{cast:?}");
        assert_eq!(cast.iter().filter(|name| name.starts_with("own, c")).count(), 6, "{cast:?}");
    }
}
