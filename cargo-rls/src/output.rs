//! How is text written to a terminal, a file or a pipe?

use std::io::{self, Write};

use anstream::ColorChoice;
use rls_project::finding::{Failure, Finding};

use crate::cli::Color;

/// The width where none is known.
const WIDTH: usize = 100;

/// Says when to colour; without a word of the user's, anstream decides by the terminal, `NO_COLOR` and `CLICOLOR`.
pub(crate) fn colors(color: Color) {
    match color {
        Color::Auto => ColorChoice::Auto,
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    }
    .write_global();
}

/// The answer to standard output, to the letter: a literal in it may hold what looks like a colour.
pub(crate) fn answer(text: &str) -> Result<(), Failure> {
    write(io::stdout(), text)
}

/// An answer for people to standard output, in colours where those are wanted.
pub(crate) fn answer_in_colors(text: &str) -> Result<(), Failure> {
    write(anstream::stdout(), text)
}

/// Who closes the pipe early, as `head` does, has read enough.
fn write(mut out: impl Write, text: &str) -> Result<(), Failure> {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Finding::new(format!("standard output cannot be written: {error}")).unreadable())
        }
        _ => Ok(()),
    }
}

/// What is not the answer, to standard error; where that cannot be written there is nobody to tell.
pub(crate) fn tell(text: &str) {
    let mut err = anstream::stderr();
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}

/// How many characters fit on a line of standard error.
pub(crate) fn error_width() -> usize {
    terminal_size::terminal_size_of(io::stderr()).map_or(WIDTH, |(width, _)| usize::from(width.0))
}

/// How many characters fit on a line of standard output.
pub(crate) fn answer_width() -> usize {
    terminal_size::terminal_size_of(io::stdout()).map_or(WIDTH, |(width, _)| usize::from(width.0))
}

/// How much fits a terminal, in characters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    pub(crate) width: usize,
    pub(crate) height: usize,
}

/// The screen that standard output is, if it is one.
pub(crate) fn answer_screen() -> Option<Screen> {
    terminal_size::terminal_size_of(io::stdout())
        .map(|(width, height)| Screen { width: usize::from(width.0), height: usize::from(height.0) })
}

/// A text in bold, where colours are.
pub(crate) fn bold(text: &str) -> String {
    format!("\u{1b}[1m{text}\u{1b}[0m")
}
