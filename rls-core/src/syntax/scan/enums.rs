//! Which enum does a field's type name, and has it the values that predicates name?

use super::file;
use crate::{
    diagnostic::{Code, Diagnostic, Errors},
    expr::Literal,
    ident::QName,
    schema::{Enum, Table, Type, no_such_value},
    suggest::nearest,
};

/// The table with its enums.
pub(super) fn look_up(
    declared: &file::Declared,
    item: &file::Found,
    found: &[file::Found],
    errors: &mut Errors,
) -> Table {
    let mut table = declared.table.clone();
    for named in &declared.named {
        match find(named, item, found) {
            Ok(definition) => {
                set_enum(&mut table, named.column, &definition.name);
                let constants = declared.constants.iter().filter(|constant| constant.column == named.column);
                for constant in constants {
                    if let Some(diagnostic) = misses(definition, &constant.literal) {
                        errors.push(diagnostic.at(file::source(&item.file, constant.bytes.clone())));
                    }
                }
            }
            Err(diagnostic) => errors.push(diagnostic),
        }
    }
    table
}

/// What is wrong with a constant that the enum does not have. Of a text the compiler says the same words.
fn misses(definition: &Enum, literal: &Literal) -> Option<Diagnostic> {
    match literal {
        Literal::Text(text) => {
            let values: Vec<&str> = definition.values.iter().map(|value| value.name.as_str()).collect();
            let words = no_such_value(text, &values)?;
            let (message, help) = words.as_str().split_once(" [RLS126]\n  help: ")?;
            Some(Diagnostic::new(Code::BAD_CONSTANT, message).help(help))
        }
        Literal::Variant(name) => {
            let variants: Vec<&str> =
                definition.values.iter().filter_map(|value| value.variant.as_deref()).collect();
            if variants.is_empty() || variants.contains(&name.as_str()) {
                return None;
            }
            let message = format!("the enum `{}` has no variant `{name}`", definition.name);
            Some(Diagnostic::new(Code::BAD_CONSTANT, message).help(
                match nearest(name, variants.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("it has {}", variants.join(", ")),
                },
            ))
        }
        Literal::Bool(_) | Literal::Number(_) => None,
    }
}

/// The enum that a field's type names: the only one of that name, or the one in the module that the path or the
/// struct itself is in.
fn find<'f>(
    named: &file::Named,
    from: &file::Found,
    found: &'f [file::Found],
) -> Result<&'f Enum, Diagnostic> {
    let name = named.path.last().map(String::as_str).unwrap_or_default();
    let all: Vec<(&file::Found, &Enum)> = found
        .iter()
        .filter_map(|item| match &item.kind {
            file::Kind::Enum(definition) if item.rust_name == name => Some((item, &**definition)),
            _ => None,
        })
        .collect();
    let module = named.path.iter().rev().nth(1).filter(|m| !matches!(m.as_str(), "crate" | "self" | "super"));
    let fault = |message: String, help: String| {
        Err(Diagnostic::new(Code::UNKNOWN_TYPE, message)
            .help(help)
            .at(file::source(&from.file, named.bytes.clone())))
    };
    match all.as_slice() {
        [] => {
            let names = found.iter().filter(|item| matches!(item.kind, file::Kind::Enum(_)));
            let near = nearest(name, names.map(|item| item.rust_name.as_str()));
            fault(
                format!("`{name}` stands for no Postgres type"),
                match near {
                    Some(near) => format!("did you mean the enum `{near}`?"),
                    None => "if it is an enum, derive `Rls` on it; otherwise write type = \"…\" with the Postgres type, or `skip`".to_owned(),
                },
            )
        }
        [(_, one)] => Ok(one),
        several => {
            let near = several.iter().find(|(item, _)| match module {
                Some(module) => item.module.last() == Some(module),
                None => item.file == from.file && item.module == from.module,
            });
            match near {
                Some((_, one)) => Ok(one),
                None => fault(
                    format!("there are {} enums called `{name}`", several.len()),
                    "name its module: module::Name".to_owned(),
                ),
            }
        }
    }
}

fn set_enum(table: &mut Table, column: usize, name: &QName) {
    let mut ty = table.columns.get_mut(column).map(|column| &mut column.ty);
    while let Some(Type::Array(element)) = ty {
        ty = Some(element);
    }
    if let Some(ty) = ty {
        *ty = Type::Enum(name.clone());
    }
}
