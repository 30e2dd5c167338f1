//! What does a field say of its column?

use crate::{
    diagnostic::{Code, Diagnostic, Errors},
    ident::QName,
    lex,
    schema::{Column, Default, Type},
    syntax::{
        attr::{Value, Word},
        item::{
            FieldItem,
            value::{self, Literal},
        },
        lower::same_old_name,
        text,
    },
};

pub(super) fn lower(field: &FieldItem, is_owner: bool, errors: &mut Errors) -> Column {
    let words = &field.words;
    let ty = field.ty.as_ref().map(|ty| ty.ty.clone());
    let mut column = Column::new(&field.column, ty.clone().unwrap_or(Type::Text));
    column.nullable = field.ty.as_ref().is_none_or(|ty| ty.nullable);
    column.comment.clone_from(&field.comment);
    if let Some(word) = words.get("identity") {
        column.identity = value::identity(word, errors);
        identity(field, word, errors);
    }
    if let Some(word) = words.get("generated") {
        column.generated = text::sql(word, errors).map(|text| text.value);
        if words.get("default").is_some_and(|default| !default.is_none()) {
            errors.push(contradiction(word, "a generated column is computed and takes no `default`"));
        }
        if is_owner {
            errors.push(contradiction(
                word,
                "the owner's column holds the caller's id; it cannot be `generated`",
            ));
        }
    }
    column.default = match words.get("default") {
        Some(word) if word.is_none() => None,
        Some(word) => default(word, ty.as_ref(), errors),
        None if is_owner && column.generated.is_none() && column.identity.is_none() => {
            Some(Default::CallerId)
        }
        None => None,
    };
    if let Some(word) = words.get("collate") {
        column.collate = collation(word, ty.as_ref(), errors);
    }
    if let Some(word) = words.get("backfill") {
        column.backfill = text::sql(word, errors).map(|text| text.value);
        for computed in ["generated", "identity"] {
            if words.get(computed).is_some() {
                let message = format!("`{computed}` gives each row its value; there is none to fill in");
                errors.push(contradiction(word, &message));
            }
        }
    }
    if let Some(word) = words.get("renamed_from") {
        column.renamed_from = text::name(word, "old column", errors).map(|text| text.value);
        if column.renamed_from.as_deref() == Some(&column.name) {
            errors.push(same_old_name(word.span.into()));
        }
    }
    column
}

fn contradiction(word: &Word, message: &str) -> Diagnostic {
    Diagnostic::new(Code::CONTRADICTION, message).help("leave one of the two out").at(word.span)
}

/// An identity column is a whole number, never NULL, and its sequence is its default.
fn identity(field: &FieldItem, word: &Word, errors: &mut Errors) {
    let mut fault = |message: &str, help: &str| {
        errors.push(Diagnostic::new(Code::IDENTITY, message).help(help).at(word.span));
    };
    if let Some(ty) = &field.ty {
        if !ty.ty.may_be_identity() {
            fault(
                "only a whole number can be an identity column",
                "make the field an i64, i32 or i16; a uuid takes default = \"gen_random_uuid()\"",
            );
        }
        if ty.nullable {
            fault("an identity column is never NULL", "take the `Option` off");
        }
    }
    for other in ["default", "generated"] {
        if field.words.get(other).is_some_and(|word| !word.is_none()) {
            fault(
                &format!("an identity column's values come from its sequence: it takes no `{other}`"),
                "leave one of the two out",
            );
        }
    }
}

/// A Rust literal is a value of the column's type; a string is SQL.
fn default(word: &Word, ty: Option<&Type>, errors: &mut Errors) -> Option<Default> {
    let takes = "`true`, a number, a string of SQL, or `none`";
    let wrong = || {
        word.wrong(takes).help(
            "a string is SQL: default = \"now()\", and for a text or an enum's value default = \"'draft'\"",
        )
    };
    let Value::Equals(tokens) = &word.value else {
        errors.push(wrong());
        return None;
    };
    if let Some(sql) = text::literal(tokens) {
        if !text::check_sql(&sql, errors) {
            return None;
        }
        if let Some(word) = lone_word(&sql.value) {
            errors.push(
                sql.fault(
                    Code::WRONG_VALUE,
                    format!("a string is SQL, and `{word}` alone is a column there"),
                )
                .help(format!("for the text write default = \"'{word}'\"")),
            );
            return None;
        }
        return Some(Default::Sql(sql.value.trim().to_owned()));
    }
    let Some(literal) = value::literal(tokens) else {
        errors.push(wrong());
        return None;
    };
    let (sql, fits) = match literal {
        Literal::Bool(value) => {
            (value.to_string(), matches!(ty, None | Some(Type::Boolean | Type::Other(_))))
        }
        Literal::Int(value) => {
            let fits = match ty {
                Some(Type::SmallInt) => value.parse::<i16>().is_ok(),
                Some(Type::Integer) => value.parse::<i32>().is_ok(),
                Some(Type::BigInt) => value.parse::<i64>().is_ok(),
                Some(Type::Real | Type::DoublePrecision | Type::Numeric | Type::Other(_)) | None => true,
                _ => false,
            };
            (value, fits)
        }
        Literal::Float(value) => {
            let fits = matches!(
                ty,
                None | Some(Type::Real | Type::DoublePrecision | Type::Numeric | Type::Other(_))
            );
            (value, fits)
        }
    };
    if !fits {
        errors.push(
            word.wrong("a value of the column's own type")
                .help(format!("`{sql}` is no value of this column; a string is SQL: default = \"…\"")),
        );
        return None;
    }
    Some(Default::Sql(sql))
}

/// The word that this SQL is, if it is one that Postgres would take for a column.
fn lone_word(sql: &str) -> Option<&str> {
    let sql = sql.trim();
    let values = [
        "true",
        "false",
        "null",
        "current_date",
        "current_time",
        "current_timestamp",
        "localtime",
        "localtimestamp",
        "current_user",
        "session_user",
        "current_role",
        "user",
        "current_catalog",
        "current_schema",
    ];
    let tokens = lex::tokens(sql).ok()?;
    let [token] = tokens.as_slice() else { return None };
    let known = values.iter().any(|value| sql.eq_ignore_ascii_case(value));
    (token.kind == lex::Kind::Word && !known).then_some(sql)
}

/// `collate = "C"` or `"schema.name"`, on a column of text.
fn collation(word: &Word, ty: Option<&Type>, errors: &mut Errors) -> Option<QName> {
    let collation = text::string(word, errors)?;
    if !text::check_name(&collation, "collation", errors) {
        return None;
    }
    let element = match ty {
        Some(Type::Array(element)) => Some(&**element),
        other => other,
    };
    if !matches!(element, None | Some(Type::Text | Type::Other(_))) {
        errors.push(
            Diagnostic::new(Code::WRONG_VALUE, "only text has a collation")
                .help("leave `collate` out")
                .at(collation.place),
        );
        return None;
    }
    // `pg_catalog.C`, but also names with a dot of their own, such as `en_US.utf8`
    Some(match collation.value.split_once('.') {
        Some((schema @ ("pg_catalog" | "public"), name)) => QName::qualified(schema, name),
        _ => QName::new(collation.value),
    })
}
