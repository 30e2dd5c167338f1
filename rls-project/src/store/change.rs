//! What is to become of which files?

use super::text;

/// What a file held when it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// Its path from the folder of the store.
    pub path: String,
    pub(super) bytes: Option<Vec<u8>>,
}

impl Read {
    /// Its text, with the line ends of Unix; none where there is no file.
    ///
    /// # Errors
    /// It is not UTF-8.
    pub fn text(&self) -> Result<Option<String>, String> {
        let Some(bytes) = &self.bytes else { return Ok(None) };
        let text = str::from_utf8(bytes).map_err(|error| {
            let line = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
            format!("it is not UTF-8 (line {line})")
        })?;
        Ok(Some(text.replace("\r\n", "\n")))
    }

    /// Whether there was a file.
    pub fn is_there(&self) -> bool {
        self.bytes.is_some()
    }

    /// Whether it held this, but for the ends of lines.
    pub fn is(&self, text: &str) -> bool {
        self.bytes.as_deref().is_some_and(|bytes| text::same(bytes, text))
    }
}

/// What is to become of files that were read.
#[derive(Debug, Default)]
pub struct Change {
    pub(super) becomes: Vec<(Read, Becomes)>,
    pub(super) emptied: Vec<String>,
}

/// What is to become of one.
#[derive(Debug)]
pub(super) enum Becomes {
    /// It holds this.
    Text(String),
    /// It is gone.
    Nothing,
    /// It stays as it is.
    Itself,
}

impl Change {
    /// The file holds this.
    pub fn put(&mut self, file: &Read, text: impl Into<String>) {
        let text = text.into();
        let becomes = if file.is(&text) { Becomes::Itself } else { Becomes::Text(text) };
        self.becomes.push((file.clone(), becomes));
    }

    /// The file is gone.
    pub fn remove(&mut self, file: &Read) {
        let becomes = if file.is_there() { Becomes::Nothing } else { Becomes::Itself };
        self.becomes.push((file.clone(), becomes));
    }

    /// The file must still hold what was read: the change rests on it.
    pub fn keep(&mut self, file: &Read) {
        self.becomes.push((file.clone(), Becomes::Itself));
    }

    /// The folder goes if nothing is left in it.
    pub fn empty(&mut self, folder: &str) {
        self.emptied.push(folder.to_owned());
    }

    /// Whether every file is as it is to be.
    pub fn is_nothing(&self) -> bool {
        self.becomes.iter().all(|(_, becomes)| matches!(becomes, Becomes::Itself))
    }
}
