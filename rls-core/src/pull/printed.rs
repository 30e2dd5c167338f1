//! How would a person write what Postgres prints?
//!
//! Postgres prints an expression with every cast, bracket and schema. What is taken off here may have meant something: whoever asks
//! has the server say whether the shorter text is still the same to it, and takes the longer one otherwise.

use crate::{
    ident::literal,
    lex::{self, Kind},
};

/// A token, and whether white space stands before it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    text: String,
    kind: Kind,
    space: bool,
}

/// Shorter ways to write it, the shortest first, and at last the text as it is.
pub(super) fn ways(printed: &str) -> Vec<String> {
    let whole = escaped(printed);
    let Some(pieces) = pieces(&whole) else { return vec![whole] };
    let mild = mild(pieces);
    let mut ways = vec![joined(&hard(mild.clone())), joined(&mild), whole];
    ways.dedup();
    ways
}

/// `'-1'` is -1.
fn quoted_number(sql: &str) -> Option<String> {
    let inner = sql.strip_prefix('\'')?.strip_suffix('\'')?;
    let digits = inner.strip_prefix('-')?;
    let number =
        digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && digits.parse::<f64>().is_ok();
    number.then(|| inner.to_owned())
}

/// Each constant with a backslash in a form that means the same whatever `standard_conforming_strings` is, which Postgres does not ask
/// when it prints.
fn escaped(printed: &str) -> String {
    let mut text = String::with_capacity(printed.len());
    let mut rest = printed;
    while let Some(at) = rest.find(['\'', '"']) {
        let (before, quoted) = rest.split_at(at);
        let quote = &quoted[..1];
        text.push_str(before);
        let mut end = 1;
        loop {
            match quoted[end..].find(quote) {
                Some(found) if quoted[end + found + 1..].starts_with(quote) => end += found + 2,
                Some(found) => break end += found + 1,
                None => break end = quoted.len(),
            }
        }
        let (token, behind) = quoted.split_at(end);
        if quote == "'" && token.contains('\\') && token.len() > 1 && !before.ends_with(['E', 'e', '&']) {
            text.push_str(&literal(&token[1..token.len() - 1].replace("''", "'")));
        } else {
            text.push_str(token);
        }
        rest = behind;
    }
    text.push_str(rest);
    text
}

fn pieces(sql: &str) -> Option<Vec<Piece>> {
    const OPERATOR: &str = "+-*/<>=~!@#%^&|?:";
    let mut pieces: Vec<Piece> = Vec::new();
    let mut end = 0;
    for token in lex::tokens(sql).ok()? {
        let text = &sql[token.range.clone()];
        let space = token.range.start > end;
        end = token.range.end;
        let is_operator = |text: &str| text.chars().all(|c| OPERATOR.contains(c));
        match pieces.last_mut() {
            Some(last)
                if !space
                    && token.kind == Kind::Symbol
                    && last.kind == Kind::Symbol
                    && is_operator(text)
                    && is_operator(&last.text) =>
            {
                last.text.push_str(text);
            }
            _ => pieces.push(Piece { text: text.to_owned(), kind: token.kind, space }),
        }
    }
    Some(pieces)
}

fn joined(pieces: &[Piece]) -> String {
    let mut text = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        let opens = at > 0 && matches!(pieces[at - 1].text.as_str(), "(" | "[");
        let closes = matches!(piece.text.as_str(), ")" | "]" | ",");
        if at > 0 && piece.space && !opens && !closes {
            text.push(' ');
        }
        text.push_str(&piece.text);
    }
    text
}

fn is(piece: Option<&Piece>, text: &str) -> bool {
    piece.is_some_and(|piece| piece.kind != Kind::Text && piece.text == text)
}

/// Where the bracket that opens here closes.
fn closing(pieces: &[Piece], open: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (at, piece) in pieces.iter().enumerate().skip(open) {
        match piece.text.as_str() {
            "(" | "[" => depth += 1,
            ")" | "]" => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// And where the one that closes here opens.
fn opening(pieces: &[Piece], close: usize) -> Option<usize> {
    (0..close)
        .rev()
        .find(|&at| matches!(pieces[at].text.as_str(), "(" | "[") && closing(pieces, at) == Some(close))
}

/// Without the names of what a sub-select gives, and without brackets around the whole.
fn mild(mut pieces: Vec<Piece>) -> Vec<Piece> {
    let mut at = 1;
    while at + 2 < pieces.len() {
        let names = is(pieces.get(at - 1), ")")
            && is(pieces.get(at), "AS")
            && matches!(pieces[at + 1].kind, Kind::Word | Kind::Quoted)
            && is(pieces.get(at + 2), ")");
        if names {
            pieces.drain(at..at + 2);
        }
        at += 1;
    }
    while is(pieces.first(), "(") && closing(&pieces, 0) == Some(pieces.len() - 1) && pieces.len() > 2 {
        pieces.pop();
        pieces.remove(0);
    }
    pieces
}

fn hard(mut pieces: Vec<Piece>) -> Vec<Piece> {
    schemas(&mut pieces);
    while cast(&mut pieces) {}
    lists(&mut pieces);
    for piece in &mut pieces {
        if piece.kind == Kind::Symbol {
            let word = match piece.text.as_str() {
                "~~" => "LIKE",
                "!~~" => "NOT LIKE",
                "~~*" => "ILIKE",
                "!~~*" => "NOT ILIKE",
                _ => continue,
            };
            word.clone_into(&mut piece.text);
        }
    }
    while brackets(&mut pieces) {}
    mild(pieces)
}

/// `public.` is where names are looked for anyway.
fn schemas(pieces: &mut Vec<Piece>) {
    let mut at = 0;
    while at + 2 < pieces.len() {
        if pieces[at].kind == Kind::Word
            && pieces[at].text == "public"
            && is(pieces.get(at + 1), ".")
            && !(at > 0 && is(pieces.get(at - 1), "."))
        {
            let space = pieces[at].space;
            pieces.drain(at..at + 2);
            pieces[at].space = space;
        }
        at += 1;
    }
}

/// Takes off one cast that a person would leave to Postgres: of a text constant, of a column to text, of a list.
fn cast(pieces: &mut Vec<Piece>) -> bool {
    for at in 1..pieces.len() {
        if !is(pieces.get(at), "::") {
            continue;
        }
        let Some(end) = type_end(pieces, at + 1) else { continue };
        let before = &pieces[at - 1];
        if before.kind == Kind::Text {
            // a number below zero is printed as a text
            let number = NUMBERS.contains(&pieces[at + 1].text.as_str()).then(|| quoted_number(&before.text));
            pieces.drain(at..end);
            if let Some(number) = number.flatten() {
                pieces[at - 1].text = number;
                pieces[at - 1].kind = Kind::Number;
            }
            return true;
        }
        let text = matches!(pieces[at + 1].text.as_str(), "text" | "character");
        if !is(Some(before), ")") && !is(Some(before), "]") {
            continue;
        }
        let Some(open) = opening(pieces, at - 1) else { continue };
        let list =
            is(pieces.get(open), "[") && open > 0 && is(pieces.get(open - 1), "ARRAY") && at - open > 2;
        if list {
            pieces.drain(at..end);
            return true;
        }
        let column = at - 1 == open + 2 && matches!(pieces[open + 1].kind, Kind::Word | Kind::Quoted);
        let inner_list = is(pieces.get(open + 1), "ARRAY") && closing(pieces, open + 2) == Some(at - 2);
        // what stands before a bracket of its own is no function's name
        let called =
            open > 0 && matches!(pieces[open - 1].kind, Kind::Word | Kind::Quoted) && !pieces[open].space;
        if !called && ((column && text) || inner_list) {
            let space = pieces[open].space;
            pieces.drain(at - 1..end);
            pieces.remove(open);
            pieces[open].space = space;
            return true;
        }
    }
    false
}

const NUMBERS: [&str; 6] = ["smallint", "integer", "bigint", "numeric", "real", "double"];

/// Where the type that begins here ends.
fn type_end(pieces: &[Piece], start: usize) -> Option<usize> {
    const MORE: [&str; 8] = ["varying", "precision", "with", "without", "time", "zone", "to", "second"];
    let name = |at: usize| matches!(pieces.get(at).map(|piece| piece.kind), Some(Kind::Word | Kind::Quoted));
    if !name(start) {
        return None;
    }
    let mut at = start + 1;
    while is(pieces.get(at), ".") && name(at + 1) {
        at += 2;
    }
    loop {
        if pieces.get(at).is_some_and(|piece| piece.kind == Kind::Word && MORE.contains(&piece.text.as_str()))
        {
            at += 1;
        } else if is(pieces.get(at), "(") && !pieces[at].space {
            at = closing(pieces, at)? + 1;
        } else if is(pieces.get(at), "[") && is(pieces.get(at + 1), "]") {
            at += 2;
        } else {
            return Some(at);
        }
    }
}

/// `= ANY (ARRAY[…])` is IN, `<> ALL (ARRAY[…])` NOT IN.
fn lists(pieces: &mut Vec<Piece>) {
    let mut at = 0;
    while at + 4 < pieces.len() {
        let word = match (pieces[at].text.as_str(), pieces[at + 1].text.as_str()) {
            ("=", "ANY") => "IN",
            ("<>", "ALL") => "NOT IN",
            _ => {
                at += 1;
                continue;
            }
        };
        if is(pieces.get(at + 2), "(")
            && is(pieces.get(at + 3), "ARRAY")
            && is(pieces.get(at + 4), "[")
            && let Some(close) = closing(pieces, at + 4)
            && is(pieces.get(close + 1), ")")
            && close > at + 5
        {
            pieces.remove(close);
            pieces.drain(at + 3..at + 5);
            pieces.remove(at);
            word.clone_into(&mut pieces[at].text);
        }
        at += 1;
    }
}

/// Takes off one pair of brackets around a comparison between AND and OR.
fn brackets(pieces: &mut Vec<Piece>) -> bool {
    let joins = |piece: Option<&Piece>| {
        piece.is_none_or(|piece| {
            piece.kind == Kind::Word && matches!(piece.text.as_str(), "AND" | "OR" | "WHERE")
        }) || is(piece, "(")
            || is(piece, ")")
    };
    for open in 0..pieces.len() {
        if !is(pieces.get(open), "(") {
            continue;
        }
        let Some(close) = closing(pieces, open) else { continue };
        let before = open.checked_sub(1).and_then(|at| pieces.get(at));
        // the bracket of a call, or of an EXISTS or an IN, is its own
        let alone = open < 2
            || !is(before, "(")
            || !matches!(pieces[open - 2].kind, Kind::Word | Kind::Quoted)
            || matches!(pieces[open - 2].text.as_str(), "AND" | "OR" | "NOT" | "WHERE");
        let mut depth = 0i32;
        let joined = pieces[open + 1..close].iter().any(|piece| {
            match piece.text.as_str() {
                "(" | "[" => depth += 1,
                ")" | "]" => depth -= 1,
                "AND" | "OR" | "NOT" | "SELECT" | "CASE" | "," if depth == 0 => return true,
                _ => {}
            }
            false
        });
        // all of a condition, or all that a sub-select gives
        let whole = matches!(before, Some(piece) if piece.kind == Kind::Word && matches!(piece.text.as_str(), "WHERE" | "SELECT"))
            && (close + 1 == pieces.len() || is(pieces.get(close + 1), ")"))
            && !is(pieces.get(open + 1), "SELECT");
        if whole {
            let space = pieces[open].space;
            pieces.remove(close);
            pieces.remove(open);
            if let Some(first) = pieces.get_mut(open) {
                first.space = space;
            }
            return true;
        }
        let space_before = open == 0 || pieces[open].space || is(before, "(");
        let called = matches!(before, Some(piece) if matches!(piece.kind, Kind::Word | Kind::Quoted)
            && !matches!(piece.text.as_str(), "AND" | "OR" | "WHERE"));
        if alone && space_before && !called && !joined && joins(before) && joins(pieces.get(close + 1)) {
            let space = pieces[open].space;
            pieces.remove(close);
            pieces.remove(open);
            if let Some(first) = pieces.get_mut(open) {
                first.space = space;
            }
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_would_write() {
        for (printed, written) in [
            ("(user_id = ( SELECT auth.user_id() AS user_id))", "user_id = (SELECT auth.user_id())"),
            ("(auth.uid() = user_id)", "auth.uid() = user_id"),
            ("((status = 'a'::text) AND (n > 0))", "status = 'a' AND n > 0"),
            ("((a OR b) AND (n > 0))", "(a OR b) AND n > 0"),
            ("(status = ANY (ARRAY['a'::text, 'b'::text]))", "status IN ('a', 'b')"),
            (
                "((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))",
                "status IN ('a', 'b')",
            ),
            ("(email ~~ '%@%'::text)", "email LIKE '%@%'"),
            ("(char_length(task) > 0)", "char_length(task) > 0"),
            (
                "(EXISTS ( SELECT 1\n   FROM public.members m\n  WHERE ((m.id = a.b) AND m.c)))",
                "EXISTS (SELECT 1 FROM members m WHERE m.id = a.b AND m.c)",
            ),
            ("public.is_admin(auth.uid())", "is_admin(auth.uid())"),
            ("((a)::integer > 1)", "(a)::integer > 1"),
            ("(lower((name)::text) = 'x'::text)", "lower(name) = 'x'"),
            ("ARRAY[]::text[]", "ARRAY[]::text[]"),
        ] {
            assert_eq!(ways(printed)[0], written, "{printed}");
            assert_eq!(ways(printed).last().unwrap(), printed);
        }
    }

    #[test]
    fn defaults() {
        for (printed, written) in [
            ("'draft'::text", "'draft'"),
            ("'draft'::public.status", "'draft'"),
            ("'-1'::integer", "-1"),
            ("'-0.5'::numeric", "-0.5"),
            ("nextval('public.t_id_seq'::regclass)", "nextval('public.t_id_seq')"),
            ("'{}'::text[]", "'{}'"),
            ("now()", "now()"),
            ("timezone('utc'::text, now())", "timezone('utc', now())"),
            ("'12:00:00'::time without time zone", "'12:00:00'"),
        ] {
            assert_eq!(ways(printed)[0], written, "{printed}");
        }
    }
}
