//! What is each thing called in Rust, and which name does Postgres get of that?

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    ident::QName,
    schema::{Enum, Schema, Table},
    syntax::case,
};

/// The Rust names of a schema.
#[derive(Debug, Default)]
pub(super) struct Names {
    tables: BTreeMap<(String, String), TableNames>,
    enums: BTreeMap<(String, String), EnumNames>,
}

/// Those of a table.
#[derive(Clone, Debug)]
pub(super) struct TableNames {
    /// The struct.
    pub(super) item: String,
    /// Whether the rule makes the table's name of it.
    pub(super) by_rule: bool,
    /// Each column's field, without `r#`, in their order, and whether the rule makes the column's name of it.
    pub(super) fields: Vec<(String, bool)>,
    /// `rename_all`.
    pub(super) rule: Option<&'static str>,
}

/// Those of an enum.
#[derive(Clone, Debug)]
pub(super) struct EnumNames {
    pub(super) item: String,
    pub(super) by_rule: bool,
    pub(super) variants: Vec<(String, bool)>,
    pub(super) rule: Option<&'static str>,
}

impl Names {
    /// Names for everything, none twice.
    pub(super) fn of(schema: &Schema) -> Names {
        let mut names = Names::default();
        let mut taken: BTreeSet<String> = BTreeSet::new();
        // those that a rule names come first, so that their word is the shortest
        let key = |name: &QName| (name.key().0.to_owned(), name.key().1.to_owned());
        let mut tables: Vec<&Table> = schema.tables.iter().collect();
        tables.sort_by_key(|table| !case::table(&singular(&table.name.name)).eq(&table.name.name));
        for table in tables {
            names.tables.insert(key(&table.name), table_names(table, &mut taken));
        }
        for one in &schema.enums {
            names.enums.insert(key(&one.name), enum_names(one, &mut taken));
        }
        names
    }

    pub(super) fn table(&self, name: &QName) -> Option<&TableNames> {
        self.tables.get(&(name.key().0.to_owned(), name.key().1.to_owned()))
    }

    pub(super) fn enumeration(&self, name: &QName) -> Option<&EnumNames> {
        self.enums.get(&(name.key().0.to_owned(), name.key().1.to_owned()))
    }
}

fn table_names(table: &Table, taken: &mut BTreeSet<String>) -> TableNames {
    let short = singular(&table.name.name);
    let first = if case::table(&short) == table.name.name { short } else { camel(&table.name.name, "Table") };
    let item = free(first, table.name.schema.as_deref(), &STRUCTS, taken);
    let columns: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let (rule, fields) = renamed(&columns, "snake", &[]);
    TableNames { by_rule: case::table(&item) == table.name.name, item, fields, rule }
}

fn enum_names(one: &Enum, taken: &mut BTreeSet<String>) -> EnumNames {
    let item = free(camel(&one.name.name, "Enum"), one.name.schema.as_deref(), &TYPES, taken);
    let values: Vec<&str> = one.values.iter().map(|value| value.name.as_str()).collect();
    let (rule, variants) = renamed(&values, "camel", &["snake_case"]);
    EnumNames { by_rule: case::snake(&item) == one.name.name, item, variants, rule }
}

/// The rule that leaves the fewest to be named one by one, and the names with it. `default` is the rule where none is named.
fn renamed(
    names: &[&str],
    style: &str,
    default: &[&'static str],
) -> (Option<&'static str>, Vec<(String, bool)>) {
    let own = |rule: Option<&'static str>| -> Vec<(String, bool)> {
        let mut taken = BTreeSet::new();
        // what is a name already keeps it before others come to the same
        if rule.is_none() && style == "snake" {
            taken.extend(names.iter().filter(|name| is_field(name)).map(|name| (*name).to_owned()));
        }
        names
            .iter()
            .map(|name| {
                let plain = rule.is_none() && style == "snake" && is_field(name);
                let mut made = match style {
                    _ if plain => (*name).to_owned(),
                    "snake" => snake(name),
                    _ => camel(name, "Value"),
                };
                if !plain {
                    let base = made.clone();
                    let glue = if style == "snake" { "_" } else { "" };
                    for number in 2.. {
                        if taken.insert(made.clone()) {
                            break;
                        }
                        made = format!("{base}{glue}{number}");
                    }
                }
                let by_rule = match rule.or(default.first().copied()) {
                    Some(rule) => case::rename(&made, rule).as_deref() == Some(*name),
                    None => made == *name,
                };
                (made, by_rule)
            })
            .collect()
    };
    let cost = |names: &[(String, bool)]| names.iter().filter(|(_, by_rule)| !by_rule).count();
    let plain = own(None);
    let rules = case::RULES.iter().filter(|rule| !default.contains(rule));
    let best = rules.map(|rule| (Some(*rule), own(Some(rule)))).min_by_key(|(_, names)| cost(names));
    match best {
        Some((rule, named)) if cost(&named) + 1 < cost(&plain) || (cost(&named) == 0 && cost(&plain) > 0) => {
            (rule, named)
        }
        _ => (None, plain),
    }
}

/// The first name that is free: with the schema before it, then numbered.
fn free(first: String, schema: Option<&str>, reserved: &[&str], taken: &mut BTreeSet<String>) -> String {
    let usable = |name: &String, taken: &BTreeSet<String>| {
        !taken.contains(name) && !reserved.contains(&name.as_str()) && !KEYWORDS.contains(&name.as_str())
    };
    // one after the other: of a thousand tables nearly all take the first
    let tries = std::iter::once(first.clone())
        .chain(schema.map(|schema| format!("{}{first}", camel(schema, "Schema"))))
        .chain(std::iter::once_with(|| format!("{first}Row")))
        .chain((2..10_000).map(|number| format!("{first}{number}")));
    let name = { tries }.find(|name| usable(name, taken)).unwrap_or_else(|| first.clone());
    taken.insert(name.clone());
    name
}

/// The singular of a table's last word in CamelCase: the inverse of the rule for tables, and of English as far as that goes along.
fn singular(table: &str) -> String {
    let (rest, word) = match table.rfind('_') {
        Some(at) => table.split_at(at + 1),
        None => ("", table),
    };
    let same = ["series", "species", "news"];
    let plain_s =
        ["movies", "cookies", "calories", "zombies", "selfies", "pies", "ties", "caches", "niches", "axes"];
    let one = if same.contains(&word) || ["us", "is", "ss"].iter().any(|end| word.ends_with(end)) {
        word.to_owned()
    } else if plain_s.contains(&word) {
        word[..word.len() - 1].to_owned()
    } else if let Some(stem) = word.strip_suffix("ies").filter(|stem| !stem.is_empty()) {
        format!("{stem}y")
    } else if let Some(stem) = word
        .strip_suffix("es")
        .filter(|stem| ["ss", "us", "x", "zz", "ch", "sh"].iter().any(|end| stem.ends_with(end)))
    {
        stem.to_owned()
    } else {
        word.strip_suffix('s').unwrap_or(word).to_owned()
    };
    camel(&format!("{rest}{one}"), "Table")
}

/// A name in CamelCase, of letters and digits.
fn camel(name: &str, otherwise: &str) -> String {
    let joined: String = pieces(name).iter().map(|word| case::capital(word)).collect();
    match joined.chars().next() {
        None => otherwise.to_owned(),
        Some(first) if !first.is_alphabetic() => format!("{}{joined}", &otherwise[..1]),
        Some(_) => joined,
    }
}

/// A name in snake_case that may be a field's.
fn snake(name: &str) -> String {
    let joined = pieces(name).join("_");
    let joined = if joined.is_empty() { "column".to_owned() } else { joined };
    let joined = if joined.starts_with(|c: char| !c.is_alphabetic()) { format!("_{joined}") } else { joined };
    if NEVER_RAW.contains(&joined.as_str()) { format!("{joined}_") } else { joined }
}

/// The words of a name, in lower case, without what no Rust name holds.
fn pieces(name: &str) -> Vec<String> {
    // `won't` is one word
    let name = name.replace(['\'', '’'], "");
    name.split(|c: char| !is_letter(c)).flat_map(case::words).filter(|word| !word.is_empty()).collect()
}

/// Letters and digits that rustc takes and leaves as they are: no accents of their own, which it would put together.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || (c.is_alphabetic()
            && matches!(c, '\u{c0}'..='\u{17f}' | '\u{388}'..='\u{3ce}' | '\u{410}'..='\u{44f}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'))
}

/// Whether a column's name can be a field's as it is.
fn is_field(name: &str) -> bool {
    is_name(name) && !name.chars().any(char::is_uppercase)
}

/// Whether it can stand in a predicate as a name, perhaps behind `r#`.
pub(super) fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c == '_' || (is_letter(c) && c.is_alphabetic()))
        && name.chars().all(|c| c == '_' || is_letter(c))
        && name.chars().any(|c| c != '_')
        && !NEVER_RAW.contains(&name)
}

/// A field's name as it is written.
pub(super) fn raw(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("r#{name}") } else { name.to_owned() }
}

/// Keywords that are none behind `r#` either.
const NEVER_RAW: [&str; 5] = ["self", "Self", "super", "crate", "_"];

/// Keywords of any edition.
const KEYWORDS: [&str; 52] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "Self",
    "static", "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// What a struct is not called, since the fields name it.
const STRUCTS: [&str; 6] = ["Option", "Rls", "String", "Vec", "Some", "None"];

/// What an enum is not called, since a type of this name stands for something else.
const TYPES: [&str; 34] = [
    "Option",
    "Rls",
    "String",
    "Vec",
    "Some",
    "None",
    "Box",
    "Cow",
    "Json",
    "DateTime",
    "Uuid",
    "Decimal",
    "BigDecimal",
    "Value",
    "Bytes",
    "OffsetDateTime",
    "Timestamp",
    "NaiveDateTime",
    "PrimitiveDateTime",
    "NaiveDate",
    "Date",
    "NaiveTime",
    "Time",
    "IpAddr",
    "IpNetwork",
    "Ok",
    "Err",
    "Default",
    "Debug",
    "Clone",
    "Result",
    "From",
    "Into",
    "Copy",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structs_are_singular() {
        for (table, expected) in [
            ("todos", "Todo"),
            ("categories", "Category"),
            ("user_profiles", "UserProfile"),
            ("boxes", "Box"),
            ("branches", "Branch"),
            ("addresses", "Address"),
            ("courses", "Course"),
            ("statuses", "Status"),
            ("status", "Status"),
            ("news", "News"),
            ("movies", "Movie"),
            ("sizes", "Size"),
            ("people", "People"),
            ("oauth2_tokens", "Oauth2Token"),
            ("days", "Day"),
        ] {
            assert_eq!(singular(table), expected);
        }
    }

    #[test]
    fn fields_are_names() {
        let of = |names: &[&str]| {
            let (rule, fields) = renamed(names, "snake", &[]);
            (
                rule,
                fields
                    .into_iter()
                    .map(|(name, by_rule)| format!("{name}{}", if by_rule { "" } else { "*" }))
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(of(&["id", "type"]), (None, vec!["id".to_owned(), "type".to_owned()]));
        assert_eq!(of(&["id", "userId", "createdAt"]).0, Some("camelCase"));
        assert_eq!(of(&["a b", "a_b", "2x", "self"]).1, ["a_b_2*", "a_b", "_2x*", "self_*"]);
        assert_eq!(of(&["", "é", "e\u{301}", "日"]).1, ["column*", "é", "e*", "日"]);
    }

    #[test]
    fn keywords_are_raw() {
        assert_eq!(raw("type"), "r#type");
        assert_eq!(raw("kind"), "kind");
        assert!(is_name("r") && !is_name("self") && !is_name("__") && !is_name("2a"));
    }
}
