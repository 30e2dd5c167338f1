//! What does a piece of SQL in a predicate say?
//!
//! A string is read by a reader of Postgres's grammar, and said in the language of [`Expr`] as far as it can be said
//! with exactly the same meaning: each row for which Postgres gives an answer gets the same one. What cannot be said
//! stays [`Expr::Sql`], an atom of its own, at the leaves, so that AND and OR around it are understood. Beside that
//! stands what the text reads and calls, and the signs by which lints know it, each with its bytes.

mod brackets;
mod caller;
mod facts;
mod lift;
mod parse;
mod scope;
mod sign;
#[cfg(test)]
mod tests;
mod token;
mod tree;

use std::ops::Range;

pub use brackets::bracketed;
pub use caller::Session;
pub use facts::{is_user_editable, known_literal};
pub use sign::{Sign, SignKind};

use crate::{
    expr::Expr,
    ident::QName,
    provider::Provider,
    resolve::Resolved,
    schema::{Schema, Table},
};

/// What is known of a piece of SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understood {
    /// Holds exactly where the SQL is true.
    pub holds: Expr,
    /// Holds exactly where the SQL is false. (Where it is NULL, neither does.)
    pub fails: Expr,
    /// Why it could not be read, and where. Then all of it is one atom, and nothing else is known.
    pub unreadable: Option<Unreadable>,
    /// The columns of the predicate's own table that it reads, in the order of the text.
    pub columns: Vec<ColumnUse>,
    /// The tables that its sub-selects read.
    pub tables: Vec<TableUse>,
    /// The functions that it calls.
    pub calls: Vec<CallUse>,
    /// What lints look for.
    pub signs: Vec<Sign>,
}

/// Why a text could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// What is wrong, or not known to this reader.
    pub message: String,
    /// The bytes at which it is.
    pub range: Range<usize>,
}

/// A column of the predicate's own table, where it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnUse {
    /// Its name.
    pub name: String,
    /// The name's bytes, with the table's name before it, if any.
    pub range: Range<usize>,
    /// Whether the table has it.
    pub exists: bool,
    /// The column that may be meant, where it has not.
    pub nearest: Option<String>,
}

/// A table, where a sub-select reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableUse {
    /// Its name.
    pub name: QName,
    /// The name's bytes.
    pub range: Range<usize>,
    /// Whether the schema has it.
    pub known: bool,
}

/// A call of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallUse {
    /// The function.
    pub name: QName,
    /// The call's bytes.
    pub range: Range<usize>,
    /// Whether its arguments depend on the row.
    pub on_row: bool,
    /// Whether it is asked for once a statement: in a sub-select that does not depend on the row.
    pub once: bool,
    /// Whether it asks who the caller is.
    pub identity: bool,
}

/// Reads SQL over the tables of a schema. Making one reads the provider's own SQL, so one serves for many texts.
pub struct Reader<'a> {
    schema: &'a Schema,
    provider: &'a Provider,
    callers: caller::Callers,
}

impl<'a> Reader<'a> {
    /// For the texts of this schema, whose callers are known to the provider.
    pub fn new(schema: &'a Schema, provider: &'a Provider) -> Self {
        Reader { schema, provider, callers: caller::Callers::new(provider) }
    }

    /// The same, for the texts of a live database, which has ways of its own to ask who the caller is.
    pub fn of_session(self, session: &Session) -> Self {
        Reader { callers: self.callers.of_session(session), ..self }
    }

    /// Reads a piece of SQL in a predicate over a table.
    pub fn understand(&self, sql: &str, table: &Table) -> Understood {
        match parse::expression(sql) {
            Ok(node) => {
                let cx = self.context(sql);
                let holds = lift::lift(&cx, table, &node, true);
                let fails = lift::lift(&cx, table, &node, false);
                facts::gather(&cx, table, facts::Text::Expression(&node), holds, fails)
            }
            Err(unreadable) => Understood::opaque(Expr::sql(sql.trim()), unreadable),
        }
    }

    /// Reads the SELECT of an [`Expr::Exists`].
    pub fn understand_exists(&self, sql: &str, table: &Table) -> Understood {
        match parse::select(sql) {
            Ok(select) => {
                let cx = self.context(sql);
                let holds = lift::lift_exists(&cx, table, &select, true);
                let fails = lift::lift_exists(&cx, table, &select, false);
                facts::gather(&cx, table, facts::Text::Select(&select), holds, fails)
            }
            Err(unreadable) => Understood::opaque(Expr::exists(sql.trim()), unreadable),
        }
    }

    /// A predicate with its SQL strings said as expressions, as far as that can be.
    pub fn lift(&self, expr: &Expr, table: &Table) -> Expr {
        self.side(expr, table, true)
    }

    /// Where the predicate holds, or where its `!` does. SQL may be neither true nor false, so that each has to be asked of
    /// the SQL itself, however deep below a `!` it stands.
    fn side(&self, expr: &Expr, table: &Table, holds: bool) -> Expr {
        let one = |known: Understood| if holds { known.holds } else { known.fails };
        match expr {
            Expr::Sql(sql) => one(self.understand(sql, table)),
            Expr::Exists(sql) => one(self.understand_exists(sql, table)),
            Expr::Not(inner) => self.side(inner, table, !holds),
            Expr::And(parts) | Expr::Or(parts) => {
                let parts = parts.iter().map(|part| self.side(part, table, holds));
                if matches!(expr, Expr::And(_)) == holds { lift::all(parts) } else { lift::any(parts) }
            }
            Expr::Among(among) => {
                let mut among = among.clone();
                if let Some(other) = self.schema.find_table(&among.table) {
                    among.when = self.lift(&among.when, other);
                }
                if holds { Expr::Among(among) } else { Expr::Among(among).not() }
            }
            Expr::Bool(value) => Expr::Bool(*value == holds),
            atom if holds => atom.clone(),
            atom => atom.clone().not(),
        }
    }

    fn context<'t>(&'t self, sql: &'t str) -> Context<'t> {
        Context { sql, schema: self.schema, provider: self.provider, callers: &self.callers }
    }
}

/// Reads a piece of SQL in a predicate over a table.
///
/// ```
/// use rls_core::{expr::Expr, ident::QName, provider::Provider, understand::understand};
/// use rls_core::schema::{Column, Schema, Table, Type};
/// let todos = Table::new(QName::new("todos")).column(Column::new("user_id", Type::Text));
/// let schema = Schema::new().table(todos.clone());
/// let known = understand("auth.user_id() = user_id OR length(user_id) = 0", &todos, &schema, &Provider::Neon);
/// assert_eq!(known.holds, Expr::owner("user_id").or(Expr::sql("length(user_id) = 0")));
/// ```
pub fn understand(sql: &str, table: &Table, schema: &Schema, provider: &Provider) -> Understood {
    Reader::new(schema, provider).understand(sql, table)
}

/// Reads the SELECT of an [`Expr::Exists`].
pub fn understand_exists(sql: &str, table: &Table, schema: &Schema, provider: &Provider) -> Understood {
    Reader::new(schema, provider).understand_exists(sql, table)
}

/// The same schema with every SQL string of its policies and functions said as an expression, as far as that can be.
///
/// What it gives is for looking at, not for rendering: SQL is best written as its author wrote it.
pub fn lift(resolved: &Resolved) -> Resolved {
    lift_by(&Reader::new(&resolved.schema, &resolved.provider), resolved)
}

/// The same by a reader that knows more than the schema and the provider.
pub fn lift_by(reader: &Reader<'_>, resolved: &Resolved) -> Resolved {
    let schema = &resolved.schema;
    let mut lifted = resolved.clone();
    for table in &mut lifted.schema.tables {
        let Some(own) = schema.find_table(&table.name) else { continue };
        for policy in &mut table.policies {
            for expr in [&mut policy.using, &mut policy.check].into_iter().flatten() {
                *expr = reader.lift(expr, own);
            }
        }
    }
    for function in &mut lifted.schema.functions {
        if let Some(table) = schema.find_table(&function.table) {
            function.when = reader.lift(&function.when, table);
        }
    }
    lifted
}

/// A predicate with its SQL strings said as expressions, as far as that can be.
pub fn lift_expr(expr: &Expr, table: &Table, schema: &Schema, provider: &Provider) -> Expr {
    Reader::new(schema, provider).lift(expr, table)
}

impl Understood {
    fn opaque(atom: Expr, unreadable: Unreadable) -> Self {
        Understood {
            fails: atom.clone().not(),
            holds: atom,
            unreadable: Some(unreadable),
            columns: Vec::new(),
            tables: Vec::new(),
            calls: Vec::new(),
            signs: Vec::new(),
        }
    }
}

/// What every part of the reading needs.
struct Context<'a> {
    sql: &'a str,
    schema: &'a Schema,
    provider: &'a Provider,
    callers: &'a caller::Callers,
}
