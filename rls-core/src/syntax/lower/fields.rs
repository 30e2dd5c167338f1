//! Which field does a name mean?

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Code, Diagnostic, Errors},
    fits,
    schema::Type,
    suggest::nearest,
    syntax::{
        item::{FieldItem, TableItem},
        text::Text,
    },
};

/// The fields of a struct, by name.
pub(super) struct Fields<'i> {
    fields: &'i [FieldItem],
    table: &'i str,
}

/// Columns that every table of Postgres has already.
const SYSTEM: [&str; 6] = ["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"];

impl<'i> Fields<'i> {
    /// Looks at the names once: no column twice, none of Postgres's own.
    pub(super) fn of(item: &'i TableItem, errors: &mut Errors) -> Self {
        let mut columns: BTreeMap<&str, &FieldItem> = BTreeMap::new();
        for field in &item.fields {
            if let Some(other) = columns.insert(&field.column, field) {
                errors.push(
                    Diagnostic::new(
                        Code::SAME_NAME,
                        format!(
                            "the fields `{}` and `{}` are both the column `{}`",
                            other.field, field.field, field.column
                        ),
                    )
                    .help("give one of them another column name: #[rls(column = \"…\")]")
                    .at(field.column_place.clone()),
                );
            }
            if SYSTEM.contains(&field.column.as_str()) {
                errors.push(
                    Diagnostic::new(
                        Code::BAD_NAME,
                        format!(
                            "`{}` is a system column that every table of Postgres has already",
                            field.column
                        ),
                    )
                    .help("name the column otherwise: #[rls(column = \"…\")]")
                    .at(field.column_place.clone()),
                );
            }
        }
        Fields { fields: &item.fields, table: &item.name.name }
    }

    /// The field of this name, if there is one.
    pub(super) fn known(&self, name: &str) -> Option<&'i FieldItem> {
        self.fields.iter().find(|field| field.field == name)
    }

    /// The number of a column.
    pub(super) fn number(&self, column: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.column == column)
    }

    /// The type of a column, if that could be read.
    pub(super) fn type_of(&self, column: &str) -> Option<&'i Type> {
        let field = &self.fields[self.number(column)?];
        field.ty.as_ref().map(|ty| &ty.ty)
    }

    /// The name of the field that is this column.
    pub(super) fn field_of<'c>(&self, column: &'c str) -> &'c str
    where
        'i: 'c,
    {
        self.number(column).map_or(column, |number| &self.fields[number].field)
    }

    /// The type of a field, if that could be read.
    pub(super) fn type_of_field(&self, field: &str) -> Option<&'i Type> {
        self.known(field)?.ty.as_ref().map(|ty| &ty.ty)
    }

    /// The field of this name; an error with the nearest one otherwise.
    pub(super) fn find(&self, name: &Text, errors: &mut Errors) -> Option<&'i FieldItem> {
        if let Some(field) = self.known(&name.value) {
            return Some(field);
        }
        let by_column = self.fields.iter().find(|field| field.column == name.value);
        let help =
            match (by_column, nearest(&name.value, self.fields.iter().map(|field| field.field.as_str()))) {
                (Some(field), _) => {
                    format!(
                        "a name here is a field's; the column `{}` is the field `{}`",
                        field.column, field.field
                    )
                }
                (None, Some(near)) => format!("did you mean `{near}`?"),
                (None, None) => {
                    let all: Vec<&str> = self.fields.iter().map(|field| field.field.as_str()).collect();
                    format!("the fields are {}", all.join(", "))
                }
            };
        errors.push(
            name.fault(Code::UNKNOWN_FIELD, format!("`{}` has no field `{}`", self.table, name.value))
                .help(help),
        );
        None
    }

    /// The columns of these fields, each once.
    pub(super) fn columns(&self, names: &[Text], errors: &mut Errors) -> Option<Vec<String>> {
        let mut columns: Vec<String> = Vec::new();
        let mut good = true;
        for name in names {
            match self.find(name, errors) {
                Some(field) if columns.contains(&field.column) => {
                    good = false;
                    errors.push(
                        name.fault(Code::DOUBLED_WORD, format!("`{}` is named twice", name.value))
                            .help("name each column once"),
                    );
                }
                Some(field) => columns.push(field.column.clone()),
                None => good = false,
            }
        }
        good.then_some(columns)
    }

    /// The column of an owner: one that can hold the caller's id.
    pub(super) fn owner(&self, name: &Text, errors: &mut Errors) -> Option<String> {
        let field = self.find(name, errors)?;
        if let Some(ty) = &field.ty
            && let Some(diagnostic) = fits::owner(&name.value, &ty.ty)
        {
            errors.push(diagnostic.at(name.place.clone()));
            return None;
        }
        Some(field.column.clone())
    }
}
