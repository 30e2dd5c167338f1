//! How is it written as Markdown, for a pull request or a file whose changes are read?
//!
//! One line for the commands for which the same holds, so that a change is a change of lines. Roles for which the same
//! holds share a column.

mod changes;

pub use changes::changes_markdown;

use super::{
    Access, By, Cell, Counts, Effect, Piece, Reading, RoleAccess, TableAccess, Who, Words, words::one_line,
};
use crate::schema::Role;

impl Access {
    /// A Markdown page, as GitHub shows it.
    ///
    /// ```
    /// use rls_core::{access::access, provider::Provider, schema::Schema};
    /// let page = access(&Schema::new().resolve(&Provider::Neon).unwrap()).markdown();
    /// assert!(page.starts_with("# Who may do what\n"));
    /// ```
    pub fn markdown(&self) -> String {
        let mut page = format!("# Who may do what\n\nProvider: {}.{}\n", self.provider, self.people());
        for table in &self.tables {
            page.push_str(&Self::table(table));
        }
        page.push_str("\n---\n\n");
        page.push_str(FOOT);
        if self.provider == "supabase" {
            page.push_str(" What a project gives its roles by default privileges is not seen here.");
        }
        page.push('\n');
        page
    }

    /// What has to be known of the roles: whose member they are, and who bypasses.
    fn people(&self) -> String {
        let mut said = String::new();
        for who in self.roles.iter().filter(|who| !who.inherits.is_empty()) {
            let of: Vec<String> = who.inherits.iter().map(|role| code(role)).collect();
            said.push_str(&format!(" {} is a member of {}.", name(&who.role), of.join(", ")));
        }
        for Who { role, .. } in self.roles.iter().filter(|who| who.bypasses) {
            said.push_str(&format!(" Row security does not hold for {}.", name(role)));
        }
        said
    }

    fn table(table: &TableAccess) -> String {
        let mut page = format!("\n## {}\n\n", code(&table.table.to_string()));
        if !table.row_security {
            page.push_str("**Row security is off: whoever has a privilege has it for all rows.**\n\n");
        }
        if table.force {
            page.push_str("Row security holds for the table's owner too.\n\n");
        }
        let mut columns: Vec<(Vec<String>, &RoleAccess)> = Vec::new();
        let mut nothing: Vec<(&RoleAccess, String)> = Vec::new();
        for role in &table.roles {
            let alone = name(&role.role);
            if role.cells.iter().all(Cell::is_nothing) {
                nothing.push((role, alone));
                continue;
            }
            match columns.iter_mut().find(|(_, other)| shown(&other.cells) == shown(&role.cells)) {
                Some((names, _)) => names.push(alone),
                None => columns.push((vec![alone], role)),
            }
        }
        let mut notes = Vec::new();
        if !columns.is_empty() {
            let heads: Vec<String> = columns.iter().map(|(names, _)| in_cell(&names.join(", "))).collect();
            page.push_str(&format!("| | {} |\n|---{}|\n", heads.join(" | "), "|---".repeat(heads.len())));
            let mut lines: Vec<(Vec<String>, Vec<String>)> = Vec::new();
            for (at, command) in super::COMMANDS.iter().enumerate() {
                let cells: Vec<String> =
                    columns.iter().map(|(_, role)| in_cell(&said(&role.cells[at], &mut notes))).collect();
                match lines.iter_mut().find(|(_, other)| *other == cells) {
                    Some((commands, _)) => commands.push(command.to_string()),
                    None => lines.push((vec![command.to_string()], cells)),
                }
            }
            for (commands, cells) in lines {
                page.push_str(&format!("| **{}** | {} |\n", commands.join(", "), cells.join(" | ")));
            }
        }
        for (role, name) in nothing {
            page.push_str(&format!("\n{name} may do nothing: {}.\n", why_nothing(role)));
        }
        for (at, note) in notes.iter().enumerate() {
            page.push_str(&format!("\n<sup>{}</sup> {note}\n", at + 1));
        }
        page.push_str(&given(table));
        page
    }
}

const FOOT: &str = "SELECT, UPDATE and DELETE: which rows. INSERT: which new rows. An UPDATE's rows are such as they are and as \
they become, unless it says what they may become. A command with WHERE or RETURNING also asks for SELECT. (SQL) is shown \
as it is written, and not understood. The table's owner, unless row security is forced, and superusers bypass all of this.";

/// What of the cells is seen.
fn shown(cells: &[Cell]) -> Vec<(&Words, &Reading)> {
    cells.iter().map(|cell| (&cell.words, &cell.reading)).collect()
}

fn said(cell: &Cell, notes: &mut Vec<String>) -> String {
    let mut text = cell.words.markdown();
    let note = match cell.reading {
        Reading::Free => return text,
        Reading::Narrowed => "With WHERE or RETURNING, only rows that SELECT lets through.",
        Reading::Refused => "Without WHERE and RETURNING only: there is no SELECT privilege.",
    };
    let at = notes.iter().position(|other| other == note).unwrap_or_else(|| {
        notes.push(note.to_owned());
        notes.len() - 1
    });
    text.push_str(&format!(" <sup>{}</sup>", at + 1));
    text
}

/// One reason where all four commands have the same, else the commands by their reasons.
fn why_nothing(role: &RoleAccess) -> String {
    let mut reasons: Vec<(String, Vec<String>)> = Vec::new();
    for cell in &role.cells {
        let reason = cell.words.markdown();
        let reason = reason.strip_prefix("none: ").unwrap_or(&reason).to_owned();
        match reasons.iter_mut().find(|(other, _)| *other == reason) {
            Some((_, commands)) => commands.push(cell.command.to_string()),
            None => reasons.push((reason, vec![cell.command.to_string()])),
        }
    }
    match &reasons[..] {
        [(only, _)] => only.clone(),
        several => {
            let said: Vec<String> = several
                .iter()
                .map(|(reason, commands)| format!("{} {reason}", commands.join(", ")))
                .collect();
            said.join("; ")
        }
    }
}

/// A policy, what it does, and for whom to which commands.
type Given<'a> = (&'a Counts, Vec<(&'a Role, Vec<String>)>);

/// Which policies give what, each policy once.
fn given(table: &TableAccess) -> String {
    let mut policies: Vec<Given<'_>> = Vec::new();
    for role in &table.roles {
        for cell in &role.cells {
            let By::Policies(counting) = &cell.by else { continue };
            for counts in counting {
                let at =
                    policies.iter().position(|(other, _)| other.name == counts.name).unwrap_or_else(|| {
                        policies.push((counts, Vec::new()));
                        policies.len() - 1
                    });
                let command = cell.command.to_string();
                match policies[at].1.last_mut().filter(|(last, _)| *last == &role.role) {
                    Some((_, commands)) => commands.push(command),
                    None => policies[at].1.push((&role.role, vec![command])),
                }
            }
        }
    }
    if policies.is_empty() {
        return String::new();
    }
    let mut text = "\n<details><summary>Policies</summary>\n\n".to_owned();
    for (counts, roles) in policies {
        let effect = match counts.effect {
            Effect::Gives => "lets",
            Effect::Restricts => "restricts",
            Effect::Nothing => "lets nothing through for",
        };
        let roles: Vec<String> =
            roles.iter().map(|(role, commands)| format!("{} {}", name(role), commands.join(", "))).collect();
        text.push_str(&format!("- {} {effect} {}\n", code(&counts.name), roles.join("; ")));
    }
    text.push_str("\n</details>\n");
    text
}

fn name(role: &Role) -> String {
    match role {
        Role::Public => "PUBLIC".to_owned(),
        Role::SignedIn => "whoever is signed in".to_owned(),
        Role::Named(name) => code(name),
    }
}

impl Words {
    /// As Markdown.
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(words) => text.push_str(&words.replace('<', "&lt;")),
                Piece::Code(name) => text.push_str(&code(name)),
            }
        }
        text
    }
}

/// Fit for the cell of a table, where a pipe ends it, also in code.
fn in_cell(markdown: &str) -> String {
    markdown.replace('|', "\\|")
}

/// Somebody else's text as Markdown code: on one line, with more backticks around it than are in it.
///
/// ```
/// assert_eq!(rls_core::access::code("a`b"), "``a`b``");
/// ```
pub fn code(text: &str) -> String {
    let line = one_line(text);
    if line.trim().is_empty() {
        return "` `".to_owned();
    }
    let longest = line.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // blanks within the fence are taken away in pairs, and a backtick must not touch it
    let touches = line.starts_with(['`', ' ']) || line.ends_with(['`', ' ']);
    let pad = if touches { " " } else { "" };
    format!("{fence}{pad}{line}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::{code, in_cell};

    #[test]
    fn code_stays_code_in_the_cell_of_a_table() {
        assert_eq!(in_cell(&code("a|b")), r"`a\|b`");
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code("a\n| b"), "`a | b`");
        assert_eq!(code("</details>"), "`</details>`");
        assert_eq!(code(""), "` `");
    }
}
