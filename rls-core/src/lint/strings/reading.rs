//! Which strings do not say what they look like?

use super::{of_sign, signs, texts};
use crate::{
    ident::quote,
    lint::{Fix, Level, Lint, example},
    understand::SignKind,
};

pub(in crate::lint) const UNKNOWN_COLUMN: Lint = Lint {
    code: "RLS041",
    level: Level::Error,
    title: "SQL that names a column which the table has not",
    why: "\
A string names columns as Postgres has them, not the fields of the struct. Postgres refuses the policy when it is created; \
here it is said before, with the column that may be meant.",
    instead: "Write the column's name as Postgres has it, or an expression, in which each field is checked.",
    wrong: example!("RLS041", "wrong"),
    right: example!("RLS041", "right"),
    toml: "",
    fixes: true,
    check: |model, found| {
        for text in texts(model) {
            for column in text.known.columns.iter().filter(|column| !column.exists) {
                let message = format!("`{}` has no column `{}`", text.table.name, column.name);
                let piece = &text.sql[column.range.clone()];
                found.push(match &column.nearest {
                    Some(near) => {
                        let plain = near.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
                        let near_sql = if plain { near.clone() } else { quote(near) };
                        let start = column.range.end - piece.len().min(last_part(piece));
                        text.found(column.range.clone(), message, &format!("did you mean `{near}`?"))
                            .fix(Fix::Sql(start..column.range.end, near_sql))
                    }
                    None => {
                        let names: Vec<&str> =
                            text.table.columns.iter().map(|column| column.name.as_str()).collect();
                        text.found(column.range.clone(), message, &format!("it has {}", names.join(", ")))
                    }
                });
            }
        }
    },
};

/// How many bytes the name takes behind its dots.
fn last_part(name: &str) -> usize {
    name.rfind('.').map_or(name.len(), |dot| name.len() - dot - 1)
}

pub(in crate::lint) const UNREADABLE: Lint = Lint {
    code: "RLS042",
    level: Level::Info,
    title: "SQL that could not be read",
    why: "\
What a string says is taken into account by lints, by the access table and by the comparison of two versions, as far as \
it can be read. This one cannot: either Postgres will refuse it too, or it holds something that this tool's reader does not \
know. It is written as it is, and is taken for something of which nothing is known.",
    instead: "Look at the place that is named; write the parts around it as an expression.",
    wrong: example!("RLS042", "wrong"),
    right: example!("RLS042", "right"),
    toml: "",
    fixes: false,
    check: |model, found| {
        for text in texts(model) {
            if let Some(unreadable) = &text.known.unreadable {
                let message = format!("this SQL could not be read: {}", unreadable.message);
                let help = "nothing is known of it, and no rule looks at it";
                found.push(text.found(unreadable.range.clone(), message, help));
            }
        }
    },
};

pub(in crate::lint) const SAME_COLUMN: Lint = Lint {
    code: "RLS043",
    level: Level::Error,
    title: "A column compared with itself",
    why: "\
In a sub-select a bare name is a column of the sub-select's own table, if that has one of this name. `EXISTS (SELECT FROM \
members WHERE team_id = team_id …)` does not bind the member's team to the row's: it is true for whoever is a member of \
any team.",
    instead: "Name the outer table: `members.team_id = documents.team_id`; or write `member(…)`.",
    wrong: example!("RLS043", "wrong"),
    right: example!("RLS043", "right"),
    toml: "",
    fixes: false,
    check: |model, found| {
        for (text, sign) in signs(model, &[SignKind::SameColumn]) {
            let message = format!(
                "both sides of `{}` are one column, so it is true of every row that has it",
                text.piece(sign)
            );
            found.push(of_sign(&text, sign, message, "put the table's name before each of the two"));
        }
    },
};
