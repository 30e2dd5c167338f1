//! How are bytes written in a token?

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// The bytes, where the text is base64url without padding and without bits left over: one text for the same bytes.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// The text of bytes.
#[cfg(feature = "dev")]
pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Whether a byte stands in such a text.
pub(crate) fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}
