//! What does a page look like?
//!
//! maud escapes every `(value)`; there is no script on any page, and no style but the sheet's.

use maud::{DOCTYPE, Markup, html};
use pg_rls::session::Caller;

use crate::models::Todo;

pub(crate) const STYLE: &str = include_str!("style.css");
pub(crate) const ICON: &str = include_str!("icon.svg");

fn page(title: &str, caller: Option<&Caller>, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="stylesheet" href="/style.css";
                // a browser asks for one otherwise
                link rel="icon" href="/icon.svg" type="image/svg+xml";
            }
            body {
                header {
                    a.home href="/" { "Todos" }
                    @if let Some(caller) = caller {
                        form action="/sign-out" method="post" {
                            span.who { (caller.subject().unwrap_or("somebody")) }
                            button.quiet { "Sign out" }
                        }
                    }
                }
                main { (body) }
            }
        }
    }
}

/// The caller's todos, one of them perhaps as a field.
pub(crate) fn todos(caller: &Caller, todos: &[Todo], edited: Option<i64>) -> Markup {
    let open = todos.iter().filter(|todo| !todo.is_complete).count();
    let body = html! {
        h1 { "What is to do" }
        form.add action="/todos" method="post" {
            label for="task" { "New todo" }
            div.row {
                input #task name="task" required maxlength="500" autocomplete="off" placeholder="Water the plants"
                    autofocus[edited.is_none()];
                button.main { "Add" }
            }
        }
        @if todos.is_empty() {
            div.empty {
                p { strong { "Nothing to do." } }
                p { "What you add is yours: nobody else's page can show it." }
            }
        } @else {
            p.count role="status" {
                @match open {
                    0 => "All done",
                    1 => "1 to do",
                    _ => { (open) " to do" },
                }
                @if open < todos.len() && open > 0 { ", " (todos.len() - open) " done" }
            }
            ul.todos {
                @for todo in todos {
                    li #{ "todo-" (todo.id) } .done[todo.is_complete] data-owner=(todo.user_id) {
                        @if edited == Some(todo.id) { (field(todo)) } @else { (row(todo)) }
                    }
                }
            }
        }
    };
    page("Todos", Some(caller), body)
}

fn row(todo: &Todo) -> Markup {
    let task = format!("task-{}", todo.id);
    html! {
        form action={ "/todos/" (todo.id) "/tick" } method="post" {
            button.tick name="is_complete" value=(!todo.is_complete)
                role="checkbox" aria-checked=(todo.is_complete) aria-labelledby=(task) {}
        }
        div.what {
            span.task id=(task) dir="auto" { (todo.task) }
            time datetime=(todo.inserted_at.to_rfc3339()) { (todo.inserted_at.format("%-d %b %Y")) }
        }
        a.quiet href={ "/todos/" (todo.id) } aria-label={ "Edit " (todo.task) } { "Edit" }
        form action={ "/todos/" (todo.id) "/delete" } method="post" {
            button.quiet aria-label={ "Delete " (todo.task) } { "Delete" }
        }
    }
}

fn field(todo: &Todo) -> Markup {
    html! {
        form.edit action={ "/todos/" (todo.id) } method="post" {
            input name="task" value=(todo.task) required maxlength="500" autocomplete="off" dir="auto"
                aria-label="Todo" autofocus;
            button.main { "Save" }
            a.quiet href={ "/#todo-" (todo.id) } { "Cancel" }
        }
    }
}

/// Where somebody signs in: as one of these users, or by a token.
pub(crate) fn sign_in(users: &[&str], ended: bool) -> Markup {
    let body = html! {
        h1 { "Sign in" }
        @if ended { p.note role="status" { "Your session has ended. Sign in again." } }
        form.sign-in action="/sign-in" method="post" {
            @if users.is_empty() {
                label for="token" { "Session token" }
                textarea #token name="token" rows="6" required spellcheck="false" autocomplete="off" autofocus {}
                button.main { "Sign in" }
            } @else {
                p { "This is a development server: anybody is who they say." }
                div.users {
                    @for user in users {
                        button.main name="user" value=(user) { "Sign in as " (user) }
                    }
                }
            }
        }
    };
    page("Sign in · Todos", None, body)
}

pub(crate) fn fault(title: &str, text: &str) -> Markup {
    let body = html! {
        h1 { (title) }
        p { (text) }
        p { a href="/" { "Back to the todos" } }
    };
    page(&format!("{title} · Todos"), None, body)
}
