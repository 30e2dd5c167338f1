//! How are changes of access written as Markdown: only the cells that changed, before and after?

use super::{code, in_cell, name};
use crate::{
    access::{Change, Line, Occasion, Verdict, Words, lines},
    schema::Command,
};

/// A Markdown table of what changed, a line for the commands for which the same holds; empty where nothing did. It
/// holds `most` lines at most, and says how many it left out.
///
/// ```
/// use rls_core::{access, expr::Expr, ident::QName, provider::Provider};
/// use rls_core::schema::{Column, Command, Policy, Role, Schema, Table, Type};
/// let read = |expr: Expr| {
///     let read = Policy::crud(Command::Select, [Role::SignedIn]).using(expr);
///     let todos = Table::new(QName::new("todos")).column(Column::new("user_id", Type::Text)).policy(read);
///     Schema::new().table(todos).resolve(&Provider::Neon).unwrap()
/// };
/// let changes = access::compare(&read(Expr::owner("user_id")), &read(Expr::Bool(true)));
/// let table = access::changes_markdown(&changes, 100);
/// assert!(table.ends_with("| widens | `authenticated` | SELECT `todos` | own rows (`user_id`) | all rows |\n"));
/// ```
pub fn changes_markdown(changes: &[Change], most: usize) -> String {
    let lines = lines(changes);
    if lines.is_empty() {
        return String::new();
    }
    let mut text = "| | role | command | before | after |\n|---|---|---|---|---|\n".to_owned();
    for line in lines.iter().take(most) {
        let change = line.change();
        let cells = [
            verdict(change),
            name(&change.role),
            format!("{} {}", commands(line), code(&change.table.to_string())),
            rows(change.before.as_ref()),
            rows(change.after.as_ref()),
        ];
        text.push_str(&format!("| {} |\n", cells.map(|cell| in_cell(&cell)).join(" | ")));
    }
    if let Some(left @ 1..) = lines.len().checked_sub(most) {
        text.push_str(&format!("\nand {left} more\n"));
    }
    text
}

impl Line<'_> {
    /// As a sentence of Markdown, without the rows: `anonymous` may now SELECT `todos`.
    pub fn markdown(&self) -> String {
        let change = self.change();
        let more = match (change.occasion, change.verdict, &change.before, &change.after) {
            (Occasion::TableIsGone, ..) => ", which is gone",
            (_, Verdict::Widens, Some(_), _) => " more than before",
            (_, Verdict::Narrows, _, Some(_)) => " less than before",
            (_, Verdict::Changes, ..) => " something else than before",
            (_, Verdict::Unknown, ..) => ", and more or less than before",
            _ => "",
        };
        let may = match (&change.before, &change.after) {
            (None, Some(_)) => "may now",
            (Some(_), None) => "may no longer",
            _ => "may",
        };
        let table = code(&change.table.to_string());
        format!("{} {may} {} {table}{more}", name(&change.role), commands(self))
    }
}

fn commands(line: &Line<'_>) -> String {
    line.commands().iter().map(Command::to_string).collect::<Vec<_>>().join(", ")
}

fn verdict(change: &Change) -> String {
    let occasion = match change.occasion {
        Occasion::Edited => return change.verdict.to_string(),
        Occasion::TableIsNew => "new table",
        Occasion::TableIsGone => "table is gone",
    };
    occasion.to_owned()
}

fn rows(words: Option<&Words>) -> String {
    words.map_or("nothing".to_owned(), Words::markdown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        access::compare,
        expr::Expr,
        ident::QName,
        provider::Provider,
        schema::{Column, Policy, Role, Schema, Table, Type},
    };

    #[test]
    fn hostile_names_stay_in_their_cells_and_equal_commands_are_one_line() {
        let role = Role::named("a|b`\n| c <script>");
        let column = || Column::new("x`|", Type::Text);
        let table = || Table::new(QName::new("t\r\n\n# Approved <details>")).column(column());
        let policies = [Command::Update, Command::Delete, Command::Select].map(|command| {
            let mut policy =
                Policy::new("p", command, [role.clone()]).using(Expr::sql("x | '\n</details>' <> ''"));
            policy.name = crate::schema::PolicyName::Given(command.to_string());
            policy
        });
        let of = |table: Table| Schema::new().table(table).resolve(&Provider::Neon).unwrap();
        let changes = compare(&of(table()), &of(policies.into_iter().fold(table(), Table::policy)));
        assert!(changes.iter().all(|change| change.verdict == Verdict::Widens), "{changes:?}");
        let text = changes_markdown(&changes, 100);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert_eq!(lines[2].replace("\\|", "").matches('|').count(), 6, "{text}");
        assert!(lines[2].contains("SELECT, UPDATE, DELETE"), "{text}");
        let said = crate::access::lines(&changes)[0].markdown();
        assert!(said.ends_with("may now SELECT, UPDATE, DELETE `t # Approved <details>`"), "{said}");
        assert_eq!(changes_markdown(&changes, 0).lines().last(), Some("and 1 more"));
    }
}
