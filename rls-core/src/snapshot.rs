//! What was accepted, in files that people review?

use crate::resolve::Resolved;

/// The hash of a schema: 64 hexadecimal digits of SHA-256 over its document, without what only says what was.
pub fn hash(_resolved: &Resolved) -> String {
    String::new()
}
