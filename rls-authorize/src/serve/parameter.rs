//! How does Postgres read a parameter that came as JSON?
//!
//! A null is NULL, a string is its own text, numbers, booleans and objects are what they are in JSON, to the letter: so a number of any
//! size keeps its digits. An array is Postgres's own literal.

/// The text of a parameter, of valid JSON without space around it.
///
/// ```
/// use rls_authorize::serve::parameter::text;
///
/// assert_eq!(text("null").unwrap(), None);
/// assert_eq!(text(r#""it's""#).unwrap().unwrap(), "it's");
/// assert_eq!(text(r#"[1, null, "a\"b", [true]]"#).unwrap().unwrap(), r#"{1,NULL,"a\"b",{true}}"#);
/// ```
///
/// # Errors
///
/// Where a string of it is none: half of a surrogate pair, say.
pub fn text(json: &str) -> Result<Option<String>, serde_json::Error> {
    match json.as_bytes().first() {
        Some(b'n') => Ok(None),
        Some(b'"') => serde_json::from_str(json).map(Some),
        Some(b'[') => array(json).map(Some),
        _ => Ok(Some(json.to_owned())),
    }
}

/// An array as Postgres writes one. It goes from left to right once, however deep it is; whether arrays of this depth go together
/// is for Postgres to say.
fn array(json: &str) -> Result<String, serde_json::Error> {
    let mut literal = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(first) = rest.bytes().next() {
        let length = match first {
            b'"' => string_length(rest),
            b'{' => object_length(rest),
            b'[' | b']' | b',' | b' ' | b'\t' | b'\r' | b'\n' => 1,
            _ => rest.find([',', ']', ' ', '\t', '\r', '\n']).unwrap_or(rest.len()),
        };
        let (part, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        match first {
            b'"' => quote(&mut literal, &serde_json::from_str::<String>(part)?),
            b'{' => quote(&mut literal, part),
            b'[' => literal.push('{'),
            b']' => literal.push('}'),
            b' ' | b'\t' | b'\r' | b'\n' => {}
            b'n' => literal.push_str("NULL"),
            _ => literal.push_str(part),
        }
        rest = after;
    }
    Ok(literal)
}

/// An element between quotes, in which only the quote and the backslash mean something.
fn quote(literal: &mut String, element: &str) {
    literal.push('"');
    for character in element.chars() {
        if matches!(character, '"' | '\\') {
            literal.push('\\');
        }
        literal.push(character);
    }
    literal.push('"');
}

/// The bytes of the string that a text begins with, quotes included.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The bytes of the object that a text begins with, braces included.
fn object_length(text: &str) -> usize {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn each_kind_of_json_has_its_text() {
        for (json, expected) in [
            ("null", None),
            ("true", Some("true")),
            ("false", Some("false")),
            ("1", Some("1")),
            ("-0.5e-7", Some("-0.5e-7")),
            ("123456789012345678901234567890.123456789", Some("123456789012345678901234567890.123456789")),
            (r#""""#, Some("")),
            (r#""null""#, Some("null")),
            (r#""a\n\"\\\u00e4""#, Some("a\n\"\\ä")),
            (
                r#"{"b":1,"a":[1,{"x":"}"}],"b":12345678901234567890}"#,
                Some(r#"{"b":1,"a":[1,{"x":"}"}],"b":12345678901234567890}"#),
            ),
            ("[]", Some("{}")),
            ("[[],[]]", Some("{{},{}}")),
            ("[ 1 ,\t2 , null ]", Some("{1,2,NULL}")),
            (r#"["NULL","null","",null," a,b{}"]"#, Some(r#"{"NULL","null","",NULL," a,b{}"}"#)),
            (r#"["a\nb","\\","\"","\u00e4"]"#, Some("{\"a\nb\",\"\\\\\",\"\\\"\",\"ä\"}")),
            (r#"[[true,false],[1.50,-2]]"#, Some("{{true,false},{1.50,-2}}")),
            (r#"[{"a":"x\"}"},{}]"#, Some(r#"{"{\"a\":\"x\\\"}\"}","{}"}"#)),
        ] {
            assert_eq!(text(json).unwrap().as_deref(), expected, "{json}");
        }
    }

    #[test]
    fn a_string_that_is_none_is_a_fault() {
        assert!(text(r#""\ud800""#).is_err());
        assert!(text(r#"["\ud800"]"#).is_err());
    }

    #[test]
    fn depth_costs_no_stack() {
        let json = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
        assert_eq!(text(&json).unwrap().map(|text| text.len()), Some(2_000_000));
    }
}
