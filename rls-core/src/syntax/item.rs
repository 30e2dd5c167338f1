//! What was written on a struct or an enum, with its places?

use proc_macro2::{Ident, Span};
use syn::{Attribute, Data, DeriveInput, Expr as Rust, Fields, Lit, Meta, UnOp};

use super::{
    attr::{self, Value, Word, Words},
    case, keyword,
    keyword::Site,
    place,
    predicate::{self, Predicate},
    text::{self, Text},
    types::{self, FieldType},
};
use crate::{
    diagnostic::{Code, Diagnostic, Errors, Place},
    ident::QName,
    schema::{Action, Command, Deferrable, Identity, Role},
};

/// What a `#[derive(Rls)]` stands on.
pub enum Item {
    /// A struct: a table.
    Table(Box<TableItem>),
    /// An enum of unit variants: a type.
    Enum(EnumItem),
}

/// A struct.
pub struct TableItem {
    pub(super) ident: Ident,
    pub(super) words: Words,
    pub(super) name: QName,
    pub(super) comment: Option<String>,
    pub(super) fields: Vec<FieldItem>,
}

/// A field that is a column.
pub(super) struct FieldItem {
    pub(super) field: String,
    pub(super) column: String,
    pub(super) place: Place,
    pub(super) words: Words,
    pub(super) ty: Option<FieldType>,
    pub(super) type_place: Place,
    pub(super) comment: Option<String>,
}

/// An enum.
pub struct EnumItem {
    pub(super) ident: Ident,
    pub(super) name: QName,
    pub(super) values: Vec<(String, Place, Option<String>)>,
    pub(super) comment: Option<String>,
    pub(super) renamed_from: Option<QName>,
}

/// Reads a struct or an enum. What is left out was at fault and is among the errors.
pub(super) fn read(input: &DeriveInput, errors: &mut Errors) -> Option<Item> {
    if let Some(where_clause) = input.generics.where_clause.as_ref().filter(|w| !w.predicates.is_empty()) {
        errors.push(
            shape("a table has no where clause", "a table is one type: take the parameters off")
                .at(place(where_clause)),
        );
    } else if !input.generics.params.is_empty() {
        errors.push(
            shape(
                "a table or enum cannot be generic",
                "one struct is one table: write the types out (String for &str), one struct for each table",
            )
            .at(place(&input.generics.params)),
        );
    }
    match &input.data {
        Data::Struct(data) => table(input, &data.fields, errors).map(|table| Item::Table(Box::new(table))),
        Data::Enum(data) => enumeration(input, data, errors).map(Item::Enum),
        Data::Union(_) => {
            errors.push(
                shape("a union is no table", "write a struct with named fields").at(input.ident.span()),
            );
            None
        }
    }
}

fn shape(message: &str, help: &str) -> Diagnostic {
    Diagnostic::new(Code::SHAPE, message).help(help)
}

fn table(input: &DeriveInput, fields: &Fields, errors: &mut Errors) -> Option<TableItem> {
    let ident = input.ident.clone();
    let words = attr::of_attributes(&input.attrs, Site::Struct, errors);
    let named = match fields {
        Fields::Named(named) => named,
        Fields::Unnamed(tuple) => {
            errors.push(
                shape(
                    "a tuple struct is no table: its fields have no names",
                    "write a struct with named fields: each is a column",
                )
                .at(place(&tuple.unnamed)),
            );
            return None;
        }
        Fields::Unit => {
            errors.push(
                shape(
                    "a struct without fields is no table",
                    "write a struct with named fields: each is a column",
                )
                .at(ident.span()),
            );
            return None;
        }
    };
    let rule = rename_rule(&words, errors);
    let table_name = match words.get("table").and_then(|word| text::name(word, "table", errors)) {
        Some(text) => text.value,
        None => case::table(&plain(&ident)),
    };
    let schema =
        words.get("schema").and_then(|word| text::name(word, "schema", errors)).map(|text| text.value);
    if words.get("table").is_none()
        && let Some(diagnostic) = text::name_fault(&table_name, "table")
    {
        errors.push(diagnostic.help("write table = \"…\" with a shorter name").at(ident.span()));
    }
    let comment = comment(&words, &input.attrs, errors);
    let fields = named.named.iter().filter_map(|f| field(f, rule.as_deref(), errors)).collect();
    Some(TableItem { ident, words, name: QName { schema, name: table_name }, comment, fields })
}

/// A name without its `r#`.
pub(super) fn plain(ident: &Ident) -> String {
    ident.to_string().trim_start_matches("r#").to_owned()
}

fn rename_rule(words: &Words, errors: &mut Errors) -> Option<String> {
    let text = text::string(words.get("rename_all")?, errors)?;
    if case::rename("x", &text.value).is_none() {
        let help = match case::nearest_rule(&text.value) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("there are {}", case::RULES.join(", ")),
        };
        errors
            .push(text.fault(Code::WRONG_VALUE, format!("`{}` is no rule for names", text.value)).help(help));
        return None;
    }
    Some(text.value)
}

fn field(field: &syn::Field, rule: Option<&str>, errors: &mut Errors) -> Option<FieldItem> {
    let ident = field.ident.as_ref()?;
    let words = attr::of_attributes(&field.attrs, Site::Field, errors);
    if let Some(skip) = words.get("skip") {
        skip.flag(errors);
        for other in words.words.iter().filter(|word| word.keyword.word != "skip") {
            errors.push(
                Diagnostic::new(
                    Code::CONTRADICTION,
                    format!("`{}` says something of a field that is no column", other.keyword.word),
                )
                .help("leave out `skip`, or the other words")
                .at(other.span),
            );
        }
        return None;
    }
    let name = plain(ident);
    let column = match words.get("column").and_then(|word| text::name(word, "column", errors)) {
        Some(text) => text.value,
        None => rule.and_then(|rule| case::rename(&name, rule)).unwrap_or_else(|| name.clone()),
    };
    if words.get("column").is_none()
        && let Some(diagnostic) = text::name_fault(&column, "column")
    {
        errors.push(diagnostic.at(ident.span()));
    }
    let (ty, type_place) = match words.get("type") {
        Some(word) => {
            let text = text::string(word, errors);
            let place = text.as_ref().map_or(Place::from(word.span), |text| text.place.clone());
            let ty = text.and_then(|text| text::type_name(&text, errors)).map(|sql| FieldType {
                ty: crate::schema::Type::Other(sql),
                nullable: types::is_option(&field.ty),
                named: None,
            });
            (ty, place)
        }
        None => {
            let ty = types::read(&field.ty).map_err(|diagnostic| errors.push(diagnostic)).ok();
            (ty, place(&field.ty))
        }
    };
    let comment = comment(&words, &field.attrs, errors);
    Some(FieldItem { field: name, column, place: ident.span().into(), words, ty, type_place, comment })
}

fn enumeration(input: &DeriveInput, data: &syn::DataEnum, errors: &mut Errors) -> Option<EnumItem> {
    let words = attr::of_attributes(&input.attrs, Site::Enum, errors);
    let rule = rename_rule(&words, errors);
    if data.variants.is_empty() {
        errors.push(
            Diagnostic::new(Code::ENUM_VALUES, "an enum without variants has no values")
                .help("write its values as variants: Draft, Published")
                .at(input.ident.span()),
        );
        return None;
    }
    let mut values: Vec<(String, Place, Option<String>)> = Vec::new();
    for variant in &data.variants {
        let words = attr::of_attributes(&variant.attrs, Site::Variant, errors);
        if !matches!(variant.fields, Fields::Unit) {
            errors.push(
                shape(
                    "a value of a Postgres enum carries no data",
                    "write unit variants, or keep the data in columns",
                )
                .at(place(&variant.fields)),
            );
        }
        let own = words.get("rename").and_then(|word| text::name(word, "value", errors));
        let (value, place) = match own {
            Some(text) => (text.value, text.place),
            None => {
                let rule = rule.as_deref().unwrap_or("snake_case");
                let name = plain(&variant.ident);
                (case::rename(&name, rule).unwrap_or(name), variant.ident.span().into())
            }
        };
        if words.get("rename").is_none()
            && let Some(diagnostic) = text::name_fault(&value, "value")
        {
            errors.push(diagnostic.at(place.clone()));
        }
        if values.iter().any(|(other, _, _)| *other == value) {
            errors.push(
                Diagnostic::new(Code::ENUM_VALUES, format!("the value `{value}` is there twice"))
                    .help("rename one of them: #[rls(rename = \"…\")]")
                    .at(place.clone()),
            );
        }
        let old =
            words.get("renamed_from").and_then(|word| text::name(word, "old value", errors)).map(|t| t.value);
        values.push((value, place, old));
    }
    let name = match words.get("type_name").and_then(|word| text::name(word, "type", errors)) {
        Some(text) => text.value,
        None => case::snake(&plain(&input.ident)),
    };
    if words.get("type_name").is_none()
        && let Some(diagnostic) = text::name_fault(&name, "type")
    {
        errors.push(diagnostic.at(input.ident.span()));
    }
    let schema =
        words.get("schema").and_then(|word| text::name(word, "schema", errors)).map(|text| text.value);
    let comment = comment(&words, &input.attrs, errors);
    let renamed_from = words.get("renamed_from").and_then(|word| text::qualified(word, "old type", errors));
    Some(EnumItem { ident: input.ident.clone(), name: QName { schema, name }, values, comment, renamed_from })
}

/// `comment = "…"`, none for `comment = none`, otherwise the doc comment.
fn comment(words: &Words, attributes: &[Attribute], errors: &mut Errors) -> Option<String> {
    let comment = match words.get("comment") {
        Some(word) if word.is_none() => return None,
        Some(word) => text::string(word, errors)?,
        None => return doc(attributes),
    };
    if comment.value.contains('\0') {
        errors.push(
            comment
                .fault(Code::BAD_NAME, "this comment holds a NUL character")
                .help("no text in Postgres can hold one"),
        );
        return None;
    }
    (!comment.value.is_empty()).then_some(comment.value)
}

/// The doc comment: each line without the space that rustdoc drops too, no empty lines around it.
fn doc(attributes: &[Attribute]) -> Option<String> {
    let mut lines = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("doc")) {
        if let Meta::NameValue(pair) = &attribute.meta
            && let Rust::Lit(literal) = &pair.value
            && let Lit::Str(text) = &literal.lit
        {
            let text = text.value().replace('\0', "");
            lines.extend(
                text.split('\n').map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()),
            );
        }
    }
    let text = lines.join("\n");
    let text = text.trim_matches('\n');
    (!text.trim().is_empty()).then(|| text.to_owned())
}

/// A `crud(…)`, or the struct's own short form. An absent half makes no policy.
pub(super) struct Crud {
    pub(super) span: Span,
    pub(super) roles: Vec<Role>,
    pub(super) read: Option<Predicate>,
    pub(super) modify: Option<Predicate>,
    /// What overrides `modify` for one command: insert, update, delete.
    pub(super) own: [Option<Predicate>; 3],
}

/// `crud(role = …, read = P, modify = P, insert = P, update = P, delete = P)`.
pub(super) fn crud(word: &Word, errors: &mut Errors) -> Option<Crud> {
    let Value::List(tokens) = &word.value else {
        errors.push(word.wrong("its words in brackets"));
        return None;
    };
    let words = attr::of_list(tokens.clone(), Site::Crud, errors);
    no_bare(&words, Site::Crud, errors);
    let mut half = |name: &str| words.get(name).and_then(|word| predicate::read(word, errors));
    let (read, modify) = (half("read"), half("modify"));
    let own = ["insert", "update", "delete"].map(half);
    let roles = match words.get("role") {
        Some(word) => text::roles(word, errors)?,
        None => vec![Role::SignedIn],
    };
    Some(Crud { span: word.span, roles, read, modify, own })
}

/// A `policy(…)`.
pub(super) struct PolicyItem {
    pub(super) name: Text,
    pub(super) command: Command,
    pub(super) roles: Vec<Role>,
    pub(super) using: Option<Predicate>,
    pub(super) check: Option<Predicate>,
    pub(super) restrictive: bool,
}

/// `policy(name = "…", for = "…", to = …, using = P, with_check = P, restrictive)`.
pub(super) fn policy(word: &Word, errors: &mut Errors) -> Option<PolicyItem> {
    let Value::List(tokens) = &word.value else {
        errors.push(word.wrong("its words in brackets"));
        return None;
    };
    let words = attr::of_list(tokens.clone(), Site::Policy, errors);
    no_bare(&words, Site::Policy, errors);
    let using = words.get("using").map(|word| (word.span, predicate::read(word, errors)));
    let check = words.get("with_check").map(|word| (word.span, predicate::read(word, errors)));
    let name = match words.get("name") {
        Some(word) => text::name(word, "policy", errors),
        None => {
            if !words.broken {
                errors.push(
                    Diagnostic::new(Code::MISSING_WORD, "a policy needs a name")
                        .help(
                            "write policy(name = \"…\", …): it is how a later change finds the policy again",
                        )
                        .at(word.span),
                );
            }
            None
        }
    };
    let roles = match words.get("to") {
        Some(word) => text::roles(word, errors),
        None => Some(vec![Role::SignedIn]),
    };
    let restrictive = words.get("restrictive").is_some_and(|word| word.flag(errors));
    let command = match words.get("for") {
        Some(word) => command(word, errors)?,
        None => Command::All,
    };
    clauses(word, command, &words, using.as_ref().map(|u| u.0), check.as_ref().map(|c| c.0), errors);
    Some(PolicyItem {
        name: name?,
        command,
        roles: roles?,
        using: using.and_then(|(_, predicate)| predicate),
        check: check.and_then(|(_, predicate)| predicate),
        restrictive,
    })
}

fn command(word: &Word, errors: &mut Errors) -> Option<Command> {
    let text = text::string(word, errors)?;
    let commands = ["all", "select", "insert", "update", "delete"];
    Some(match text.value.to_ascii_lowercase().as_str() {
        "all" => Command::All,
        "select" => Command::Select,
        "insert" => Command::Insert,
        "update" => Command::Update,
        "delete" => Command::Delete,
        other => {
            let help = match other {
                "read" => "write for = \"select\"".to_owned(),
                "upsert" => "an upsert is an INSERT and an UPDATE: write a policy for each".to_owned(),
                _ => match crate::suggest::nearest(other, commands) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => format!("there are {}", commands.join(", ")),
                },
            };
            errors.push(
                text.fault(Code::WRONG_VALUE, format!("a policy is for no command `{}`", text.value))
                    .help(help),
            );
            return None;
        }
    })
}

/// A command takes USING, WITH CHECK or both, and needs one of those that it takes.
fn clauses(
    word: &Word,
    command: Command,
    words: &Words,
    using: Option<Span>,
    check: Option<Span>,
    errors: &mut Errors,
) {
    let wrong = |span: Span, clause: &str, help: String| {
        Diagnostic::new(
            Code::CLAUSE_OF_ANOTHER_COMMAND,
            format!("a policy for {command} takes no `{clause}`"),
        )
        .help(help)
        .at(span)
    };
    if let Some(span) = using.filter(|_| !command.takes_using()) {
        errors.push(wrong(span, "using", "an INSERT has no row that is there: write with_check".to_owned()));
    }
    if let Some(span) = check.filter(|_| !command.takes_check()) {
        errors.push(wrong(span, "with_check", format!("a {command} makes no new row: write using")));
    }
    let wrong_clause =
        using.is_some_and(|_| !command.takes_using()) || check.is_some_and(|_| !command.takes_check());
    let (needs, has) = if command.takes_using() { ("using", using) } else { ("with_check", check) };
    // for UPDATE and ALL a check alone leaves the rows that are there to nobody
    if has.is_none() && !wrong_clause && !words.broken {
        let why = if check.is_some() {
            "with a check alone it lets nobody at the rows that are there"
        } else {
            "without one it lets nothing through"
        };
        errors.push(
            Diagnostic::new(
                Code::MISSING_EXPRESSION,
                format!("this policy for {command} lacks its `{needs}`: {why}"),
            )
            .help(format!("write {needs} = …; `{needs} = false` denies in so many words"))
            .at(word.span),
        );
    }
}

/// A list that takes words only.
pub(super) fn no_bare(words: &Words, site: Site, errors: &mut Errors) {
    for bare in &words.bare {
        errors.push(
            Diagnostic::new(
                Code::UNKNOWN_WORD,
                "a value stands here without a word that says what it is for",
            )
            .help(format!("{} takes: {}", site.describe(), keyword::list(site)))
            .at(place(bare)),
        );
    }
}

/// `identity` or `identity = "always"`.
pub(super) fn identity(word: &Word, errors: &mut Errors) -> Option<Identity> {
    match &word.value {
        Value::Nothing => Some(Identity::ByDefault),
        _ => match text::string(word, errors)?.value.as_str() {
            "always" => Some(Identity::Always),
            "by default" => Some(Identity::ByDefault),
            _ => {
                errors.push(word.wrong("nothing, or \"always\""));
                None
            }
        },
    }
}

/// A literal that Rust and Postgres write alike.
pub(super) enum Literal {
    Bool(bool),
    /// A whole number, as text.
    Int(String),
    /// Any other number, as text.
    Float(String),
}

/// `default = false`, `= -1`, `= 0.5`; none if the tokens are no literal.
pub(super) fn literal(tokens: &proc_macro2::TokenStream) -> Option<Literal> {
    let (minus, literal) = match syn::parse2::<Rust>(tokens.clone()).ok()? {
        Rust::Lit(literal) => ("", literal.lit),
        Rust::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => match *unary.expr {
            Rust::Lit(literal) => ("-", literal.lit),
            _ => return None,
        },
        _ => return None,
    };
    match literal {
        Lit::Bool(value) if minus.is_empty() => Some(Literal::Bool(value.value)),
        Lit::Int(value) => Some(Literal::Int(format!("{minus}{}", value.base10_digits()))),
        Lit::Float(value) => Some(Literal::Float(format!("{minus}{}", value.base10_digits()))),
        _ => None,
    }
}

/// `on_delete`, `on_update` and `deferrable` of a reference.
pub(super) struct Reactions {
    pub(super) on_delete: Action,
    pub(super) on_update: Action,
    pub(super) deferrable: Option<Deferrable>,
}

/// What a reference does when the other row goes.
pub(super) fn reactions(words: &Words, errors: &mut Errors) -> Reactions {
    let mut action = |name: &str| words.get(name).and_then(|word| action(word, errors)).unwrap_or_default();
    let (on_delete, on_update) = (action("on_delete"), action("on_update"));
    let deferrable = words.get("deferrable").and_then(|word| match &word.value {
        Value::Nothing => Some(Deferrable::Immediate),
        _ => match text::string(word, errors)?.value.to_ascii_lowercase().as_str() {
            "initially deferred" => Some(Deferrable::Deferred),
            "initially immediate" => Some(Deferrable::Immediate),
            _ => {
                errors.push(word.wrong("nothing, or \"initially deferred\""));
                None
            }
        },
    });
    Reactions { on_delete, on_update, deferrable }
}

fn action(word: &Word, errors: &mut Errors) -> Option<Action> {
    let text = text::string(word, errors)?;
    let actions = ["no action", "restrict", "cascade", "set null", "set default"];
    Some(match text.value.to_ascii_lowercase().replace('_', " ").as_str() {
        "no action" => Action::NoAction,
        "restrict" => Action::Restrict,
        "cascade" => Action::Cascade,
        "set null" => Action::SetNull,
        "set default" => Action::SetDefault,
        other => {
            let help = match crate::suggest::nearest(other, actions) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("there are {}", actions.join(", ")),
            };
            errors.push(
                text.fault(
                    Code::WRONG_VALUE,
                    format!("`{}` is nothing that can happen to a row", text.value),
                )
                .help(help),
            );
            return None;
        }
    })
}
