//! What does a predicate mean?
//!
//! Fields become columns and constants are held against their types. Inside `member(…)` and `parent(…)` names are the
//! other table's columns, of which only the whole schema knows; where they stand is kept.

use proc_macro2::Ident;

use super::Fields;
use crate::{
    diagnostic::{Code, Diagnostic, Errors, Place, Spot},
    expr::{Among, Compare, Expr, Literal, Op, Value},
    fits::{self, Misfit},
    ident::QName,
    schema::Type,
    syntax::{
        item::plain,
        keyword::function,
        predicate::{Operand, Predicate, Rows, Said},
        text::Text,
    },
};

/// A constant of a predicate that has to be one of an enum's values, which only the enum itself knows.
pub struct EnumConstant {
    /// The index of the column that it is compared with; none where that is another table's.
    pub column: Option<usize>,
    /// The value, or the variant.
    pub literal: Literal,
    /// The path of a variant.
    pub path: Vec<Ident>,
    /// Where.
    pub place: Place,
}

/// What predicates leave for others to look at.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) spots: Vec<(Spot, Place)>,
    pub(super) constants: Vec<EnumConstant>,
}

/// Whose names the predicate uses.
#[derive(Clone, Copy)]
enum Scope {
    Own,
    Other,
}

pub(super) struct Reader<'r, 'i> {
    pub(super) fields: &'r Fields<'i>,
    pub(super) table: &'r QName,
    pub(super) notes: &'r mut Notes,
    pub(super) errors: &'r mut Errors,
}

impl Reader<'_, '_> {
    /// A predicate over the struct's own fields.
    pub(super) fn expr(&mut self, predicate: &Predicate) -> Option<Expr> {
        self.read(predicate, Scope::Own)
    }

    /// Each part is looked at even when another is at fault.
    fn read(&mut self, predicate: &Predicate, scope: Scope) -> Option<Expr> {
        let mut all = |parts: &[Predicate]| -> Option<Vec<Expr>> {
            let parts: Vec<_> = parts.iter().map(|part| self.read(part, scope)).collect();
            parts.into_iter().collect()
        };
        Some(match predicate {
            Predicate::Broken => return None,
            Predicate::Bool(value) => Expr::Bool(*value),
            Predicate::Sql(sql) => Expr::sql(self.sql(sql)),
            Predicate::Exists(sql) => Expr::exists(self.sql(sql)),
            Predicate::Not(inner) => self.read(inner, scope)?.not(),
            Predicate::And(parts) => Expr::all(all(parts)?),
            Predicate::Or(parts) => Expr::any(all(parts)?),
            Predicate::Owner(name) => Expr::Owner(match scope {
                Scope::Own => self.fields.owner(name, self.errors)?,
                Scope::Other => self.name(name),
            }),
            Predicate::Field(name) => {
                let column = self.column(name, scope, true)?;
                let atom = Expr::Column(column);
                self.fit(&atom, &name.place, &[])?;
                atom
            }
            Predicate::Present(operand, place) => {
                if let (Said::Field(name), Scope::Own) = (&operand.said, scope) {
                    let name = Text { value: name.clone(), place: operand.place.clone() };
                    let field = self.fields.find(&name, self.errors)?;
                    if field.ty.as_ref().is_some_and(|ty| !ty.nullable) {
                        self.errors.push(
                            Diagnostic::new(Code::NULL_TEST, format!("`{}` is never NULL", name.value))
                                .help("its type is no `Option`: leave the test out")
                                .at(place.clone()),
                        );
                        return None;
                    }
                }
                Expr::present(self.value(operand, scope)?)
            }
            Predicate::Compare(left, op, right, place) => self.compare(left, *op, right, place, scope)?,
            Predicate::In(value, list, place) => self.one_of(value, list, place, scope)?,
            Predicate::Among(rows) => Expr::among(self.among(rows, scope)?),
        })
    }

    /// SQL, as written, and the place of its string.
    fn sql(&mut self, sql: &Text) -> String {
        let text = sql.value.trim().to_owned();
        self.notes.spots.push((Spot::Sql(self.table.clone(), text.clone()), sql.place.clone()));
        text
    }

    /// The name of something in another table, and its place.
    fn name(&mut self, name: &Text) -> String {
        self.notes.spots.push((Spot::Name(self.table.clone(), name.value.clone()), name.place.clone()));
        name.value.clone()
    }

    /// A name as a column. `alone` says that it stands where a predicate does.
    fn column(&mut self, name: &Text, scope: Scope, alone: bool) -> Option<String> {
        if let Scope::Other = scope {
            return Some(self.name(name));
        }
        let help = match function(&name.value) {
            Some(function) => format!("write {}", function.usage),
            None if name.value.starts_with(char::is_uppercase) && !alone => {
                format!("an enum's value is written with its enum: Status::{}", name.value)
            }
            None => return self.fields.find(name, self.errors).map(|field| field.column.clone()),
        };
        if let Some(field) = self.fields.known(&name.value) {
            return Some(field.column.clone());
        }
        let message = match function(&name.value) {
            Some(_) => format!("`{}` is a function, and needs its brackets", name.value),
            None => format!("there is no field `{}`", name.value),
        };
        let code = if function(&name.value).is_some() { Code::PREDICATE } else { Code::UNKNOWN_FIELD };
        self.errors.push(name.fault(code, message).help(help));
        None
    }

    fn value(&mut self, operand: &Operand, scope: Scope) -> Option<Value> {
        Some(match &operand.said {
            Said::Field(name) => {
                let name = Text { value: name.clone(), place: operand.place.clone() };
                Value::Column(self.column(&name, scope, false)?)
            }
            Said::CallerId => Value::CallerId,
            Said::Claim(path) => Value::Claim(path.clone()),
            Said::Now => Value::Now,
            Said::Ago(interval) => Value::Ago(interval.clone()),
            Said::Ahead(interval) => Value::Ahead(interval.clone()),
            Said::Literal(literal) => Value::Literal(literal.clone()),
            Said::Variant(path) => {
                Value::Literal(Literal::Variant(path.last().map(plain).unwrap_or_default()))
            }
        })
    }

    fn compare(
        &mut self,
        left: &Operand,
        op: Op,
        right: &Operand,
        place: &Place,
        scope: Scope,
    ) -> Option<Expr> {
        let (one, other) = (self.value(left, scope), self.value(right, scope));
        let (one, other) = (one?, other?);
        let column = [&one, &other].into_iter().find_map(|value| match value {
            Value::Column(column) => Some(column.clone()),
            _ => None,
        });
        // the caller's id in a column that cannot hold it is said at the column
        for (side, against) in [(left, right), (right, left)] {
            if let (Said::Field(name), Said::CallerId, Scope::Own) = (&side.said, &against.said, scope) {
                let name = Text { value: name.clone(), place: side.place.clone() };
                self.fields.owner(&name, self.errors)?;
            }
        }
        let atom = Expr::compare(one, op, other);
        let constants: Vec<&Operand> = [left, right]
            .into_iter()
            .filter(|side| matches!(side.said, Said::Literal(_) | Said::Variant(_)))
            .collect();
        self.fitted(atom, column.as_deref(), place, &constants, scope)
    }

    /// The atom, where its sides go together and an enum has its constants.
    fn fitted(
        &mut self,
        atom: Expr,
        column: Option<&str>,
        place: &Place,
        constants: &[&Operand],
        scope: Scope,
    ) -> Option<Expr> {
        if let Scope::Own = scope {
            self.fit(&atom, place, constants)?;
        } else {
            self.fit_elsewhere(&atom, place, constants)?;
        }
        constants.iter().try_for_each(|constant| self.enumerated(column, constant, scope))?;
        Some(atom)
    }

    fn one_of(&mut self, operand: &Operand, list: &[Operand], place: &Place, scope: Scope) -> Option<Expr> {
        let value = self.value(operand, scope)?;
        let column = match &value {
            Value::Column(column) => Some(column.clone()),
            _ => None,
        };
        let literals: Vec<Literal> = list
            .iter()
            .filter_map(|one| match self.value(one, scope)? {
                Value::Literal(literal) => Some(literal),
                _ => None,
            })
            .collect();
        let atom = Expr::is_in(value, literals);
        let constants: Vec<&Operand> = list.iter().collect();
        self.fitted(atom, column.as_deref(), place, &constants, scope)
    }

    /// Refuses what does not go together, at the constant that is to blame or at the whole. The author knows columns by
    /// their fields.
    fn fit(&mut self, atom: &Expr, place: &Place, constants: &[&Operand]) -> Option<()> {
        let fields = self.fields;
        let by_field = |value: &Value| match value {
            Value::Column(column) => Value::column(fields.field_of(column)),
            other => other.clone(),
        };
        let named = match atom {
            Expr::Column(column) => Expr::column(fields.field_of(column)),
            Expr::Owner(column) => Expr::owner(fields.field_of(column)),
            Expr::Compare(Compare { left, op, right }) => {
                Expr::Compare(Compare { left: by_field(left), op: *op, right: by_field(right) })
            }
            Expr::In(value, list) => Expr::is_in(by_field(value), list.clone()),
            other => other.clone(),
        };
        self.said(fits::misfit(&named, &|field| fields.type_of_field(field)), place, constants)
    }

    /// The same of another table's columns, whose types come later.
    fn fit_elsewhere(&mut self, atom: &Expr, place: &Place, constants: &[&Operand]) -> Option<()> {
        self.said(fits::misfit(atom, &|_| None), place, constants)
    }

    fn said(&mut self, misfit: Option<Misfit>, place: &Place, constants: &[&Operand]) -> Option<()> {
        let Some(Misfit { diagnostic, constant }) = misfit else { return Some(()) };
        let place = constant.and_then(|i| constants.get(i)).map_or(place, |constant| &constant.place);
        self.errors.push(diagnostic.at(place.clone()));
        None
    }

    /// Notes a constant that an enum must have.
    fn enumerated(&mut self, column: Option<&str>, constant: &Operand, scope: Scope) -> Option<()> {
        let (literal, path) = match &constant.said {
            Said::Literal(literal @ Literal::Text(_)) => (literal.clone(), Vec::new()),
            Said::Variant(path) => {
                (Literal::Variant(path.last().map(plain).unwrap_or_default()), path.clone())
            }
            _ => return Some(()),
        };
        if let Scope::Other = scope {
            if let (Literal::Variant(value) | Literal::Text(value), false) = (&literal, path.is_empty()) {
                self.name(&Text { value: value.clone(), place: constant.place.clone() });
                let place = constant.place.clone();
                self.notes.constants.push(EnumConstant { column: None, literal, path, place });
            } else if let Literal::Text(value) = &literal {
                self.name(&Text { value: value.clone(), place: constant.place.clone() });
            }
            return Some(());
        }
        let Some((column, Type::Enum(name))) =
            column.and_then(|column| Some((self.fields.number(column)?, self.fields.type_of(column)?)))
        else {
            return Some(());
        };
        // until somebody knows more, an enum's type has the enum's Rust name
        if let [.., of, _] = path.as_slice()
            && plain(of) != name.name
        {
            self.errors.push(
                Diagnostic::new(
                    Code::TYPES_DIFFER,
                    format!("the field's type is `{}`, and this is a value of `{}`", name.name, plain(of)),
                )
                .help(format!("write {}::…, by the name that the field's type has", name.name))
                .at(constant.place.clone()),
            );
            return None;
        }
        let place = constant.place.clone();
        self.notes.constants.push(EnumConstant { column: Some(column), literal, path, place });
        Some(())
    }

    fn among(&mut self, rows: &Rows, scope: Scope) -> Option<Among> {
        let column = self.column(&rows.field, scope, false);
        // what is wrong between the two tables is said here
        if let (Some(column), Scope::Own) = (&column, scope) {
            self.name(&Text { value: column.clone(), place: rows.field.place.clone() });
        }
        let shown = rows.table.name.clone();
        self.notes.spots.push((Spot::Name(self.table.clone(), shown), rows.table_place.clone()));
        let key = rows.key.as_ref().map(|key| self.name(key)).unwrap_or_default();
        let user = rows.user.as_ref().map(|user| self.name(user));
        let when = match &rows.when {
            Some(when) => Some(self.read(when, Scope::Other)?),
            None => None,
        };
        let (column, table) = (column?, rows.table.clone());
        Some(match user {
            Some(user) => Among::member(column, table, key, user, when),
            None => Among::parent(column, table, key, when?),
        })
    }
}
