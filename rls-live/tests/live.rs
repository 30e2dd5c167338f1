//! Does a fault end in one clear sentence, without a password in it, and is nothing left behind?

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "live/addresses.rs"]
mod addresses;
#[path = "live/faults.rs"]
mod faults;
#[path = "live/scratch.rs"]
mod scratch;
#[cfg(target_os = "linux")]
#[path = "live/tls.rs"]
mod tls;

use rls_live::LiveError;

/// What no text may hold.
const SECRET: &str = "geheim";

/// An error is of these words, says what to do, and holds no password.
#[track_caller]
fn says<T>(result: Result<T, LiveError>, words: &str) -> LiveError {
    let Err(error) = result else { panic!("no error; it should say {words:?}") };
    let text = format!("{error} {error:?}");
    assert!(text.contains(words), "{words:?} is not in {text}");
    assert!(!text.contains(SECRET), "{text}");
    assert!(error.help.is_some(), "no help: {text}");
    error
}
