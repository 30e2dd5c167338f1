//! How is a text written in Rust source: as a string, as a doc comment, in an attribute?

/// How wide a line may be.
const WIDTH: usize = 100;

/// A string literal: raw where that saves backslashes.
pub(super) fn string(text: &str) -> String {
    let odd = |c: char| c.is_control() || turns(c);
    if !text.contains(['"', '\\']) && !text.chars().any(odd) {
        return format!("\"{text}\"");
    }
    let lines = |c: char| odd(c) && c != '\n';
    if text.contains(['"', '\\']) && !text.chars().any(lines) {
        let mut hashes = String::from("#");
        while text.contains(&format!("\"{hashes}")) {
            hashes.push('#');
        }
        // nothing needs a hash where there is no quote
        let hashes = if text.contains('"') { hashes } else { String::new() };
        return format!("r{hashes}\"{text}\"{hashes}");
    }
    let mut literal = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                literal.push('\\');
                literal.push(c);
            }
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            c if odd(c) => literal.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c => literal.push(c),
        }
    }
    literal.push('"');
    literal
}

/// Whether a character turns the direction of a text, which rustc refuses in source.
fn turns(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The lines of a doc comment that says exactly this; none where none does.
pub(super) fn doc(text: &str) -> Option<Vec<String>> {
    let said = !text.trim().is_empty()
        && !text.starts_with('\n')
        && !text.ends_with('\n')
        && !text.chars().any(|c| (c.is_control() && c != '\n' && c != '\t') || turns(c))
        && text.lines().all(|line| line.trim_end() == line);
    let line = |line: &str| if line.is_empty() { "///".to_owned() } else { format!("/// {line}") };
    said.then(|| text.split('\n').map(line).collect())
}

/// A word with its arguments: `policy(name = "a", using = true)`, with each on a line of its own where one line is too short.
pub(super) fn call(word: &str, arguments: &[String]) -> String {
    let line = format!("{word}({})", arguments.join(", "));
    if line.len() + "#[rls()]".len() <= WIDTH && !line.contains('\n') {
        return line;
    }
    let lines: Vec<String> = arguments.iter().map(|argument| format!("    {argument},\n")).collect();
    format!("{word}(\n{})", lines.concat())
}

/// The attributes that hold these words, `indent` before each line: as few as fit, and a word that takes several lines for itself.
pub(super) fn attributes(words: &[String], indent: &str) -> String {
    let mut text = String::new();
    let mut line: Vec<&str> = Vec::new();
    let flush = |line: &mut Vec<&str>, text: &mut String| {
        if !line.is_empty() {
            text.push_str(&format!("{indent}#[rls({})]\n", line.join(", ")));
            line.clear();
        }
    };
    for word in words {
        let width: usize = line.iter().map(|word| word.len() + 2).sum();
        if word.contains('\n') || indent.len() + width + word.len() + "#[rls()]".len() > WIDTH {
            flush(&mut line, &mut text);
        }
        line.push(word);
        if word.contains('\n') {
            // a literal may hold line ends of its own, which are no lines of ours
            let lines: Vec<&str> = word.split('\n').collect();
            let ours = lines.iter().skip(1).all(|line| line.starts_with("    ") || *line == ")");
            let shown = if ours { lines.join(&format!("\n{indent}")) } else { word.clone() };
            text.push_str(&format!("{indent}#[rls({shown})]\n"));
            line.clear();
        }
    }
    flush(&mut line, &mut text);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_say_what_they_should() {
        for (text, written) in [
            ("a", "\"a\""),
            ("it's", "\"it's\""),
            ("\"a\"", "r#\"\"a\"\"#"),
            ("a\"#b", "r##\"a\"#b\"##"),
            ("\\d", "r\"\\d\""),
            ("a\nb", "\"a\\nb\""),
            ("\u{202e}\"", "\"\\u{202e}\\\"\""),
            ("\r\"", "\"\\r\\\"\""),
        ] {
            assert_eq!(string(text), written);
        }
    }

    #[test]
    fn what_a_doc_comment_cannot_say() {
        assert_eq!(doc("a\n\n  b").unwrap(), ["/// a", "///", "///   b"]);
        for text in ["", " ", "\na", "a\n", "a \nb", "a\r\nb", "a\u{202e}b", "\u{7}"] {
            assert_eq!(doc(text), None, "{text:?}");
        }
    }
}
