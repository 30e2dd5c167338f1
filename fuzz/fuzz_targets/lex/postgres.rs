//! What would PostgreSQL's scanner see?
//!
//! The lexical rules of the server (`scan.l`), on bytes as there, and knowing nothing of rls-core's lexer. Where its
//! versions differ, what follows holds for all of them.

/// What ends, opens or closes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Open(u8),
    Close(u8),
    Semicolon,
    Other,
}

/// Whether the statement's text is one: brackets balanced, no `;`, nothing that never ends.
pub fn stays_inside(sql: &str, escapes: bool) -> Result<(), String> {
    balanced(&scan(sql, escapes)?).map(|_| ())
}

/// Whether all from the first bracket on is inside that bracket.
pub fn one_bracket(sql: &str, escapes: bool) -> Result<(), String> {
    let tokens = scan(sql, escapes)?;
    match balanced(&tokens)? {
        Some(end) if end + 1 == tokens.len() => Ok(()),
        _ => Err("something stands outside the bracket".to_owned()),
    }
}

/// How many tokens there are.
pub fn tokens(sql: &str, escapes: bool) -> Result<usize, String> {
    scan(sql, escapes).map(|tokens| tokens.len())
}

/// The index of the token that closes the first bracket.
fn balanced(tokens: &[Token]) -> Result<Option<usize>, String> {
    let mut open = Vec::new();
    let mut first_end = None;
    for (i, token) in tokens.iter().enumerate() {
        match token {
            Token::Semicolon => return Err("a semicolon ends the statement".to_owned()),
            Token::Open(bracket) => open.push(*bracket),
            Token::Close(bracket) => {
                if open.pop() != Some(*bracket) {
                    return Err(format!("a bracket closes nothing, token {i}"));
                }
                if open.is_empty() {
                    first_end.get_or_insert(i);
                }
            }
            Token::Other => {}
        }
    }
    if open.is_empty() { Ok(first_end) } else { Err("a bracket is never closed".to_owned()) }
}

fn ident_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn ident_rest(byte: u8) -> bool {
    ident_start(byte) || byte.is_ascii_digit() || byte == b'$'
}

fn space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0b' | b'\x0c')
}

/// `escapes`: standard_conforming_strings is off, and a backslash escapes in every string.
fn scan(sql: &str, escapes: bool) -> Result<Vec<Token>, String> {
    let bytes = sql.as_bytes();
    let at = |i: usize| bytes.get(i).copied().unwrap_or(0);
    let mut tokens = Vec::new();
    let mut i = 0;
    while i < bytes.len() {
        let (byte, next) = (bytes[i], at(i + 1));
        let mut token = Token::Other;
        match byte {
            _ if space(byte) => {
                i += 1;
                continue;
            }
            b'-' if next == b'-' => return Err("a line comment swallows the rest".to_owned()),
            b'/' if next == b'*' => {
                i = comment(bytes, i)?;
                continue;
            }
            b'\'' => i = string(bytes, i + 1, escapes)?,
            b'e' | b'E' if next == b'\'' => i = string(bytes, i + 2, true)?,
            b'b' | b'B' | b'x' | b'X' if next == b'\'' => i = string(bytes, i + 2, false)?,
            b'n' | b'N' if next == b'\'' => i = string(bytes, i + 2, escapes)?,
            b'u' | b'U' if next == b'&' && at(i + 2) == b'\'' => i = string(bytes, i + 3, false)?,
            b'u' | b'U' if next == b'&' && at(i + 2) == b'"' => i = name(bytes, i + 3)?,
            b'"' => i = name(bytes, i + 1)?,
            b'$' => i = dollar(bytes, i)?,
            _ if ident_start(byte) => {
                while i < bytes.len() && ident_rest(bytes[i]) {
                    i += 1;
                }
            }
            b'0'..=b'9' => {
                // a number ends where it must; from 15 on, a letter right behind it is an error
                while at(i).is_ascii_digit() {
                    i += 1;
                }
            }
            _ => {
                token = match byte {
                    b'(' => Token::Open(b')'),
                    b'[' => Token::Open(b']'),
                    b'{' => Token::Open(b'}'),
                    b')' | b']' | b'}' => Token::Close(byte),
                    b';' => Token::Semicolon,
                    _ => Token::Other,
                };
                i += 1;
            }
        }
        tokens.push(token);
    }
    Ok(tokens)
}

/// From behind the opening quote to behind the closing one. A string that goes on after a line break is scanned as
/// one string: in the same manner.
fn string(bytes: &[u8], mut i: usize, escapes: bool) -> Result<usize, String> {
    loop {
        match bytes.get(i) {
            None => return Err("a string never ends".to_owned()),
            Some(b'\\') if escapes => i += 2,
            Some(b'\'') if bytes.get(i + 1) == Some(&b'\'') => i += 2,
            Some(b'\'') => {
                i += 1;
                let more = bytes[i..].iter().take_while(|byte| space(**byte)).count();
                let line_break = bytes[i..i + more].iter().any(|byte| matches!(byte, b'\n' | b'\r'));
                if !(line_break && bytes.get(i + more) == Some(&b'\'')) {
                    return Ok(i);
                }
                i += more + 1;
            }
            Some(_) => i += 1,
        }
    }
}

fn name(bytes: &[u8], mut i: usize) -> Result<usize, String> {
    loop {
        match bytes.get(i) {
            None => return Err("a quoted name never ends".to_owned()),
            Some(b'"') if bytes.get(i + 1) == Some(&b'"') => i += 2,
            Some(b'"') => return Ok(i + 1),
            Some(_) => i += 1,
        }
    }
}

/// A dollar quote, a parameter, or a `$` that is neither.
fn dollar(bytes: &[u8], start: usize) -> Result<usize, String> {
    let mut end = start + 1;
    if bytes.get(end).is_some_and(u8::is_ascii_digit) {
        while bytes.get(end).is_some_and(u8::is_ascii_digit) {
            end += 1;
        }
        return Ok(end);
    }
    while bytes.get(end).is_some_and(|byte| ident_rest(*byte) && *byte != b'$') {
        end += 1;
    }
    if bytes.get(end) != Some(&b'$') {
        return Ok(start + 1);
    }
    let delimiter = &bytes[start..=end];
    let mut i = end + 1;
    while i < bytes.len() {
        if bytes[i..].starts_with(delimiter) {
            return Ok(i + delimiter.len());
        }
        i += 1;
    }
    Err("a dollar quote never ends".to_owned())
}

fn comment(bytes: &[u8], mut i: usize) -> Result<usize, String> {
    let mut depth = 0;
    while i < bytes.len() {
        if bytes[i..].starts_with(b"/*") {
            depth += 1;
            i += 2;
        } else if bytes[i..].starts_with(b"*/") {
            depth -= 1;
            i += 2;
            if depth == 0 {
                return Ok(i);
            }
        } else {
            i += 1;
        }
    }
    Err("a comment never ends".to_owned())
}
