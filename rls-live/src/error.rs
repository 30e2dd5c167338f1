//! Why could a database not be asked, and what is to be done?

mod connecting;
mod told;

use std::fmt;

/// Why a database could not be asked. No text of it holds a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveError {
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// The SQLSTATE, where the server said one.
    pub code: Option<String>,
}

impl LiveError {
    /// An error without advice.
    pub fn new(message: impl Into<String>) -> Self {
        LiveError { message: message.into(), help: None, code: None }
    }

    /// Says what to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Whether the server said this SQLSTATE.
    pub fn is(&self, code: &str) -> bool {
        self.code.as_deref() == Some(code)
    }
}

impl fmt::Display for LiveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for LiveError {}
