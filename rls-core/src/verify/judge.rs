//! Did what came agree with what must come?

use serde::Deserialize;

use super::{
    ask::may_raise,
    expect::{Expected, What},
    probe::Probe,
};
use crate::ident::QName;

/// What came of a statement, as the server says it.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Outcome {
    /// The role that ran it.
    #[serde(default)]
    who: Option<String>,
    /// Whether row security does not look at that role.
    #[serde(default)]
    special: Option<bool>,
    /// The error's SQLSTATE.
    #[serde(default)]
    code: Option<String>,
    /// The error's message.
    #[serde(default)]
    said: Option<String>,
    /// What a query read.
    #[serde(default)]
    seen: Option<Vec<String>>,
    /// The places of the rows that are there after a change.
    #[serde(default)]
    remain: Option<Vec<String>>,
    /// Why there is no outcome.
    #[serde(default)]
    broken: Option<String>,
}

/// What came, in the words of what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Came {
    /// One of those.
    What(What),
    /// An error of another kind: its SQLSTATE and message.
    Error(String, String),
}

/// Whether they agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They do.
    Agrees,
    /// They do not.
    Differs,
    /// Nothing can be said: a constraint came between, or nothing was expected.
    Open,
}

/// Reads an answer, and sees to it that the right role gave it.
///
/// # Errors
/// Where the run is worth nothing: another role, one that row security does not look at, or no answer.
pub fn read(
    answer: &str,
    role: &str,
    bypasses: bool,
    places: &[String],
    table: &QName,
    probe: &Probe,
) -> Result<Came, String> {
    let outcome: Outcome =
        serde_json::from_str(answer).map_err(|error| format!("an answer is no answer: {error}"))?;
    if let Some(broken) = outcome.broken {
        return Err(format!("the role {role} could not be tried: {broken}"));
    }
    if outcome.who.as_deref() != Some(role) {
        return Err(format!("a statement for {role} ran as {}", outcome.who.as_deref().unwrap_or("nobody")));
    }
    if outcome.special == Some(true) && !bypasses {
        return Err(format!(
            "row security does not look at {role}, which is a superuser or has BYPASSRLS here"
        ));
    }
    if let Some(code) = outcome.code {
        let said = outcome.said.unwrap_or_default();
        return Ok(match code.as_str() {
            "42501" if said.contains("row-level security") => Came::What(What::Denied),
            "42501" if is_of(&said, table) => Came::What(What::Refused),
            "42501" => Came::What(What::RefusedWithin),
            "42P17" => Came::What(What::Circle),
            _ => Came::Error(code, said),
        });
    }
    let Some(seen) = outcome.seen else {
        let remain = outcome.remain.unwrap_or_default();
        let gone = (0..places.len()).filter(|row| !remain.contains(&places[*row])).collect::<Vec<_>>();
        let made = remain.iter().any(|place| !places.contains(place));
        return Ok(Came::What(if made && gone.is_empty() { What::Made } else { What::Touched(gone) }));
    };
    if probe.statement.of_values {
        let values: Result<Vec<Vec<Option<String>>>, _> =
            seen.iter().map(|row| serde_json::from_str(row)).collect();
        let mut values = values.map_err(|error| format!("a row is none: {error}"))?;
        values.sort();
        return Ok(Came::What(What::Values(values)));
    }
    let mut rows = Vec::new();
    for place in seen {
        // a row that was not there before is a fault of ours
        let row = places.iter().position(|other| *other == place);
        rows.push(row.ok_or_else(|| format!("there is a row at {place} that nobody made"))?);
    }
    rows.sort_unstable();
    Ok(Came::What(What::Read(rows)))
}

/// Whether the privilege that is not there is that on the table, or on its Postgres schema.
fn is_of(said: &str, table: &QName) -> bool {
    let (schema, name) = table.key();
    said == format!("permission denied for table {name}")
        || said == format!("permission denied for schema {schema}")
}

/// Whether what came is what must come.
pub fn judge(probe: &Probe, came: &Came) -> Verdict {
    let Expected { what, may_raise: raises, mixed, .. } = &probe.expected;
    if let What::Unknown(_) = what {
        return Verdict::Open;
    }
    let agrees = |is: bool| if is { Verdict::Agrees } else { Verdict::Differs };
    match came {
        Came::Error(code, _) if code.starts_with("23") => match what {
            // the row that is let through may come first
            What::Denied if *mixed => Verdict::Open,
            // the policies are asked first
            What::Denied
            | What::Refused
            | What::RefusedWithin
            | What::Circle
            | What::Read(_)
            | What::Values(_) => Verdict::Differs,
            What::Touched(rows) if rows.is_empty() => Verdict::Differs,
            What::Touched(_) | What::Made if probe.of_one => Verdict::Agrees,
            _ => Verdict::Open,
        },
        Came::Error(code, _) => agrees(*raises && may_raise(code)),
        // a denial is as good as the error
        Came::What(What::Denied) if *raises => Verdict::Agrees,
        Came::What(came) => agrees(came == what),
    }
}
