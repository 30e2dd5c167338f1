//! What went wrong, and what does the page say of it?

use axum::{
    extract::rejection::{FormRejection, PathRejection},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use pg_rls::session::sqlx as session;
use sqlx::error::DatabaseError;

use crate::page;

#[derive(Debug)]
pub(crate) enum Fault {
    /// Nobody is signed in.
    SignedOut,
    /// Somebody was, and the token does not hold any more; this cookie goes.
    Ended { cookie: String },
    /// A token that nobody can sign in with.
    Token(String),
    /// Not sent by a page of ours.
    Elsewhere(&'static str),
    /// There is no such todo, or it is somebody else's: the caller cannot tell, and neither can we.
    NotFound,
    /// What was sent cannot be stored.
    Refused(String),
    /// The database cannot be asked now.
    Unreachable,
    /// It is ours, and is in the log.
    Ours,
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let (status, title, text) = match self {
            Fault::SignedOut => return Redirect::to("/sign-in").into_response(),
            Fault::Ended { cookie } => {
                return ([(header::SET_COOKIE, cookie)], Redirect::to("/sign-in?ended")).into_response();
            }
            Fault::Token(why) => (StatusCode::UNAUTHORIZED, "That token does not sign in", why),
            Fault::Elsewhere(why) => (StatusCode::FORBIDDEN, "This was sent from elsewhere", why.to_owned()),
            Fault::NotFound => (
                StatusCode::NOT_FOUND,
                "There is nothing here",
                "The address is wrong, it was deleted, or it is not yours.".to_owned(),
            ),
            Fault::Refused(why) => (StatusCode::UNPROCESSABLE_ENTITY, "This cannot be stored", why),
            Fault::Unreachable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "The database does not answer",
                "Nothing was changed. Try again in a moment.".to_owned(),
            ),
            Fault::Ours => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something went wrong",
                "It is not your fault, and it is in the log.".to_owned(),
            ),
        };
        (status, page::fault(title, &text)).into_response()
    }
}

impl From<FormRejection> for Fault {
    fn from(rejection: FormRejection) -> Self {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Fault::Refused("It is too long.".to_owned()),
            _ => Fault::Refused("The form is not as this page sends it.".to_owned()),
        }
    }
}

impl From<PathRejection> for Fault {
    fn from(_: PathRejection) -> Self {
        Fault::NotFound
    }
}

impl From<session::Fault> for Fault {
    fn from(fault: session::Fault) -> Self {
        match fault {
            session::Fault::Driver(error) => error.into(),
            fault => {
                eprintln!("{fault}");
                Fault::Ours
            }
        }
    }
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database) => said(database.as_ref()),
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed => {
                eprintln!("the database does not answer: {error}");
                Fault::Unreachable
            }
            _ => {
                eprintln!("a query failed: {error}");
                Fault::Ours
            }
        }
    }
}

/// What the database says no to is the caller's fault where it is about the value, and ours otherwise.
fn said(error: &dyn DatabaseError) -> Fault {
    match error.code().as_deref() {
        Some("23514") if error.constraint() == Some("todos_task_check") => {
            Fault::Refused("A todo needs a word.".to_owned())
        }
        // a character that text cannot hold
        Some("22021") => Fault::Refused("It has a character that cannot be stored.".to_owned()),
        Some(code) if code.starts_with("57P") || code.starts_with("08") || code.starts_with("53") => {
            eprintln!("the database does not answer: {}", error.message());
            Fault::Unreachable
        }
        _ => {
            eprintln!("a query failed: {}", error.message());
            Fault::Ours
        }
    }
}
