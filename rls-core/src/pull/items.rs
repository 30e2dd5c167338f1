//! How is a table written as a struct, and an enum as an enum?

use super::{
    grants, keys,
    names::{Names, raw},
    policies,
    predicate::Scope,
    source::{attributes, doc, string},
    types,
};
use crate::{
    expr::Expr,
    provider::Provider,
    resolve::derived_grants,
    schema::{CallerId, Column, Default, Enum, Identity, Index, Schema, Table, Type},
    sql::{self, Clause},
};

/// How short the words of a table may be. A form that is not read back as what it should be is followed by the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// As short as they go.
    #[default]
    Short,
    /// Each policy by itself.
    Single,
    /// Everything on the struct, and predicates as SQL.
    Plain,
}

impl Form {
    /// The next one.
    pub(super) fn next(self) -> Option<Form> {
        match self {
            Form::Short => Some(Form::Single),
            Form::Single => Some(Form::Plain),
            Form::Plain => None,
        }
    }
}

/// What is written.
pub(super) struct Writer<'w> {
    pub(super) schema: &'w Schema,
    pub(super) provider: &'w Provider,
    pub(super) names: &'w Names,
    /// What stands before the name of an enum.
    pub(super) path: &'w str,
}

impl Writer<'_> {
    /// A struct. `comes_along` says which indexes do by themselves, `notes` what is said above it.
    pub(super) fn table(
        &self,
        table: &Table,
        form: Form,
        comes_along: &dyn Fn(&Index) -> bool,
        notes: &[String],
    ) -> String {
        let Some(names) = self.names.table(&table.name) else { return String::new() };
        let scope = Scope::own(self.schema, table, names);
        let as_sql = |expr: &Expr, check: bool| {
            let clause = if check { Clause::Check } else { Clause::Using };
            match expr {
                Expr::Bool(value) => value.to_string(),
                Expr::Sql(text) => string(text),
                expr => string(&sql::predicate(self.schema, self.provider, table, expr, clause)),
            }
        };
        let write = |expr: &Expr, check: bool| match form {
            Form::Plain => as_sql(expr, check),
            _ => scope.write(expr).unwrap_or_else(|| as_sql(expr, check)),
        };
        let said = policies::words(table, self.provider, &scope, &write, form == Form::Short);
        let keys = keys::words(table, names, comes_along, form != Form::Plain);
        let field = |column: &str| {
            let at = table.columns.iter().position(|one| one.name == column);
            at.map_or_else(|| column.to_owned(), |at| names.fields[at].0.clone())
        };

        let mut words: Vec<String> = Vec::new();
        if !names.by_rule {
            words.push(format!("table = {}", string(&table.name.name)));
        }
        words.extend(schema_word(table.name.schema.as_deref()));
        words.extend(names.rule.map(|rule| format!("rename_all = \"{rule}\"")));
        words.extend(said.short);
        if !table.row_security {
            words.push("rls = false".to_owned());
        }
        if table.force {
            words.push("force".to_owned());
        }
        let (comment, docs) = comment(table.comment.as_deref());
        words.extend(comment);
        let mut text = lines("// ", notes.iter().flat_map(|note| note.lines()));
        text.push_str(&lines("", docs.iter().map(String::as_str)));
        text.push_str("#[derive(Rls)]\n");
        text.push_str(&attributes(&words, ""));
        // each of these is a line of its own
        for word in &said.rest {
            text.push_str(&attributes(std::slice::from_ref(word), ""));
        }
        text.push_str(&attributes(&keys.rest, ""));
        let derived = if table.row_security { derived_grants(table) } else { Vec::new() };
        text.push_str(&attributes(&grants::words(table, &derived, &field), ""));
        text.push_str(&format!("pub struct {} {{\n", names.item));
        for (number, column) in table.columns.iter().enumerate() {
            let owner = said.owner.as_deref() == Some(&column.name);
            let of_keys = keys.fields.get(&number).cloned().unwrap_or_default();
            text.push_str(&self.field(column, &names.fields[number], owner, names.rule, of_keys));
        }
        text.push_str("}\n");
        text
    }

    fn field(
        &self,
        column: &Column,
        (name, by_rule): &(String, bool),
        owner: bool,
        rule: Option<&str>,
        [before, behind]: [Vec<String>; 2],
    ) -> String {
        let (rust, ty) = types::rust(&column.ty, self.names, self.path);
        let mut words = Vec::new();
        let renamed = !by_rule && (rule.is_some() || *name != column.name);
        words.extend(renamed.then(|| format!("column = {}", string(&column.name))));
        words.extend(ty.map(|ty| format!("type = {}", string(&ty))));
        words.extend(before);
        words.extend(column.identity.map(|identity| match identity {
            Identity::ByDefault => "identity".to_owned(),
            Identity::Always => "identity = \"always\"".to_owned(),
        }));
        words.extend(self.default(column, owner));
        words.extend(column.generated.as_ref().map(|sql| format!("generated = {}", string(sql))));
        words.extend(column.collate.as_ref().map(|name| format!("collate = {}", string(&name.to_string()))));
        words.extend(behind);
        let (comment, docs) = comment(column.comment.as_deref());
        words.extend(comment);
        let mut text = lines("    ", docs.iter().map(String::as_str));
        text.push_str(&attributes(&words, "    "));
        let rust = if column.nullable { format!("Option<{rust}>") } else { rust };
        text.push_str(&format!("    pub {}: {rust},\n", raw(name)));
        text
    }

    fn default(&self, column: &Column, owner: bool) -> Option<String> {
        let caller = |ty: CallerId| self.provider.caller_id(ty);
        let sql = match (&column.default, owner) {
            (None, true) => return Some("default = none".to_owned()),
            (Some(Default::CallerId), true) | (None, false) => return None,
            (Some(Default::CallerId), false) => column.ty.caller_id().map(caller)?,
            (Some(Default::Sql(sql)), true)
                if column.ty.caller_id().map(caller).as_deref() == Some(sql.as_str()) =>
            {
                return None;
            }
            (Some(Default::Sql(sql)), _) => sql.clone(),
        };
        let value = if is_literal(&sql, &column.ty) { sql } else { string(&sql) };
        Some(format!("default = {value}"))
    }

    /// An enum.
    pub(super) fn enumeration(&self, one: &Enum) -> String {
        let Some(names) = self.names.enumeration(&one.name) else { return String::new() };
        let mut words: Vec<String> = Vec::new();
        if !names.by_rule {
            words.push(format!("type_name = {}", string(&one.name.name)));
        }
        words.extend(schema_word(one.name.schema.as_deref()));
        words.extend(names.rule.map(|rule| format!("rename_all = \"{rule}\"")));
        let (comment, docs) = comment(one.comment.as_deref());
        words.extend(comment);
        let mut text = lines("", docs.iter().map(String::as_str));
        text.push_str("#[derive(Rls)]\n");
        text.push_str(&attributes(&words, ""));
        text.push_str(&format!("pub enum {} {{\n", names.item));
        for (value, (variant, by_rule)) in one.values.iter().zip(&names.variants) {
            if !by_rule {
                text.push_str(&format!("    #[rls(rename = {})]\n", string(&value.name)));
            }
            text.push_str(&format!("    {},\n", raw(variant)));
        }
        text.push_str("}\n");
        text
    }
}

/// Lines, each behind the same.
fn lines<'l>(before: &str, lines: impl Iterator<Item = &'l str>) -> String {
    lines.flat_map(|line| [before, line, "\n"]).collect()
}

fn schema_word(schema: Option<&str>) -> Option<String> {
    schema.filter(|schema| *schema != "public").map(|schema| format!("schema = {}", string(schema)))
}

/// A comment as a word, or as the lines of a doc comment.
fn comment(text: Option<&str>) -> (Option<String>, Vec<String>) {
    match text {
        None => (None, Vec::new()),
        Some(text) => match doc(text) {
            Some(lines) => (None, lines),
            None => (Some(format!("comment = {}", string(text))), Vec::new()),
        },
    }
}

/// Whether SQL is a value of the column's type that Rust writes alike.
fn is_literal(sql: &str, ty: &Type) -> bool {
    let digits = sql.strip_prefix('-').unwrap_or(sql);
    let whole = |digits: &str| {
        !digits.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && (digits == "0" || !digits.starts_with('0'))
    };
    let decimal = || {
        digits
            .split_once('.')
            .is_some_and(|(a, b)| whole(a) && !b.is_empty() && b.bytes().all(|b| b.is_ascii_digit()))
    };
    match ty {
        Type::Boolean => sql == "true" || sql == "false",
        Type::SmallInt => whole(digits) && sql.parse::<i16>().is_ok(),
        Type::Integer => whole(digits) && sql.parse::<i32>().is_ok(),
        Type::BigInt => whole(digits) && sql.parse::<i64>().is_ok(),
        Type::Real | Type::DoublePrecision | Type::Numeric => whole(digits) || decimal(),
        _ => false,
    }
}
