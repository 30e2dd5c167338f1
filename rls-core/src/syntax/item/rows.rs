//! What was written in a `crud(…)` and a `policy(…)`?

use proc_macro2::Span;

use crate::{
    diagnostic::{Code, Diagnostic, Errors},
    schema::{Command, Role},
    syntax::{
        attr::{self, Value, Word, Words},
        keyword::Site,
        predicate::{self, Predicate},
        text::{self, Text},
    },
};

/// A `crud(…)`, or the struct's own short form. An absent half makes no policy.
pub(in crate::syntax) struct Crud {
    pub(in crate::syntax) span: Span,
    /// None if they were at fault.
    pub(in crate::syntax) roles: Option<Vec<Role>>,
    pub(in crate::syntax) read: Option<Predicate>,
    pub(in crate::syntax) modify: Option<Predicate>,
    /// What overrides `modify` for one command: insert, update, delete.
    pub(in crate::syntax) own: [Option<Predicate>; 3],
}

/// `crud(role = …, read = P, modify = P, insert = P, update = P, delete = P)`.
pub(in crate::syntax) fn crud(word: &Word, errors: &mut Errors) -> Option<Crud> {
    let Value::List(tokens) = &word.value else {
        errors.push(word.wrong("its words in brackets"));
        return None;
    };
    let mut words = attr::of_list(tokens.clone(), Site::Crud, errors);
    words.only(Site::Crud, errors);
    let mut half = |name: &str| words.get(name).and_then(|word| predicate::read(word, errors));
    let (read, modify) = (half("read"), half("modify"));
    let own = ["insert", "update", "delete"].map(half);
    let roles = match words.get("role") {
        Some(word) => text::roles(word, errors),
        None => Some(vec![Role::SignedIn]),
    };
    Some(Crud { span: word.span, roles, read, modify, own })
}

/// A `policy(…)`; what is none was at fault.
pub(in crate::syntax) struct PolicyItem {
    pub(in crate::syntax) name: Option<Text>,
    pub(in crate::syntax) command: Option<Command>,
    pub(in crate::syntax) roles: Option<Vec<Role>>,
    pub(in crate::syntax) using: Option<Predicate>,
    pub(in crate::syntax) check: Option<Predicate>,
    pub(in crate::syntax) restrictive: bool,
}

/// `policy(name = "…", for = "…", to = …, using = P, with_check = P, restrictive)`.
pub(in crate::syntax) fn policy(word: &Word, errors: &mut Errors) -> Option<PolicyItem> {
    let Value::List(tokens) = &word.value else {
        errors.push(word.wrong("its words in brackets"));
        return None;
    };
    let mut words = attr::of_list(tokens.clone(), Site::Policy, errors);
    words.only(Site::Policy, errors);
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
        Some(word) => command(word, errors),
        None => Some(Command::All),
    };
    if let Some(command) = command {
        clauses(word, command, &words, using.as_ref().map(|u| u.0), check.as_ref().map(|c| c.0), errors);
    }
    Some(PolicyItem {
        name,
        command,
        roles,
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
