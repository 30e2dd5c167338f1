//! How does a Rust name become a Postgres name?

use crate::suggest::nearest;

/// serde's words for `rename_all`.
pub(crate) const RULES: [&str; 8] = [
    "lowercase",
    "UPPERCASE",
    "PascalCase",
    "camelCase",
    "snake_case",
    "SCREAMING_SNAKE_CASE",
    "kebab-case",
    "SCREAMING-KEBAB-CASE",
];

/// A name by one of serde's rules; none if there is no such rule.
pub(crate) fn rename(name: &str, rule: &str) -> Option<String> {
    let words = words(name);
    let joined = |glue: &str| words.join(glue);
    Some(match rule {
        "lowercase" => joined(""),
        "UPPERCASE" => joined("").to_uppercase(),
        "PascalCase" => words.iter().map(|word| capital(word)).collect(),
        "camelCase" => {
            words.iter().enumerate().map(|(i, w)| if i == 0 { w.clone() } else { capital(w) }).collect()
        }
        "snake_case" => joined("_"),
        "SCREAMING_SNAKE_CASE" => joined("_").to_uppercase(),
        "kebab-case" => joined("-"),
        "SCREAMING-KEBAB-CASE" => joined("-").to_uppercase(),
        _ => return None,
    })
}

/// The rule that was meant.
pub(super) fn nearest_rule(rule: &str) -> Option<&'static str> {
    nearest(rule, RULES)
}

/// A type's name in snake_case: `HttpServer` and `HTTPServer` are `http_server`.
pub(crate) fn snake(name: &str) -> String {
    words(name).join("_")
}

/// A struct's name as a table's: snake_case, plural.
pub(crate) fn table(name: &str) -> String {
    plural(&snake(name))
}

/// The regular English plural of the last word: `category` → `categories`, `box` → `boxes`.
fn plural(word: &str) -> String {
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    let before_last = word.chars().rev().nth(1);
    if word.ends_with('y') && !matches!(before_last, None | Some('a' | 'e' | 'i' | 'o' | 'u' | '_')) {
        format!("{}ies", &word[..word.len() - 1])
    } else if ends(&["s", "x", "z", "ch", "sh"]) {
        format!("{word}es")
    } else {
        format!("{word}s")
    }
}

pub(crate) fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// The words of a name, in lower case: split at `_` and where a capital begins a word.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in name.split('_').filter(|part| !part.is_empty()) {
        let chars: Vec<char> = part.chars().collect();
        let mut word = String::new();
        for (i, &c) in chars.iter().enumerate() {
            let after_small = i > 0 && !chars[i - 1].is_uppercase();
            let before_small = chars.get(i + 1).is_some_and(|next| next.is_lowercase());
            if c.is_uppercase() && !word.is_empty() && (after_small || before_small) {
                words.push(std::mem::take(&mut word));
            }
            word.extend(c.to_lowercase());
        }
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables() {
        for (name, expected) in [
            ("Todo", "todos"),
            ("Category", "categories"),
            ("Day", "days"),
            ("Box", "boxes"),
            ("Branch", "branches"),
            ("Address", "addresses"),
            ("HTTPServer", "http_servers"),
            ("Oauth2Token", "oauth2_tokens"),
            ("Y", "ys"),
            ("Élan", "élans"),
        ] {
            assert_eq!(table(name), expected);
        }
    }

    #[test]
    fn rules_are_serdes() {
        let of = |rule| rename("created_at", rule).unwrap();
        assert_eq!(
            RULES.map(of),
            [
                "createdat",
                "CREATEDAT",
                "CreatedAt",
                "createdAt",
                "created_at",
                "CREATED_AT",
                "created-at",
                "CREATED-AT",
            ]
        );
        assert_eq!(rename("InProgress", "kebab-case").unwrap(), "in-progress");
        assert_eq!(rename("a", "Kebab"), None);
        assert_eq!(nearest_rule("camelcase"), Some("camelCase"));
    }
}
