//! How is a text written inside a string that is there already?

/// A text as it stands inside this string literal; none where a raw one would end by it, or where it is no string.
pub(super) fn inside(literal: &str, text: &str) -> Option<String> {
    match literal.strip_prefix('r') {
        Some(raw) => {
            let hashes = raw.len() - raw.trim_start_matches('#').len();
            (!text.contains(&format!("\"{}", "#".repeat(hashes)))).then(|| text.to_owned())
        }
        None if literal.starts_with('"') => Some(text.replace('\\', "\\\\").replace('"', "\\\"")),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_inside_stays_inside() {
        assert_eq!(inside(r#""x""#, r#"a "b" \ c"#).unwrap(), r#"a \"b\" \\ c"#);
        assert_eq!(inside(r##"r#"x"#"##, r#"a "b" \"#).unwrap(), r#"a "b" \"#);
        assert!(inside(r##"r#"x"#"##, "a\"#").is_none());
        assert!(inside(r#"r"x""#, "a\"").is_none());
        assert!(inside("x", "a").is_none());
    }
}
