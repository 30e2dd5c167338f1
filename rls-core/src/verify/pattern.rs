//! Which text does a pattern let through?
//!
//! For the patterns that CHECK constraints have: what is not known gives none, and another text is tried.

/// A text that LIKE lets through; another for each number, where a `%` leaves room.
///
/// ```
/// use rls_core::verify::pattern::like;
/// assert_eq!(like("%@%", 7), "a7@a7");
/// assert_eq!(like(r"100\% _x", 7), "100% ax");
/// ```
pub fn like(pattern: &str, n: usize) -> String {
    let mut text = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '%' => text.push_str(&format!("a{n}")),
            '_' => text.push('a'),
            '\\' => text.extend(chars.next()),
            c => text.push(c),
        }
    }
    text
}

/// A text that a regular expression lets through; another for each number, where there is room.
///
/// ```
/// use rls_core::verify::pattern::regex;
/// assert_eq!(regex("^user_[a-z]{3}$", 1).as_deref(), Some("user_baa"));
/// assert_eq!(regex(r"^\d{4}-(X|Y)?", 1).as_deref(), Some("1000-X"));
/// assert_eq!(regex(r"^(?=x)", 1), None);
/// ```
pub fn regex(pattern: &str, n: usize) -> Option<String> {
    let chars: Vec<char> = pattern.chars().collect();
    let mut reader = Reader { chars: &chars, at: 0, left: n, depth: 0, steps: 0 };
    let text = reader.choice()?;
    (reader.at == chars.len()).then_some(text)
}

/// Reads and writes at once. `left` is what of the number has not been used for a choice.
struct Reader<'p> {
    chars: &'p [char],
    at: usize,
    left: usize,
    depth: usize,
    steps: usize,
}

/// What may be repeated: a set of characters, or a part of the pattern, which is read anew each time.
enum Piece {
    Set(Vec<char>),
    Group(usize),
    Nothing,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        Some(c)
    }

    /// The first of the branches.
    fn choice(&mut self) -> Option<String> {
        self.depth += 1;
        if self.depth > 20 {
            return None;
        }
        let first = self.branch()?;
        while self.peek() == Some('|') {
            self.at += 1;
            self.branch()?;
        }
        self.depth -= 1;
        Some(first)
    }

    fn branch(&mut self) -> Option<String> {
        let mut text = String::new();
        while let Some(c) = self.peek()
            && c != '|'
            && c != ')'
        {
            self.steps += 1;
            if self.steps > 10_000 {
                return None;
            }
            let left = self.left;
            let piece = self.piece()?;
            let times = self.times()?;
            let end = self.at;
            self.left = left;
            for _ in 0..times {
                match &piece {
                    Piece::Set(set) => {
                        text.push(*set.get(self.left % set.len().max(1))?);
                        self.left /= set.len().max(1);
                    }
                    Piece::Group(inner) => {
                        self.at = *inner;
                        text.push_str(&self.choice()?);
                    }
                    Piece::Nothing => {}
                }
            }
            self.at = end;
            if text.len() > 4000 {
                return None;
            }
        }
        Some(text)
    }

    fn piece(&mut self) -> Option<Piece> {
        Some(match self.next()? {
            '^' | '$' => Piece::Nothing,
            '.' => Piece::Set(('a'..='z').collect()),
            '[' => Piece::Set(self.set()?),
            '\\' => match self.next()? {
                'A' | 'Z' | 'm' | 'M' | 'y' => Piece::Nothing,
                'b' | 'B' | '0'..='9' => return None,
                c => Piece::Set(class(c)),
            },
            '(' => {
                if self.peek() == Some('?') {
                    self.at += 1;
                    if self.next()? != ':' {
                        return None;
                    }
                }
                let inner = self.at;
                self.choice()?;
                if self.next()? != ')' {
                    return None;
                }
                Piece::Group(inner)
            }
            '*' | '+' | '?' | '{' => return None,
            c => Piece::Set(vec![c]),
        })
    }

    /// How often it is repeated.
    fn times(&mut self) -> Option<usize> {
        let times = match self.peek() {
            Some('*') => 3,
            Some('+') => 4,
            Some('?') => 1,
            Some('{') => {
                let end = self.at + self.chars[self.at..].iter().position(|c| *c == '}')?;
                let inside: String = self.chars[self.at + 1..end].iter().collect();
                self.at = end;
                let (least, most) = inside.split_once(',').unwrap_or((&inside, &inside));
                let least: usize = least.trim().parse().ok()?;
                match most.trim() {
                    "" => least.max(4),
                    most => least.max(4).min(most.parse().ok()?),
                }
            }
            _ => return Some(1),
        };
        self.at += 1;
        if self.peek() == Some('?') {
            self.at += 1;
        }
        (times <= 1000).then_some(times)
    }

    fn set(&mut self) -> Option<Vec<char>> {
        let negated = self.peek() == Some('^');
        self.at += usize::from(negated);
        let mut set = Vec::new();
        let mut first = true;
        loop {
            let c = self.next()?;
            match c {
                ']' if !first => break,
                '[' if self.peek() == Some(':') => {
                    let end = self.at + self.chars[self.at..].iter().position(|c| *c == ']')?;
                    let name: String = self.chars[self.at + 1..end.checked_sub(1)?].iter().collect();
                    self.at = end + 1;
                    set.extend(match name.as_str() {
                        "digit" => class('d'),
                        "alpha" | "lower" => ('a'..='z').collect(),
                        "upper" => ('A'..='Z').collect(),
                        "alnum" => class('w'),
                        "space" => class('s'),
                        _ => return None,
                    });
                }
                c => {
                    let members = if c == '\\' { class(self.next()?) } else { vec![c] };
                    let ranges = self.peek() == Some('-') && self.chars.get(self.at + 1) != Some(&']');
                    if let ([from], true) = (members.as_slice(), ranges) {
                        self.at += 1;
                        let to = self.next()?;
                        set.extend((*from..=to).take(200));
                    } else {
                        set.extend(members);
                    }
                }
            }
            first = false;
        }
        if negated {
            set = ('a'..='z').chain('0'..='9').chain('A'..='Z').filter(|c| !set.contains(c)).collect();
        }
        (!set.is_empty()).then_some(set)
    }
}

/// The characters of `\d` and its like.
fn class(c: char) -> Vec<char> {
    match c {
        'd' => ('0'..='9').collect(),
        'w' => ('a'..='z').chain('0'..='9').collect(),
        's' => vec![' '],
        'D' | 'S' => ('a'..='z').collect(),
        'W' => vec!['-'],
        'n' => vec!['\n'],
        't' => vec!['\t'],
        other => vec![other],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_checks_have_is_met() {
        for (pattern, text) in [
            ("^[A-Z]{2}$", Some("BA")),
            ("^[a-z0-9]+(-[a-z0-9]+)*$", Some("baaa-aaaa-aaaa-aaaa")),
            (r"^[^@\s]+@[^@\s]+\.[^@\s]+$", Some("baaa@aaaa.aaaa")),
            ("^[[:upper:]]{3,}$", Some("BAAA")),
            ("^(a|b)$", Some("a")),
            (r"^\+[1-9]\d{6,14}$", Some("+2000000")),
            ("^[]a]$", Some("a")),
            ("(", None),
            ("[a", None),
            ("a{99999}", None),
        ] {
            assert_eq!(regex(pattern, 1).as_deref(), text, "{pattern}");
        }
        let many: std::collections::BTreeSet<_> = (0..500).map(|n| regex("^[a-z]+$", n)).collect();
        assert_eq!(many.len(), 500);
    }
}
