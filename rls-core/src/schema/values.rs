//! Does an enum have this value, and what is said when it has not?
//!
//! The derive sees only the struct, so the compiler asks this of the enum while it compiles; hence `const`, and no
//! allocation. The scanner, which sees both, says the same words.

/// A short text, put together at compile time.
#[derive(Clone, Copy)]
pub struct Words {
    bytes: [u8; Words::MOST],
    length: usize,
}

impl Words {
    const MOST: usize = 800;

    /// As a text.
    pub const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }

    /// Whether so much more has its place, with something to spare for the end.
    const fn holds(&self, more: &str) -> bool {
        self.length + more.len() + 20 < Words::MOST
    }

    const fn push(mut self, more: &str) -> Self {
        let more = more.as_bytes();
        let mut i = 0;
        while i < more.len() && self.length < Words::MOST {
            self.bytes[self.length] = more[i];
            self.length += 1;
            i += 1;
        }
        self
    }
}

/// What is wrong with a value that none of these is; nothing where it is one of them, or where there are none, since
/// that was said already.
///
/// ```
/// use rls_core::schema::no_such_value;
/// let values = ["draft", "published"];
/// assert!(no_such_value("draft", &values).is_none());
/// let words = no_such_value("publishd", &values).unwrap();
/// let lines = "\"publishd\" is no value of this enum [RLS126]\n  help: it has \"draft\", \"published\"";
/// assert_eq!(words.as_str(), lines);
/// ```
pub const fn no_such_value(value: &str, values: &[&str]) -> Option<Words> {
    let mut i = 0;
    while i < values.len() {
        if same(value, values[i]) {
            return None;
        }
        i += 1;
    }
    if values.is_empty() {
        return None;
    }
    let mut words = Words { bytes: [0; Words::MOST], length: 0 };
    words = if value.len() < 100 { words.push("\"").push(value).push("\"") } else { words.push("this") };
    words = words.push(" is no value of this enum [RLS126]\n  help: it has ");
    i = 0;
    while i < values.len() {
        if i > 0 {
            words = words.push(", ");
        }
        if !words.holds(values[i]) {
            return Some(words.push("and more"));
        }
        words = words.push("\"").push(values[i]).push("\"");
        i += 1;
    }
    Some(words)
}

const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let mut i = 0;
    while i < one.len() {
        if one[i] != other[i] {
            return false;
        }
        i += 1;
    }
    true
}
