//! Do predicates name what is there, and compare what can be compared?
//!
//! What one struct can show was said at its tokens; here is what takes the other tables and the enums. A schema that
//! was made by builders passes here for the first time, so everything is asked again. What a predicate leaves open
//! is put in: the key that it means, the enum's value for a variant.

use std::collections::BTreeSet;

use crate::{
    diagnostic::{Code, Diagnostic, Errors, Place, Spot},
    expr::{Among, Compare, Expr, Literal, Op, Value},
    fits,
    ident::QName,
    schema::{EnumValue, Schema, Table, Type},
    suggest::nearest,
};

/// Settles the predicates of every policy.
pub(super) fn predicates(schema: &mut Schema, errors: &mut Errors) {
    for at in 0..schema.tables.len() {
        // the tables are looked at while the policies change
        let mut policies = std::mem::take(&mut schema.tables[at].policies);
        let of = &schema.tables[at];
        let mut settler = Settler { schema, of: &of.name, said: BTreeSet::new(), errors };
        for policy in &mut policies {
            for clause in [&mut policy.using, &mut policy.check].into_iter().flatten() {
                settler.expr(of, clause);
            }
        }
        schema.tables[at].policies = policies;
    }
}

struct Settler<'s, 'e> {
    schema: &'s Schema,
    /// The table whose policies these are, in whose source every fault is.
    of: &'s QName,
    /// One predicate often stands in several clauses; its fault is said once.
    said: BTreeSet<(Code, String)>,
    errors: &'e mut Errors,
}

impl<'s> Settler<'s, '_> {
    fn expr(&mut self, table: &'s Table, expr: &mut Expr) {
        match expr {
            Expr::Among(among) => return self.among(table, among),
            Expr::And(parts) | Expr::Or(parts) => {
                return parts.iter_mut().for_each(|part| self.expr(table, part));
            }
            Expr::Not(inner) => return self.expr(table, inner),
            Expr::Owner(column) | Expr::Column(column) => {
                self.column(table, column);
            }
            Expr::Compare(Compare { left, right, .. }) => {
                self.value(table, left);
                self.value(table, right);
                if let (Value::Column(column), Value::Literal(literal)) = (left, right) {
                    self.literal(table, column, literal);
                }
            }
            Expr::In(Value::Column(column), list) => {
                self.column(table, column);
                list.iter_mut().for_each(|literal| self.literal(table, column, literal));
            }
            Expr::In(value, _) | Expr::Present(value) => self.value(table, value),
            Expr::Bool(_) | Expr::Sql(_) | Expr::Exists(_) => {}
        }
        let ty = |name: &str| table.find_column(name).map(|column| &column.ty);
        if let Some(misfit) = fits::misfit(expr, &ty) {
            let constant = misfit.constant.and_then(|number| text_of(expr, number));
            let name = constant.or(column_of(expr)).unwrap_or_default().to_owned();
            self.fault(misfit.diagnostic, &name);
        }
    }

    fn among(&mut self, table: &'s Table, among: &mut Among) {
        among.helper = None;
        let own = self.column(table, &among.column);
        let Some(other) = self.schema.find_table(&among.table) else {
            return self.no_such_table(&among.table);
        };
        among.table = other.name.clone();
        if among.key.is_empty() {
            let [one] = other.key_columns() else { return self.no_single_key(other) };
            among.key.clone_from(one);
        }
        if let (Some(own), Some(key)) = (own, self.column(other, &among.key)) {
            let (left, right) =
                (format!("{}.{}", table.name, among.column), format!("{}.{}", other.name, among.key));
            let ty = |name: &str| Some(if name == left { own } else { key });
            // a column of a table against itself is of one type, which may be one that is compared with nothing
            let equal = if left == right {
                Expr::is_in(Value::column(&left), [])
            } else {
                Expr::compare(Value::column(&left), Op::Eq, Value::column(&right))
            };
            if let Some(misfit) = fits::misfit(&equal, &ty) {
                self.fault(misfit.diagnostic, &among.column);
            }
        }
        self.expr(other, &mut among.when);
    }

    fn no_such_table(&mut self, name: &QName) {
        let known = self.schema.tables.iter().map(|table| table.name.name.as_str());
        let otherwise = "declare its struct, or write it as SQL with exists(\"…\")";
        let help = match nearest(&name.name, known) {
            Some(near) => format!("did you mean `{near}`? Otherwise {otherwise}"),
            None => otherwise.to_owned(),
        };
        let message = format!("`{name}` is no table of this schema");
        self.fault(Diagnostic::new(Code::UNKNOWN_REFERENCE, message).help(help), &name.name);
    }

    fn no_single_key(&mut self, other: &Table) {
        let has = match other.key_columns().len() {
            0 => "no primary key".to_owned(),
            count => format!("a primary key of {count} columns"),
        };
        let message = format!("`{}` has {has}, and none of its columns is named here", other.name);
        let help = format!("name the column: of = \"{}(…)\"", other.name);
        self.fault(Diagnostic::new(Code::UNKNOWN_REFERENCE, message).help(help), &other.name.name);
    }

    fn value(&mut self, table: &'s Table, value: &Value) {
        match value {
            Value::Column(column) => {
                self.column(table, column);
            }
            Value::Claim(path) if path.is_empty() || path.iter().any(|key| key.contains('\0')) => {
                let message = "a claim's path has at least one key, and no key holds a NUL";
                self.fault(Diagnostic::new(Code::BAD_CONSTANT, message), "");
            }
            _ => {}
        }
    }

    /// A constant that an enum's column is compared with is a value of that enum; a variant becomes it.
    fn literal(&mut self, table: &Table, column: &str, literal: &mut Literal) {
        let Some(Type::Enum(name)) = table.find_column(column).map(|column| &column.ty) else { return };
        let Some(found) = self.schema.find_enum(name) else { return };
        let variant = matches!(literal, Literal::Variant(_));
        let (Literal::Variant(written) | Literal::Text(written)) = &*literal else { return };
        let name_of =
            |value: &'s EnumValue| if variant { value.variant.as_deref() } else { Some(&*value.name) };
        if let Some(value) = found.values.iter().find(|value| name_of(value) == Some(written)) {
            *literal = Literal::Text(value.name.clone());
            return;
        }
        let names: Vec<&str> = found.values.iter().filter_map(name_of).collect();
        let quoted = |name: &str| if variant { format!("`{name}`") } else { format!("\"{name}\"") };
        let shown: String = written.chars().take(60).collect();
        let message = format!("{} is no value of the enum `{}`", quoted(&shown), found.name);
        let help = match nearest(written, names.iter().copied()) {
            Some(near) => format!("did you mean {}?", quoted(near)),
            None => {
                format!("it has {}", names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", "))
            }
        };
        let name = written.clone();
        self.fault(Diagnostic::new(Code::BAD_CONSTANT, message).help(help), &name);
    }

    fn column(&mut self, table: &'s Table, name: &str) -> Option<&'s Type> {
        if let Some(found) = table.find_column(name) {
            return Some(&found.ty);
        }
        let own = table.name.key() == self.of.key();
        let code = if own { Code::UNKNOWN_FIELD } else { Code::UNKNOWN_REFERENCE };
        let columns = table.columns.iter().map(|column| column.name.as_str());
        let help = match nearest(name, columns.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it has {}", columns.collect::<Vec<_>>().join(", ")),
        };
        self.fault(
            Diagnostic::new(code, format!("`{}` has no column `{name}`", table.name)).help(help),
            name,
        );
        None
    }

    fn fault(&mut self, diagnostic: Diagnostic, name: &str) {
        if self.said.insert((diagnostic.code, format!("{name} {}", diagnostic.message))) {
            let spot = Spot::Name(self.of.clone(), name.to_owned());
            self.errors.push(diagnostic.at(Place::Spot(spot)));
        }
    }
}

/// The text of this number that an atom compares something with.
fn text_of(atom: &Expr, number: usize) -> Option<&str> {
    let literal = match atom {
        Expr::Compare(Compare { right: Value::Literal(literal), .. }) => literal,
        Expr::In(_, list) => list.get(number)?,
        _ => return None,
    };
    match literal {
        Literal::Text(text) => Some(text),
        _ => None,
    }
}

/// The column that an atom is over, where there is one.
fn column_of(atom: &Expr) -> Option<&str> {
    match atom {
        Expr::Owner(column)
        | Expr::Column(column)
        | Expr::In(Value::Column(column), _)
        // a column is to the left, where there is one
        | Expr::Compare(Compare { left: Value::Column(column), .. }) => Some(column),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        provider::Provider,
        schema::{Column, Command, Enum, Policy, Role},
    };

    /// Notes with this predicate, beside teams with a key of one column and memberships with one of two.
    fn resolve(expr: Expr) -> Result<Schema, Errors> {
        let note = Table::new(QName::new("notes"))
            .column(Column::new("team_id", Type::BigInt))
            .column(Column::new("status", Type::Enum(QName::new("status"))))
            .column(Column::new("text", Type::Text));
        let policy = Policy::new("p", Command::All, [Role::SignedIn]).using(expr.clone()).check(expr);
        let teams = Table::new(QName::qualified("public", "teams"))
            .column(Column::new("id", Type::BigInt))
            .column(Column::new("status", Type::Enum(QName::new("status"))))
            .primary_key(["id"]);
        let members = Table::new(QName::new("memberships"))
            .column(Column::new("team", Type::Uuid))
            .column(Column::new("user_id", Type::Text))
            .primary_key(["team", "user_id"]);
        let mut schema = Schema::new().table(note.policy(policy)).table(teams).table(members);
        schema.add_enum(Enum::new(QName::new("status")).value("in-work").variant("InWork"));
        schema.resolve(&Provider::Neon).map(|resolved| resolved.schema)
    }

    /// The only fault, and the name that it is at.
    fn fault(expr: Expr) -> (Code, String, String) {
        let errors = resolve(expr).unwrap_err();
        assert_eq!(errors.len(), 1, "{errors}");
        let error = errors.iter().next().unwrap();
        let Place::Spot(Spot::Name(table, name)) = &error.place else { panic!("{:?}", error.place) };
        assert_eq!(table.name, "notes");
        (error.code, name.clone(), error.to_string())
    }

    fn parent(table: &str, key: &str, when: Expr) -> Expr {
        Expr::among(Among::parent("team_id", QName::new(table), key, when))
    }

    fn is(column: &str, literal: Literal) -> Expr {
        Expr::compare(Value::column(column), Op::Eq, Value::Literal(literal))
    }

    #[test]
    fn what_is_open_is_put_in() {
        let work = || Literal::Variant("InWork".to_owned());
        let schema = resolve(parent("teams", "", is("status", work())).and(is("status", work()))).unwrap();
        let notes = schema.find_table(&QName::new("notes")).unwrap();
        let Some(Expr::And(parts)) = &notes.policies[0].using else { panic!("{notes:?}") };
        let [Expr::Among(among), own] = parts.as_slice() else { panic!("{parts:?}") };
        assert_eq!((among.key.as_str(), among.table.schema.as_deref()), ("id", Some("public")));
        let settled = is("status", Literal::Text("in-work".to_owned()));
        assert_eq!((&among.when, own), (&settled, &settled));
    }

    #[test]
    fn each_fault_is_said_once_at_its_name() {
        let open = || Expr::Bool(true);
        for (expr, code, at, help) in [
            (parent("team", "", open()), Code::UNKNOWN_REFERENCE, "team", "did you mean `teams`?"),
            (parent("elsewhere", "", open()), Code::UNKNOWN_REFERENCE, "elsewhere", "declare its struct"),
            (
                parent("memberships", "", open()),
                Code::UNKNOWN_REFERENCE,
                "memberships",
                "of = \"memberships(…)\"",
            ),
            (parent("teams", "idd", open()), Code::UNKNOWN_REFERENCE, "idd", "did you mean `id`?"),
            (
                parent("teams", "", Expr::column("closed")),
                Code::UNKNOWN_REFERENCE,
                "closed",
                "it has id, status",
            ),
            (parent("teams", "", Expr::owner("id")), Code::OWNER_TYPE, "id", "String"),
            (parent("memberships", "team", open()), Code::TYPES_DIFFER, "team_id", ""),
            (Expr::column("texxt"), Code::UNKNOWN_FIELD, "texxt", "did you mean `text`?"),
            (is("status", Literal::Variant("InWrk".to_owned())), Code::BAD_CONSTANT, "InWrk", "`InWork`"),
            (is("status", Literal::Text("done".to_owned())), Code::BAD_CONSTANT, "done", "\"in-work\""),
            (is("team_id", Literal::Text("one".to_owned())), Code::TYPES_DIFFER, "one", ""),
            (
                Expr::compare(Value::column("text"), Op::Eq, Value::Claim(Vec::new())),
                Code::BAD_CONSTANT,
                "",
                "",
            ),
        ] {
            let (found, name, said) = fault(expr);
            assert_eq!((found, name.as_str()), (code, at), "{said}");
            assert!(said.contains(help), "{said}");
        }
    }

    #[test]
    fn a_fault_inside_a_lookup_inside_a_lookup() {
        let inner = Expr::among(Among::parent("id", QName::new("teams"), "", Expr::column("closed")));
        assert_eq!(fault(parent("teams", "", inner)).0, Code::UNKNOWN_REFERENCE);
    }
}
