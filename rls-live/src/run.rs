//! Which statement was refused, and why?

use postgres::{Client, SimpleQueryMessage, error::ErrorPosition};

use crate::LiveError;

/// Runs statements one by one; each is its own transaction, unless there is one already.
///
/// # Errors
/// The first that is refused: which it was, its text, what the server said and where in it.
pub fn each<S: AsRef<str>>(client: &mut Client, what: &str, statements: &[S]) -> Result<(), LiveError> {
    for (at, statement) in statements.iter().enumerate() {
        let statement = statement.as_ref();
        client.batch_execute(statement).map_err(|error| {
            let count = statements.len();
            let which =
                if count == 1 { String::new() } else { format!(" (statement {} of {count})", at + 1) };
            refused(&format!("{what}{which}"), statement, &error)
        })?;
    }
    Ok(())
}

/// The same, all or nothing.
///
/// # Errors
/// As [`each`]; then nothing of it was done.
pub fn together<S: AsRef<str>>(client: &mut Client, what: &str, statements: &[S]) -> Result<(), LiveError> {
    let step = |client: &mut Client, step: &str| {
        client.batch_execute(step).map_err(|error| LiveError::of(what, &error))
    };
    step(client, "BEGIN")?;
    match each(client, what, statements) {
        Ok(()) => step(client, "COMMIT"),
        Err(error) => {
            // the first error says more than one of this
            let _ = client.batch_execute("ROLLBACK");
            Err(error)
        }
    }
}

/// Runs a text of several statements, such as a file; sent at once, it is one transaction unless it says otherwise.
///
/// # Errors
/// What the server said, with the line where it stands, as far as the server tells.
pub fn script(client: &mut Client, what: &str, text: &str) -> Result<(), LiveError> {
    client.batch_execute(text).map_err(|error| refused(what, text, &error))
}

/// The rows of a query as text, NULL as the empty text. One simple query, so that a pooler is no obstacle.
///
/// # Errors
/// What the server said.
pub fn rows(client: &mut Client, what: &str, query: &str) -> Result<Vec<Vec<String>>, LiveError> {
    let messages = client.simple_query(query).map_err(|error| LiveError::of(what, &error))?;
    let rows = messages.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => {
            Some((0..row.len()).map(|at| row.get(at).unwrap_or_default().to_owned()).collect())
        }
        _ => None,
    });
    Ok(rows.collect())
}

/// How much of a statement is shown.
const SHOWN: usize = 300;

fn refused(what: &str, sql: &str, error: &postgres::Error) -> LiveError {
    let mut fault = LiveError::of(what, error);
    let Some(said) = error.as_db_error() else { return fault };
    let at = match said.position() {
        Some(ErrorPosition::Original(at)) => Some(*at as usize),
        _ => None,
    };
    fault.message.push_str(&excerpt(sql, at));
    fault
}

/// The line that the server means with a caret below it, or the beginning of the statement.
fn excerpt(sql: &str, at: Option<usize>) -> String {
    // the position counts characters from 1
    let Some(offset) = at.and_then(|at| sql.char_indices().nth(at.checked_sub(1)?)).map(|(offset, _)| offset)
    else {
        let text = sql.trim();
        let short: String = text.chars().take(SHOWN).collect();
        let more = if short.len() < text.len() { " …" } else { "" };
        return format!("\n  in: {}{more}", short.replace('\n', "\n      "));
    };
    let start = sql[..offset].rfind('\n').map_or(0, |at| at + 1);
    let line = sql[start..].lines().next().unwrap_or_default();
    let number = sql[..start].matches('\n').count() + 1;
    let column = sql[start..offset].chars().count();
    let from = column.saturating_sub(SHOWN / 2);
    let piece: String = line.chars().skip(from).take(SHOWN).collect();
    let head = if sql.trim().contains('\n') { format!("  line {number}: ") } else { "  in: ".to_owned() };
    let blanks = " ".repeat(head.chars().count() + column - from);
    format!("\n{head}{piece}\n{blanks}^")
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn the_place_is_shown() {
        assert_eq!(excerpt("SELECT é, x", Some(11)), "\n  in: SELECT é, x\n                ^");
        assert_eq!(excerpt("a;\nSELECT x;\n", Some(11)), "\n  line 2: SELECT x;\n                 ^");
        assert_eq!(excerpt("SELECT 1", None), "\n  in: SELECT 1");
        assert!(excerpt(&"x".repeat(1000), None).ends_with("x …"));
        assert_eq!(excerpt("x", Some(9)), "\n  in: x");
    }
}
