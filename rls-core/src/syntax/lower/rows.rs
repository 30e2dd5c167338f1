//! Who may do what to which rows?

use std::collections::BTreeSet;

use super::{
    Fields, list_of,
    predicate::{Notes, Reader},
};
use crate::{
    diagnostic::{Code, Diagnostic, Errors, Place, Spot},
    lex,
    schema::{Command, Grant, Policy, PolicyName, Privilege, Role, Table, crud_name},
    syntax::{
        attr::{self, Word},
        item::{
            TableItem,
            rows::{self, Crud},
        },
        keyword::Site,
        predicate::{self, Predicate},
        text::{self, Text},
    },
};

/// The owner of the short form.
pub(super) struct Owner {
    pub(super) column: String,
    span: proc_macro2::Span,
}

/// `owner = "user_id"` on the struct, or `owner` on the field.
pub(super) fn owner(item: &TableItem, fields: &Fields<'_>, errors: &mut Errors) -> Option<Owner> {
    let mut found: Option<Owner> = None;
    let mut said = false;
    if let Some(word) = item.words.get("owner") {
        said = true;
        found = text::string(word, errors)
            .and_then(|name| fields.owner(&name, errors))
            .map(|column| Owner { column, span: word.span });
    }
    for field in &item.fields {
        let Some(word) = field.words.get("owner") else { continue };
        word.flag(errors);
        if said {
            errors.push(
                Diagnostic::new(
                    Code::CONTRADICTION,
                    "a row has one owner, and another column has the word already",
                )
                .help("leave one `owner`; policies over other columns are crud(…) and policy(…)")
                .at(word.span),
            );
            continue;
        }
        said = true;
        let name = Text { value: field.field.clone(), place: field.place.clone() };
        found = fields.owner(&name, errors).map(|column| Owner { column, span: word.span });
    }
    if !said && !item.words.broken {
        for word in ["role", "read", "modify"].into_iter().filter_map(|word| item.words.get(word)) {
            let name = word.keyword.word;
            errors.push(
                Diagnostic::new(
                    Code::MISSING_WORD,
                    format!("`{name}` belongs to `owner`, which is not there"),
                )
                .help(format!("add owner = \"…\", or write crud({name} = …)"))
                .at(word.span),
            );
        }
    }
    found
}

/// The short form's four policies, those of each `crud`, and each `policy`, in the order in which they were
/// written; no two with one name.
pub(super) fn policies(
    item: &TableItem,
    fields: &Fields<'_>,
    owner: Option<&Owner>,
    table: &mut Table,
    notes: &mut Notes,
    errors: &mut Errors,
) {
    let name = table.name.clone();
    let mut said =
        Said { table, names: BTreeSet::new(), reader: Reader { fields, table: &name, notes, errors } };
    let said = &mut said;
    if let Some(crud) = short_form(item, owner, said.reader.errors) {
        add_crud(&crud, said);
    } else {
        // what is at fault in a half shows even when the owner is at fault
        for word in ["role", "read", "modify"].into_iter().filter_map(|word| item.words.get(word)) {
            if word.keyword.word == "role" {
                text::roles(word, said.reader.errors);
            } else if let Some(predicate) = predicate::read(word, said.reader.errors) {
                said.reader.expr(&predicate);
            }
        }
    }
    for word in &item.words.words {
        match word.keyword.word {
            "crud" => {
                if let Some(crud) = rows::crud(word, said.reader.errors) {
                    add_crud(&crud, said);
                }
            }
            "policy" => add_policy(word, said),
            _ => {}
        }
    }
}

/// `owner`, `role`, `read`, `modify` as one `crud`.
fn short_form(item: &TableItem, owner: Option<&Owner>, errors: &mut Errors) -> Option<Crud> {
    let owner = owner?;
    let field = item.fields.iter().find(|field| field.column == owner.column)?;
    let own = || Predicate::Owner(Text { value: field.field.clone(), place: owner.span.into() });
    let mut half = |name: &str| match item.words.get(name) {
        Some(word) => predicate::read(word, errors),
        None => Some(own()),
    };
    let (read, modify) = (half("read"), half("modify"));
    let roles = match item.words.get("role") {
        Some(word) => text::roles(word, errors),
        None => Some(vec![Role::SignedIn]),
    };
    Some(Crud { span: owner.span, roles, read, modify, own: [None, None, None] })
}

/// Drizzle's four: USING for what is there, WITH CHECK for what comes to be, both for UPDATE.
fn add_crud(crud: &Crud, said: &mut Said<'_, '_, '_>) {
    // looked up once each, so that the faults of `modify` are said once and not for each of its three policies
    let mut lower = |half: &Option<Predicate>| half.as_ref().map(|predicate| said.reader.expr(predicate));
    let (read, modify) = (lower(&crud.read), lower(&crud.modify));
    let [insert, update, delete] = crud.own.each_ref().map(|own| lower(own).or_else(|| modify.clone()));
    let halves = [
        (Command::Select, read),
        (Command::Insert, insert),
        (Command::Update, update),
        (Command::Delete, delete),
    ];
    let Some(roles) = &crud.roles else { return };
    for (command, half) in halves {
        let Some(half) = half else { continue };
        let name = crud_name(roles, command);
        if let Some(diagnostic) = text::name_fault(&name, "policy") {
            let help = "a crud's policies are named after its roles: write a crud for each role, or policy(name = \"…\")";
            said.reader.errors.push(diagnostic.help(help).at(crud.span));
            return;
        }
        let clash = Diagnostic::new(Code::SAME_NAME, format!("a policy `{name}` is there already")).help(
            "one `crud` for each role, and `owner` is one: put the halves into one, or write policy(name = \"…\") for the second",
        );
        if !said.free(&name, crud.span.into(), clash) {
            return;
        }
        let Some(expr) = half else { continue };
        let mut policy = Policy::crud(command, roles.clone());
        policy.using = command.takes_using().then(|| expr.clone());
        policy.check = command.takes_check().then_some(expr);
        said.add(policy, crud.span);
    }
}

fn add_policy(word: &Word, said: &mut Said<'_, '_, '_>) {
    let Some(item) = rows::policy(word, said.reader.errors) else { return };
    let using = item.using.as_ref().map(|predicate| said.reader.expr(predicate));
    let check = item.check.as_ref().map(|predicate| said.reader.expr(predicate));
    let (Some(name), Some(command), Some(roles)) = (item.name, item.command, item.roles) else { return };
    let clash = name.fault(Code::SAME_NAME, format!("a policy `{}` is there already", name.value));
    let clash = clash.help("a table's policies each have a name of their own");
    if !said.free(&name.value, name.place.clone(), clash) {
        return;
    }
    let policy = Policy {
        name: PolicyName::Given(name.value),
        command,
        permissive: !item.restrictive,
        roles,
        using: using.flatten(),
        check: check.flatten(),
    };
    said.add(policy, word.span);
}

/// The table as far as its policies are read.
struct Said<'s, 'r, 'i> {
    table: &'s mut Table,
    names: BTreeSet<String>,
    reader: Reader<'r, 'i>,
}

impl Said<'_, '_, '_> {
    /// Whether a policy's name is free.
    fn free(&mut self, name: &str, place: Place, clash: Diagnostic) -> bool {
        if !self.names.insert(name.to_owned()) {
            self.reader.errors.push(clash.at(place));
            return false;
        }
        true
    }

    fn add(&mut self, policy: Policy, span: proc_macro2::Span) {
        let spot = Spot::Policy(self.table.name.clone(), self.table.policies.len());
        self.reader.notes.spots.push((spot, span.into()));
        self.table.policies.push(policy);
    }
}

/// `grants = "derived"` or `"none"`, and each `grant("select", "insert(title, body)", to = …)`.
pub(super) fn grants(item: &TableItem, fields: &Fields<'_>, table: &mut Table, errors: &mut Errors) {
    if let Some(word) = item.words.get("grants") {
        match word.choice().as_deref() {
            Some("none") => table.derive_grants = false,
            Some("derived") => {}
            _ => errors.push(word.wrong("\"derived\" or \"none\"")),
        }
    }
    for word in item.words.all("grant") {
        grant(word, fields, table, errors);
    }
}

fn grant(word: &Word, fields: &Fields<'_>, table: &mut Table, errors: &mut Errors) {
    let Some(tokens) = list_of(word, errors) else { return };
    let list = attr::of_list(tokens, Site::Grant, errors);
    let texts = text::bare(&list.bare, "a privilege", errors);
    let roles = match list.get("to") {
        Some(to) => text::roles(to, errors),
        None => {
            if !list.broken {
                errors.push(
                    Diagnostic::new(Code::MISSING_WORD, "this grant does not say to whom")
                        .help(format!("write {}", word.keyword.usage))
                        .at(word.span),
                );
            }
            None
        }
    };
    if list.bare.is_empty() && !list.broken {
        errors.push(word.wrong("at least one privilege"));
    }
    for text in &texts {
        let Some((privilege, columns)) = privilege(text, fields, errors) else { continue };
        for role in roles.iter().flatten() {
            table.grants.push(Grant { role: role.clone(), privilege, columns: columns.clone() });
        }
    }
}

/// `"select"` or `"insert(title, body)"`.
fn privilege(text: &Text, fields: &Fields<'_>, errors: &mut Errors) -> Option<(Privilege, Vec<String>)> {
    let written = text.value.trim();
    let (name, rest) = match written.split_once('(') {
        Some((name, rest)) => (name.trim(), Some(rest)),
        None => (written, None),
    };
    let known = ["select", "insert", "update", "delete"];
    let privilege = match name.to_ascii_lowercase().as_str() {
        "select" => Privilege::Select,
        "insert" => Privilege::Insert,
        "update" => Privilege::Update,
        "delete" => Privilege::Delete,
        other => {
            let help = match other {
                "all" | "all privileges" => "ALL holds TRUNCATE, which no policy looks at: name what is needed".to_owned(),
                "truncate" | "references" | "trigger" | "maintain" => {
                    "row security does not look at it, so no role of an application should have it; grant it by hand if you must".to_owned()
                }
                _ => match crate::suggest::nearest(other, known) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => format!("there are {}", known.join(", ")),
                },
            };
            errors.push(
                text.fault(Code::WRONG_VALUE, format!("`{name}` is no privilege that can be granted here"))
                    .help(help),
            );
            return None;
        }
    };
    let Some(rest) = rest else { return Some((privilege, Vec::new())) };
    let Some(inner) = rest.trim().strip_suffix(')').filter(|inner| lex::expression(inner).is_ok()) else {
        errors.push(
            text.fault(Code::WRONG_VALUE, format!("`{written}` is no privilege on columns"))
                .help(format!("write \"{name}(field, field)\"")),
        );
        return None;
    };
    if privilege == Privilege::Delete {
        errors.push(
            text.fault(Code::WRONG_VALUE, "DELETE takes whole rows, no columns").help("write \"delete\""),
        );
        return None;
    }
    let names: Vec<Text> = inner
        .split(',')
        .map(|name| Text { value: name.trim().to_owned(), place: text.place.clone() })
        .collect();
    fields.columns(&names, errors).map(|columns| (privilege, columns))
}
