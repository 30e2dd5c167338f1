//! How is the access table shown in a browser?
//!
//! One page with its style and its script in it, which asks nobody for anything. It is put together here and not by a
//! templating crate: it is one page, and everything that comes from a model goes through [`Html::text`].

use std::fmt::Write as _;

use rls_core::{
    access::{Access, By, Cell, Held, Piece, Reading, RoleAccess, TableAccess, Words},
    ident::QName,
    resolve::Resolved,
    schema::Role,
    sql,
};

pub(super) const STYLE: &str = include_str!("access/page.css");
pub(super) const SCRIPT: &str = include_str!("access/page.js");
pub(super) const HEAD: &str = include_str!("access/head.html");
pub(super) const FOOT: &str = include_str!("access/foot.html");

/// The page.
pub(crate) fn page(access: &Access, resolved: &Resolved) -> String {
    let mut html = Html(HEAD.replace("/* style */", STYLE));
    html.raw("<p class=lead>");
    html.text(&format!("Provider: {}. ", access.provider));
    for who in &access.roles {
        if !who.inherits.is_empty() {
            html.code(&name(&who.role));
            html.text(&format!(" is a member of {}. ", who.inherits.join(", ")));
        }
        if who.bypasses {
            html.text("Row security does not hold for ");
            html.code(&name(&who.role));
            html.text(". ");
        }
    }
    html.raw("</p>\n");
    for table in &access.tables {
        html.table(table, resolved);
    }
    html.raw(&FOOT.replace("/* script */", SCRIPT));
    html.0
}

/// A page that is being written.
pub(super) struct Html(pub(super) String);

impl Html {
    /// What we wrote ourselves.
    pub(super) fn raw(&mut self, html: &str) {
        self.0.push_str(html);
    }

    /// What somebody else wrote: a text, or the value of an attribute between double quotes.
    pub(super) fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.raw("&amp;"),
                '<' => self.raw("&lt;"),
                '>' => self.raw("&gt;"),
                '"' => self.raw("&quot;"),
                '\'' => self.raw("&#39;"),
                // what cannot be seen, or turns the direction of what follows
                c if (c.is_control() && c != '\n' && c != '\t') || hidden(c) => {
                    let _ = write!(self.0, "{}", c.escape_unicode());
                }
                c => self.0.push(c),
            }
        }
    }

    pub(super) fn code(&mut self, text: &str) {
        self.raw("<code>");
        self.text(text);
        self.raw("</code>");
    }

    pub(super) fn words(&mut self, words: &Words) {
        for piece in &words.0 {
            match piece {
                Piece::Text(text) => self.text(text),
                Piece::Code(code) => self.code(code),
            }
        }
    }

    fn table(&mut self, table: &TableAccess, resolved: &Resolved) {
        self.raw("<section class=table>\n<h2>");
        self.text(&table.table.to_string());
        self.raw("</h2>\n");
        if !table.row_security {
            self.raw("<p class=warn>Row security is off: whoever has a privilege has it for all rows.</p>\n");
        }
        if table.force {
            self.raw("<p>Row security holds for the table’s owner too.</p>\n");
        }
        self.raw("<table>\n<thead><tr><th scope=col>Role</th>");
        for command in rls_core::access::COMMANDS {
            let _ = write!(self.0, "<th scope=col>{command}</th>");
        }
        self.raw("</tr></thead>\n<tbody>\n");
        for role in &table.roles {
            self.role(table, role, resolved);
        }
        self.raw("</tbody>\n</table>\n</section>\n");
    }

    fn role(&mut self, table: &TableAccess, role: &RoleAccess, resolved: &Resolved) {
        self.raw("<tr><th scope=row>");
        self.text(&name(&role.role));
        self.raw("</th>");
        for cell in &role.cells {
            let class = match (cell.is_nothing(), is_all(cell)) {
                (true, _) => "none",
                (false, true) => "all",
                (false, false) => "some",
            };
            let _ = write!(self.0, "<td data-command={} class={class}><button type=button>", cell.command);
            self.words(&cell.words);
            self.raw("</button>");
            match cell.reading {
                Reading::Free => {}
                Reading::Narrowed => {
                    self.raw("<small>with WHERE or RETURNING, only what SELECT lets through</small>");
                }
                Reading::Refused => {
                    self.raw("<small>without WHERE and RETURNING only: no SELECT privilege</small>");
                }
            }
            self.raw("<template><h3>");
            self.text(&format!("{} {} ", name(&role.role), cell.command));
            self.text(&table.table.to_string());
            self.raw("</h3>");
            self.behind(&table.table, cell, resolved);
            self.raw("</template></td>");
        }
        self.raw("</tr>\n");
    }

    /// What a cell comes from.
    fn behind(&mut self, name: &QName, cell: &Cell, resolved: &Resolved) {
        self.raw("<p>");
        self.words(&cell.words);
        self.raw("</p>");
        match &cell.privilege {
            Held::No => self.raw("<p>There is no such privilege.</p>"),
            Held::Whole => self.raw("<p>There is a privilege on the whole table.</p>"),
            Held::Columns(columns) => {
                let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
                self.raw("<p>There is a privilege on ");
                self.code(&columns.join(", "));
                self.raw(".</p>");
            }
        }
        let Some(table) = resolved.schema.find_table(name) else { return };
        let By::Policies(counting) = &cell.by else {
            self.raw("<p>No policy is looked at.</p>");
            return;
        };
        if counting.is_empty() {
            self.raw("<p>No policy for this command names the role.</p>");
        }
        for counts in counting {
            if let Some(policy) = table.policies.iter().find(|one| one.name() == counts.name) {
                self.raw("<pre><code>");
                self.text(&sql::policy(resolved, table, policy));
                self.raw(";</code></pre>");
            }
        }
    }
}

/// Characters that are not seen and change how others are.
fn hidden(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Whether every row is let through.
fn is_all(cell: &Cell) -> bool {
    let all = |clause: &Option<rls_core::expr::Expr>| {
        clause.as_ref().is_none_or(|expr| *expr == rls_core::expr::Expr::Bool(true))
    };
    all(&cell.using) && all(&cell.check)
}

/// A role's name, for people.
pub(super) fn name(role: &Role) -> String {
    match role {
        Role::Public => "PUBLIC".to_owned(),
        // settled before
        Role::SignedIn => "authenticated".to_owned(),
        Role::Named(name) => name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::Html;

    #[test]
    fn nothing_of_a_model_is_markup() {
        let mut html = Html(String::new());
        html.text("<script>alert(\"x\")</script>&'\u{202e}\u{0}");
        assert_eq!(html.0, "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;\\u{202e}\\u{0}");
    }
}
