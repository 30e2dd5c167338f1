//! How is an answer of the database written as JSON?

mod array;
mod value;

use std::io;

use super::query::{Answer, Field};
use value::Form;

/// In which shape an answer goes back.
#[derive(Clone, Copy, Debug)]
pub struct Shape<'a> {
    /// Every value as Postgres prints it, or null.
    pub raw: bool,
    /// Whether it is a list of answers.
    pub is_batch: bool,
    /// For each answer, whether its rows are arrays.
    pub arrays: &'a [bool],
}

/// JSON that would be larger than it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

/// The JSON of what came of each statement, of so many bytes at most.
///
/// # Errors
///
/// Where it is larger.
pub fn write(answers: &[Answer], shape: Shape<'_>, most: usize) -> Result<Vec<u8>, TooLarge> {
    let mut out = Out { bytes: Vec::new(), most };
    let arrays = |at: usize| shape.arrays.get(at).copied().unwrap_or_default();
    let written = if shape.is_batch {
        out.text("{\"results\":[")
            .and_then(|()| {
                answers.iter().enumerate().try_for_each(|(at, one)| {
                    out.comma(at)?;
                    answer(&mut out, one, shape.raw, arrays(at))
                })
            })
            .and_then(|()| out.text("]}"))
    } else {
        let none = Answer::default();
        answer(&mut out, answers.first().unwrap_or(&none), shape.raw, arrays(0))
    };
    // nothing else can go wrong where it is written to memory
    written.map(|()| out.bytes).map_err(|_| TooLarge)
}

fn answer(out: &mut Out, answer: &Answer, raw: bool, as_arrays: bool) -> io::Result<()> {
    out.text("{\"fields\":[")?;
    for (at, field) in answer.fields.iter().enumerate() {
        out.comma(at)?;
        describe(out, field)?;
    }
    out.text("],\"rows\":[")?;
    let form = |field: &Field| if raw { Form::Text } else { Form::of(field.type_oid) };
    let forms: Vec<Form> = answer.fields.iter().map(form).collect();
    for (at, row) in answer.rows.iter().enumerate() {
        out.comma(at)?;
        out.text(if as_arrays { "[" } else { "{" })?;
        for (at, ((value, form), field)) in row.iter().zip(&forms).zip(&answer.fields).enumerate() {
            out.comma(at)?;
            if !as_arrays {
                out.string(&field.name)?;
                out.text(":")?;
            }
            match value {
                Some(value) => form.write(out, value)?,
                None => out.text("null")?,
            }
        }
        out.text(if as_arrays { "]" } else { "}" })?;
    }
    let (command, count) = command(&answer.tag);
    out.text("],\"command\":")?;
    out.string(command)?;
    match count {
        Some(count) => out.text(&format!(",\"rowCount\":{count}"))?,
        None => out.text(",\"rowCount\":null")?,
    }
    out.text(if as_arrays { ",\"rowAsArray\":true}" } else { ",\"rowAsArray\":false}" })
}

fn describe(out: &mut Out, field: &Field) -> io::Result<()> {
    out.text("{\"name\":")?;
    out.string(&field.name)?;
    let Field { table, column, type_oid, type_size, type_modifier, .. } = field;
    out.text(&format!(
        ",\"dataTypeID\":{type_oid},\"tableID\":{table},\"columnID\":{column},\
         \"dataTypeSize\":{type_size},\"dataTypeModifier\":{type_modifier},\"format\":\"text\"}}"
    ))
}

/// The command of a tag, and of how many rows it speaks: `INSERT 0 1` has an oid before it, `CREATE TABLE` has none.
fn command(tag: &str) -> (&str, Option<u64>) {
    let mut words = tag.split(' ');
    let command = words.next().unwrap_or_default();
    let count = if command == "INSERT" { words.nth(1) } else { words.next() };
    (command, count.and_then(|count| count.parse().ok()))
}

/// JSON in the making, which stays below a size.
struct Out {
    bytes: Vec<u8>,
    most: usize,
}

impl Out {
    fn text(&mut self, text: &str) -> io::Result<()> {
        io::Write::write_all(self, text.as_bytes())
    }

    fn comma(&mut self, at: usize) -> io::Result<()> {
        if at == 0 { Ok(()) } else { self.text(",") }
    }

    /// A text between quotes, as JSON has it.
    fn string(&mut self, text: &str) -> io::Result<()> {
        serde_json::to_writer(self, text).map_err(io::Error::from)
    }
}

impl io::Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.most {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn field(name: &str, type_oid: u32) -> Field {
        Field { name: name.to_owned(), table: 16_385, column: 2, type_oid, type_size: 4, type_modifier: -1 }
    }

    fn selected() -> Answer {
        Answer {
            fields: vec![field("id", 23), field("it's \"x\"", 25)],
            rows: vec![vec![Some("1".to_owned()), Some("a\n".to_owned())], vec![Some("2".to_owned()), None]],
            tag: "SELECT 2".to_owned(),
        }
    }

    fn written(answers: &[Answer], shape: Shape<'_>) -> Value {
        serde_json::from_slice(&write(answers, shape, 1 << 20).unwrap()).unwrap()
    }

    #[test]
    fn one_answer_in_its_four_shapes() {
        let fields = json!([
            {"name":"id","dataTypeID":23,"tableID":16385,"columnID":2,"dataTypeSize":4,"dataTypeModifier":-1,"format":"text"},
            {"name":"it's \"x\"","dataTypeID":25,"tableID":16385,"columnID":2,"dataTypeSize":4,"dataTypeModifier":-1,"format":"text"}
        ]);
        for (raw, arrays, rows) in [
            (false, false, json!([{"id":1,"it's \"x\"":"a\n"},{"id":2,"it's \"x\"":null}])),
            (false, true, json!([[1, "a\n"], [2, null]])),
            (true, false, json!([{"id":"1","it's \"x\"":"a\n"},{"id":"2","it's \"x\"":null}])),
            (true, true, json!([["1", "a\n"], ["2", null]])),
        ] {
            let shape = Shape { raw, is_batch: false, arrays: &[arrays] };
            let expected = json!({
                "fields": fields, "rows": rows, "command": "SELECT", "rowCount": 2, "rowAsArray": arrays
            });
            assert_eq!(written(&[selected()], shape), expected);
        }
    }

    #[test]
    fn a_batch_is_a_list_and_each_has_its_own_mode() {
        let shape = Shape { raw: false, is_batch: true, arrays: &[true, false] };
        let all = written(&[selected(), selected()], shape);
        assert_eq!(all["results"][0]["rows"][0], json!([1, "a\n"]));
        assert_eq!(all["results"][1]["rows"][0], json!({"id":1,"it's \"x\"":"a\n"}));
        let none = written(&[], Shape { raw: false, is_batch: true, arrays: &[] });
        assert_eq!(none, json!({"results": []}));
    }

    #[test]
    fn what_a_tag_says() {
        for (tag, expected) in [
            ("SELECT 0", ("SELECT", Some(0))),
            ("INSERT 0 3", ("INSERT", Some(3))),
            ("UPDATE 18446744073709551615", ("UPDATE", Some(u64::MAX))),
            ("DELETE 1", ("DELETE", Some(1))),
            ("MERGE 2", ("MERGE", Some(2))),
            ("CREATE TABLE", ("CREATE", None)),
            ("SET", ("SET", None)),
            ("ALTER TABLE", ("ALTER", None)),
            ("", ("", None)),
        ] {
            assert_eq!(command(tag), expected, "{tag}");
        }
        let ddl = Answer { tag: "CREATE TABLE".to_owned(), ..Answer::default() };
        let shape = Shape { raw: true, is_batch: false, arrays: &[true] };
        let expected = json!({"fields":[],"rows":[],"command":"CREATE","rowCount":null,"rowAsArray":true});
        assert_eq!(written(&[ddl], shape), expected);
    }

    #[test]
    fn it_stays_below_its_size() {
        let shape = Shape { raw: false, is_batch: false, arrays: &[false] };
        let whole = write(&[selected()], shape, 1 << 20).unwrap();
        assert_eq!(write(&[selected()], shape, whole.len()), Ok(whole.clone()));
        for most in [0, 1, 100, whole.len() - 1] {
            assert_eq!(write(&[selected()], shape, most), Err(TooLarge), "{most}");
        }
    }
}
