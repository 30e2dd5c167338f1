//! How are the small things written: a name with its schema, options, a comment, an owner?

use crate::ident::{literal, quote};

/// A name with its schema, whichever that is: what is made of a catalog depends on no search path.
pub(crate) fn at(schema: &str, name: &str) -> String {
    format!("{}.{}", quote(schema), quote(name))
}

/// `COMMENT ON`.
pub(crate) fn comment(on: &str, text: &str) -> String {
    format!("COMMENT ON {on} IS {}", literal(text))
}

/// `ALTER … OWNER TO`.
pub(crate) fn owner(of: &str, role: &str) -> String {
    format!("ALTER {of} OWNER TO {}", quote(role))
}

/// Options as the catalog keeps them, `fillfactor=70`, as SQL takes them. The name is Postgres's own word or an extension's.
pub(crate) fn options(list: &[String], prefix: &str) -> String {
    let one = |option: &String| match option.split_once('=') {
        Some((name, value)) => format!("{prefix}{} = {}", quote(name), literal(value)),
        None => format!("{prefix}{}", quote(option)),
    };
    let all: Vec<String> = list.iter().map(one).collect();
    all.join(", ")
}

/// Options for a foreign server, which have no `=`.
pub(crate) fn foreign_options(list: &[String]) -> String {
    if list.is_empty() {
        return String::new();
    }
    let one = |option: &String| {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        format!("{} {}", quote(name), literal(value))
    };
    let all: Vec<String> = list.iter().map(one).collect();
    format!(" OPTIONS ({})", all.join(", "))
}

/// `ALTER ROLE … SET` of what the catalog keeps as `name=value`. A list of names is kept as SQL, any other value as it is.
pub(crate) fn setting(setting: &str) -> Option<String> {
    let (name, value) = setting.split_once('=')?;
    let listed = [
        "search_path",
        "temp_tablespaces",
        "local_preload_libraries",
        "session_preload_libraries",
        "shared_preload_libraries",
        "unix_socket_directories",
    ];
    let value = if listed.contains(&name.to_ascii_lowercase().as_str()) && !value.is_empty() {
        value.to_owned()
    } else {
        literal(value)
    };
    // a name of an extension's has a dot in it
    let name: Vec<String> = name.split('.').map(quote).collect();
    Some(format!("SET {} TO {value}", name.join(".")))
}
