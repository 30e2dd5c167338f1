//! How would a person write the intervals and the types that Postgres prints?

/// An interval in units of the language, as Postgres prints it: `1 day 12:00:00`.
pub(super) fn interval(printed: &str) -> Option<String> {
    let mut said: Vec<String> = Vec::new();
    let mut add = |number: u64, unit: &str| {
        if number > 0 {
            said.push(format!("{number} {unit}{}", if number == 1 { "" } else { "s" }));
        }
    };
    let mut words = printed.split_whitespace();
    while let Some(word) = words.next() {
        if word.contains(':') {
            let parts: Option<Vec<u64>> = word.split(':').map(|part| part.parse().ok()).collect();
            let [hours, minutes, seconds] = parts?.as_slice().try_into().ok()?;
            add(hours, "hour");
            add(minutes, "minute");
            add(seconds, "second");
            continue;
        }
        let number: u64 = word.parse().ok()?;
        let unit = words.next()?;
        add(
            number,
            match unit.trim_end_matches('s') {
                "mon" | "month" => "month",
                unit @ ("year" | "week" | "day" | "hour" | "minute" | "second") => unit,
                _ => return None,
            },
        );
    }
    (!said.is_empty()).then(|| said.join(" "))
}

/// The shorter of a type's names.
pub(super) fn type_name(printed: &str) -> String {
    let (element, array) = match printed.strip_suffix("[]") {
        Some(element) => (element, "[]"),
        None => (printed, ""),
    };
    let (before, length, behind) = match (element.find('('), element.find(')')) {
        (Some(open), Some(close)) if open < close => {
            (&element[..open], &element[open..=close], element[close + 1..].trim())
        }
        _ => (element, "", ""),
    };
    let name = format!("{before} {behind}");
    let short = match name.trim() {
        "character varying" => "varchar",
        "character" => "char",
        "bit varying" => "varbit",
        "timestamp with time zone" => "timestamptz",
        "timestamp without time zone" => "timestamp",
        "time with time zone" => "timetz",
        "time without time zone" => "time",
        other => match other.strip_prefix("public.") {
            Some(own) if behind.is_empty() => own,
            _ if behind.is_empty() => other,
            _ => return printed.to_owned(),
        },
    };
    format!("{short}{}{array}", length.replace(", ", ",").replace(',', ", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_and_types() {
        for (printed, written) in [
            ("24:00:00", Some("24 hours")),
            ("1 day 12:30:00", Some("1 day 12 hours 30 minutes")),
            ("1 year 2 mons 3 days", Some("1 year 2 months 3 days")),
            ("00:00:05", Some("5 seconds")),
            ("-1 days", None),
            ("00:00:00.5", None),
            ("00:00:00", None),
        ] {
            assert_eq!(interval(printed).as_deref(), written, "{printed}");
        }
        for (printed, written) in [
            ("character varying(120)", "varchar(120)"),
            ("character varying[]", "varchar[]"),
            ("character(3)", "char(3)"),
            ("timestamp(3) with time zone", "timestamptz(3)"),
            ("timestamp(0) without time zone", "timestamp(0)"),
            ("time with time zone", "timetz"),
            ("public.citext", "citext"),
            ("extensions.citext", "extensions.citext"),
            ("numeric(10,2)", "numeric(10, 2)"),
        ] {
            assert_eq!(type_name(printed), written);
        }
    }
}
