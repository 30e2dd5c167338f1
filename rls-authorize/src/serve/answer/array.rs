//! How is an array of the database written as JSON?
//!
//! Postgres prints `{1,NULL,"a b"}`, in as many braces as there are dimensions, and its bounds before it where they do not begin with 1: JSON has
//! no word for those.

use std::io;

use super::{Out, value::Form};

/// As deep as Postgres's arrays are, and a little more.
const DEEPEST: usize = 16;

/// Writes an array; false where it is not as Postgres prints one, and then something of it is written.
pub(super) fn write(out: &mut Out, text: &str, element: &Form, delimiter: char) -> io::Result<bool> {
    let text = match text.strip_prefix('[') {
        Some(bounds) => bounds.split_once('=').map_or("", |(_, array)| array),
        None => text,
    };
    let mut reader = Reader { rest: text, element, delimiter };
    Ok(reader.array(out, 0)? && reader.rest.is_empty())
}

struct Reader<'a> {
    rest: &'a str,
    element: &'a Form,
    delimiter: char,
}

impl Reader<'_> {
    /// From an opening brace to its closing one.
    fn array(&mut self, out: &mut Out, depth: usize) -> io::Result<bool> {
        if depth == DEEPEST || !self.take('{') {
            return Ok(false);
        }
        out.text("[")?;
        if self.take('}') {
            out.text("]")?;
            return Ok(true);
        }
        loop {
            let written =
                if self.rest.starts_with('{') { self.array(out, depth + 1)? } else { self.item(out)? };
            if !written {
                return Ok(false);
            }
            if self.take('}') {
                out.text("]")?;
                return Ok(true);
            }
            if !self.take(self.delimiter) {
                return Ok(false);
            }
            out.text(",")?;
        }
    }

    fn item(&mut self, out: &mut Out) -> io::Result<bool> {
        if self.take('"') {
            let Some(value) = self.quoted() else { return Ok(false) };
            self.element.write(out, &value)?;
            return Ok(true);
        }
        let Some(end) = self.rest.find([self.delimiter, '}', '{', '"']) else { return Ok(false) };
        let (item, rest) = self.rest.split_at(end);
        self.rest = rest;
        match item {
            "" => return Ok(false),
            "NULL" => out.text("null")?,
            item => self.element.write(out, item)?,
        }
        Ok(true)
    }

    /// Behind an opening quote, up to and with the closing one.
    fn quoted(&mut self) -> Option<String> {
        let mut value = String::new();
        let mut characters = self.rest.char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.rest = &self.rest[at + 1..];
                    return Some(value);
                }
                '\\' => value.push(characters.next()?.1),
                other => value.push(other),
            }
        }
        None
    }

    fn take(&mut self, character: char) -> bool {
        let after = self.rest.strip_prefix(character);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }
}

#[cfg(test)]
mod tests {
    use postgres_types::Type;

    use super::*;

    fn json(ty: &Type, text: &str) -> String {
        let mut out = Out { bytes: Vec::new(), most: 1 << 20 };
        Form::of(ty.oid()).write(&mut out, text).unwrap();
        String::from_utf8(out.bytes).unwrap()
    }

    #[test]
    fn arrays_of_each_kind() {
        for (ty, text, expected) in [
            (Type::INT4_ARRAY, "{}", "[]"),
            (Type::INT4_ARRAY, "{1,-2,NULL}", "[1,-2,null]"),
            (Type::INT4_ARRAY, "{{1,2},{3,4}}", "[[1,2],[3,4]]"),
            (Type::INT4_ARRAY, "[0:1]={1,2}", "[1,2]"),
            (Type::INT4_ARRAY, "[1:1][-2:-1][3:5]={{{1,2,3},{4,5,6}}}", "[[[1,2,3],[4,5,6]]]"),
            (Type::INT8_ARRAY, "{9007199254740993}", "[\"9007199254740993\"]"),
            (Type::BOOL_ARRAY, "{t,f}", "[true,false]"),
            (Type::FLOAT8_ARRAY, "{1.5,NaN,-Infinity,1e+20}", "[1.5,\"NaN\",\"-Infinity\",1e+20]"),
            (
                Type::TEXT_ARRAY,
                r#"{a,"NULL",NULL,"","a b","x,y","{}","q\"\\"}"#,
                r#"["a","NULL",null,"","a b","x,y","{}","q\"\\"]"#,
            ),
            (Type::TEXT_ARRAY, "{\"a\nb\",ä}", "[\"a\\nb\",\"ä\"]"),
            (Type::JSONB_ARRAY, r#"{"{\"a\": [1, \"}\"]}",null,NULL}"#, r#"[{"a": [1, "}"]},null,null]"#),
            (Type::BOX_ARRAY, "{(1,1),(0,0);(2,2),(0,0)}", r#"["(1,1),(0,0)","(2,2),(0,0)"]"#),
            (Type::DATE_ARRAY, "{2026-11-28}", "[\"2026-11-28\"]"),
        ] {
            assert_eq!(json(&ty, text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_array_is_a_string() {
        let deep = format!("{}1{}", "{".repeat(100_000), "}".repeat(100_000));
        for text in [
            "", "{", "}", "{1", "{1,}", "{,1}", "{1}2", "{1}{2}", "{\"a}", "{\"a\\", "[0:1]", "{1{2}}",
            "{\"a\"b}", &deep,
        ] {
            let written = json(&Type::INT4_ARRAY, text);
            assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
        }
    }
}
