//! What is asked of the database?
//!
//! No statement here says whose rows it means: there is no `WHERE user_id = …`, and INSERT gives no user. Each runs in a
//! transaction that runs as the caller, so the policies of `models.rs` say it, in the one place where it cannot be forgotten.
//! A row of somebody else is not there: it is neither shown, nor changed, nor told apart from one that never was.

use axum::{extract::State, response::Redirect};
use maud::Markup;
use serde::Deserialize;

use crate::{
    app::{App, Form, Path},
    fault::Fault,
    models::Todo,
    page,
    sign_in::SignedIn,
};

const LIST: &str = "SELECT id, user_id, task, is_complete, inserted_at FROM todos ORDER BY id";

#[derive(Deserialize)]
pub(crate) struct Task {
    task: String,
}

#[derive(Deserialize)]
pub(crate) struct Tick {
    is_complete: bool,
}

pub(crate) async fn list(State(app): State<App>, SignedIn(caller): SignedIn) -> Result<Markup, Fault> {
    let mut tx = app.session.begin(&app.pool, &caller).await?;
    let todos: Vec<Todo> = sqlx::query_as(LIST).fetch_all(&mut *tx).await?;
    tx.commit().await?;
    Ok(page::todos(&caller, &todos, None))
}

/// The list, with one of them to be edited.
pub(crate) async fn edit(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<i64>,
) -> Result<Markup, Fault> {
    let mut tx = app.session.begin(&app.pool, &caller).await?;
    let todos: Vec<Todo> = sqlx::query_as(LIST).fetch_all(&mut *tx).await?;
    tx.commit().await?;
    if !todos.iter().any(|todo| todo.id == id) {
        return Err(Fault::NotFound);
    }
    Ok(page::todos(&caller, &todos, Some(id)))
}

pub(crate) async fn add(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Form(new): Form<Task>,
) -> Result<Redirect, Fault> {
    let mut tx = app.session.begin(&app.pool, &caller).await?;
    // user_id is auth.user_id() by default, and the policy takes nothing else
    sqlx::query("INSERT INTO todos (task) VALUES ($1)").bind(new.task.trim()).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(Redirect::to("/"))
}

pub(crate) async fn rename(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<i64>,
    Form(new): Form<Task>,
) -> Result<Redirect, Fault> {
    let mut tx = app.session.begin(&app.pool, &caller).await?;
    let done = sqlx::query("UPDATE todos SET task = $2 WHERE id = $1")
        .bind(id)
        .bind(new.task.trim())
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    there(id, done.rows_affected())
}

pub(crate) async fn tick(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<i64>,
    Form(new): Form<Tick>,
) -> Result<Redirect, Fault> {
    let mut tx = app.session.begin(&app.pool, &caller).await?;
    let done = sqlx::query("UPDATE todos SET is_complete = $2 WHERE id = $1")
        .bind(id)
        .bind(new.is_complete)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    there(id, done.rows_affected())
}

pub(crate) async fn delete(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<i64>,
) -> Result<Redirect, Fault> {
    let mut tx = app.session.begin(&app.pool, &caller).await?;
    let done = sqlx::query("DELETE FROM todos WHERE id = $1").bind(id).execute(&mut *tx).await?;
    tx.commit().await?;
    if done.rows_affected() == 0 { Err(Fault::NotFound) } else { Ok(Redirect::to("/")) }
}

/// Back to the list, where the keyboard goes on at this todo; or nothing was there to be changed.
fn there(id: i64, rows: u64) -> Result<Redirect, Fault> {
    if rows == 0 { Err(Fault::NotFound) } else { Ok(Redirect::to(&format!("/#todo-{id}"))) }
}
