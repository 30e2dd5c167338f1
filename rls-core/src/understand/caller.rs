//! Does a piece of SQL ask who the caller is?
//!
//! A provider's own spellings are read by the same reader and compared as trees, so that those of rls.toml's `[custom]`
//! are known too. What asks the session without saying exactly what the provider says is known as such, for the lints,
//! and is not taken for the caller's id.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    parse,
    tree::{Call, Kind, Node, TypeName, same},
};
use crate::{provider::Provider, schema::CallerId};

/// What a live database has for asking who the caller is, beside what its provider has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Session {
    /// Functions without arguments that ask the session, each by its schema and name, with the type that it gives.
    pub functions: BTreeMap<(String, String), String>,
    /// Functions with arguments that do.
    pub asking: BTreeSet<(String, String)>,
}

/// What a part of the text asks of the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// The caller's id, in this type, as the provider means it.
    Id(CallerId),
    /// The caller's claims.
    Claims,
    /// What is at a path of the claims: as text, or still as JSON.
    Claim { path: Vec<String>, text: bool },
    /// Something of the session that has a name in a live database: a setting, or a function of its own. The type, where it
    /// is no text.
    Named { name: String, ty: Option<TypeName> },
    /// Something of the session that is none of these, and whether it is text.
    Session { text: bool },
}

impl Who {
    /// Whether it is text, which a cast may fail on.
    pub(super) fn is_text(&self) -> bool {
        matches!(
            self,
            Who::Id(CallerId::Text)
                | Who::Claim { text: true, .. }
                | Who::Named { ty: None, .. }
                | Who::Session { text: true }
        )
    }
}

/// How a provider's callers are asked for.
pub(super) struct Callers {
    ids: Vec<(Node, CallerId)>,
    claims: Vec<Node>,
    /// Functions that give one claim as text.
    named: Vec<(Node, &'static str)>,
    /// What a custom provider's own SQL calls.
    own: Vec<Node>,
    /// What the live database has, if it is one that is read.
    session: Option<Session>,
}

/// Longer than any way to ask: what is longer is not compared, so that the time stays linear.
const LONGEST: usize = 600;

impl Callers {
    pub(super) fn new(provider: &Provider) -> Callers {
        let mut callers = Callers {
            ids: Vec::new(),
            claims: Vec::new(),
            named: Vec::new(),
            own: Vec::new(),
            session: None,
        };
        for ty in [CallerId::Text, CallerId::Uuid] {
            for sql in [provider.caller_id(ty), provider.caller_id_once(ty)] {
                callers.ids.extend(parse::expression(&sql).ok().map(|node| (node, ty)));
            }
        }
        // the claims, with a path that is taken off again
        let path = [String::from("sub")];
        if let Ok(Node { kind: Kind::Binary(_, claims, _), .. }) =
            parse::expression(&provider.claim_once(&path))
        {
            callers.claims.push(claims.bare().clone());
        }
        let also: &[&str] = match provider {
            Provider::Neon => &["auth.jwt()"],
            // without the nullif it raises where there is none, and says the same elsewhere
            Provider::Postgrest => &["current_setting('request.jwt.claims', true)::jsonb"],
            _ => &[],
        };
        callers.claims.extend(also.iter().filter_map(|sql| parse::expression(sql).ok()));
        if *provider == Provider::Supabase {
            // Supabase sets the settings of single claims and that of all from one token
            let cast = parse::expression("(auth.jwt() ->> 'sub')::uuid");
            callers.ids.extend(cast.ok().map(|node| (node, CallerId::Uuid)));
            for (sql, claim) in [("auth.role()", "role"), ("auth.email()", "email")] {
                callers.named.extend(parse::expression(sql).ok().map(|node| (node, claim)));
            }
        }
        if let Provider::Custom(custom) = provider {
            // without the nullif, '' is an id; as uuid it is none
            let cast = format!("({})::uuid", custom.user_id);
            callers.ids.extend(parse::expression(&cast).ok().map(|node| (node, CallerId::Uuid)));
            for sql in [&custom.user_id, &custom.claims] {
                callers.own.extend(parse::expression(sql));
            }
        }
        callers
    }

    /// The same, for what is in a live database.
    pub(super) fn of_session(self, session: &Session) -> Callers {
        Callers { session: Some(session.clone()), ..self }
    }

    /// What this part asks of the caller.
    pub(super) fn who(&self, node: &Node) -> Option<Who> {
        let node = node.bare();
        if node.range.len() > LONGEST {
            return None;
        }
        if let Some((_, ty)) = self.ids.iter().find(|(id, _)| same(id, node)) {
            return Some(Who::Id(*ty));
        }
        if self.claims.iter().any(|claims| same(claims, node)) {
            return Some(Who::Claims);
        }
        if let Some((_, claim)) = self.named.iter().find(|(call, _)| same(call, node)) {
            return Some(Who::Claim { path: vec![(*claim).to_owned()], text: true });
        }
        if let Some(named) = self.named_in_session(node) {
            return Some(named);
        }
        match &node.kind {
            Kind::Binary(op, left, right) if op == "->" || op == "->>" => {
                let text = op == "->>";
                let mut path = match self.who(left)? {
                    Who::Claims => Vec::new(),
                    Who::Claim { path, text: false } => path,
                    _ => return Some(Who::Session { text }),
                };
                match &right.constant().kind {
                    Kind::Text(Some(key)) => path.push(key.clone()),
                    _ => return Some(Who::Session { text }),
                }
                Some(Who::Claim { path, text })
            }
            Kind::Binary(op, left, _) if op == "#>" || op == "#>>" => {
                self.who(left)?;
                Some(Who::Session { text: op == "#>>" })
            }
            // a text as text
            Kind::Cast(inner, ty) if ty.is_text() => {
                let who = self.who(inner)?;
                Some(if who.is_text() { who } else { Who::Session { text: true } })
            }
            Kind::Cast(inner, ty) => {
                self.who(inner)?;
                (ty.name == "json" || ty.name == "jsonb").then_some(Who::Session { text: false })
            }
            Kind::Special(word, args) if word == "nullif" => {
                self.who(args.first()?).map(|who| Who::Session { text: who.is_text() })
            }
            Kind::Call(call) => self.is_identity(call, node).then(|| Who::Session { text: gives_text(call) }),
            _ => self.own.iter().any(|own| same(own, node)).then_some(Who::Session { text: true }),
        }
    }

    /// What a live database calls it: a setting, what is in one, or what a function of its own gives.
    fn named_in_session(&self, node: &Node) -> Option<Who> {
        let session = self.session.as_ref()?;
        match &node.kind {
            Kind::Call(call) if call.args.is_empty() => {
                let [schema, name] = call.name.as_slice() else { return None };
                let ty = session.functions.get(&(schema.clone(), name.clone()))?;
                let ty = parse::type_name(ty).filter(|ty| !ty.is_text());
                Some(Who::Named { name: format!("{schema}.{name}()"), ty })
            }
            Kind::Call(call) if is_current_setting(call) => match &call.args.first()?.constant().kind {
                Kind::Text(Some(name)) => Some(Who::Named { name: name.clone(), ty: None }),
                _ => None,
            },
            // a column of text beside the caller's uuid
            Kind::Cast(inner, ty) if ty.is_text() => (self.who(inner)? == Who::Id(CallerId::Uuid))
                .then(|| Who::Named { name: "the caller's id as text".to_owned(), ty: None }),
            Kind::Special(word, args) if word == "nullif" => match self.who(args.first()?)? {
                named @ Who::Named { .. } => Some(named),
                _ => None,
            },
            Kind::Binary(op, left, right) if op == "->>" => {
                let (Kind::Cast(inner, _), Kind::Text(Some(key))) =
                    (&left.bare().kind, &right.constant().kind)
                else {
                    return None;
                };
                match self.who(inner)? {
                    Who::Named { name, ty: None } => {
                        Some(Who::Named { name: format!("{name}->>{key}"), ty: None })
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Whether a call with arguments asks the session who the caller is, by a function of a live database.
    pub(super) fn asks(&self, call: &Call) -> bool {
        let [schema, name] = call.name.as_slice() else { return false };
        let asking = self.session.as_ref().map(|session| &session.asking);
        asking.is_some_and(|asking| asking.contains(&(schema.clone(), name.clone())))
    }

    /// Whether a call asks the session who the caller is, by the providers' functions and the user's own.
    fn is_identity(&self, call: &Call, node: &Node) -> bool {
        let name: Vec<&str> = call.name.iter().map(String::as_str).collect();
        match name.as_slice() {
            ["auth", name] => {
                ["uid", "user_id", "jwt", "session", "role", "email", "organization", "organization_id"]
                    .contains(name)
            }
            ["current_setting"] | ["pg_catalog", "current_setting"] => true,
            _ => self.own.iter().any(|own| holds_call(own, node)),
        }
    }
}

fn is_current_setting(call: &Call) -> bool {
    call.name.last().is_some_and(|name| name == "current_setting")
}

fn gives_text(call: &Call) -> bool {
    matches!(call.name.last().map(String::as_str), Some("user_id" | "role" | "email" | "current_setting"))
}

fn holds_call(own: &Node, call: &Node) -> bool {
    if matches!(own.kind, Kind::Call(_)) && same(own, call) {
        return true;
    }
    let mut found = false;
    own.for_each(&mut |part| found |= holds_call(part, call));
    found
}
