//! What does the environment say of what an address leaves out?

use std::{collections::BTreeMap, fs, path::PathBuf};

/// libpq's variables, and whose value they are.
const VARIABLES: [(&str, &str); 13] = [
    ("PGHOST", "host"),
    ("PGHOSTADDR", "hostaddr"),
    ("PGPORT", "port"),
    ("PGDATABASE", "dbname"),
    ("PGUSER", "user"),
    ("PGPASSWORD", "password"),
    ("PGPASSFILE", "passfile"),
    ("PGOPTIONS", "options"),
    ("PGAPPNAME", "application_name"),
    ("PGSSLMODE", "sslmode"),
    ("PGSSLROOTCERT", "sslrootcert"),
    ("PGCONNECT_TIMEOUT", "connect_timeout"),
    ("PGCHANNELBINDING", "channel_binding"),
];

/// Puts in what is not there yet.
pub(super) fn complete(parameters: &mut BTreeMap<String, String>, variable: &dyn Fn(&str) -> Option<String>) {
    // an address of the text is not mixed with one of the environment
    let placed = parameters.contains_key("host") || parameters.contains_key("hostaddr");
    for (name, key) in VARIABLES {
        if placed && matches!(key, "host" | "hostaddr") {
            continue;
        }
        if let Some(value) = variable(name).filter(|value| !value.is_empty()) {
            parameters.entry(key.to_owned()).or_insert(value);
        }
    }
    if !parameters.contains_key("user")
        && let Some(user) = variable("USER").or_else(|| variable("USERNAME")).filter(|user| !user.is_empty())
    {
        parameters.insert("user".to_owned(), user);
    }
    if parameters.contains_key("password") {
        return;
    }
    let named = parameters.get("passfile").map(PathBuf::from);
    let file = named.or_else(|| {
        if cfg!(windows) {
            Some(PathBuf::from(variable("APPDATA")?).join("postgresql").join("pgpass.conf"))
        } else {
            Some(PathBuf::from(variable("HOME")?).join(".pgpass"))
        }
    });
    if let Some(text) = file.filter(private).and_then(|file| fs::read_to_string(file).ok())
        && let Some(password) = password(&text, parameters)
    {
        parameters.insert("password".to_owned(), password);
    }
}

/// As libpq, we do not read a password file that others can read.
fn private(file: &PathBuf) -> bool {
    let Ok(meta) = fs::metadata(file) else { return false };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = meta.permissions().mode();
        meta.is_file() && mode & 0o777 == mode & 0o700
    }
    #[cfg(not(unix))]
    meta.is_file()
}

/// The last field of the first line `host:port:database:user:password` that is about this address.
fn password(text: &str, parameters: &BTreeMap<String, String>) -> Option<String> {
    let get = |key: &str, otherwise| parameters.get(key).map_or(otherwise, String::as_str);
    let user = get("user", "");
    let wanted = [get("host", "localhost"), get("port", "5432"), get("dbname", user), user];
    text.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let fields = fields(line);
        let (fits, password) = (fields.get(..4)?, fields.get(4)?);
        let same = fits.iter().zip(wanted).all(|(field, wanted)| field == "*" || field == wanted);
        same.then(|| password.clone())
    })
}

/// Cut at colons; `\:` and `\\` stand for themselves.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        let letter = match letter {
            '\\' => letters.next().unwrap_or('\\'),
            ':' if fields.len() < 5 => {
                fields.push(String::new());
                continue;
            }
            letter => letter,
        };
        if let Some(last) = fields.last_mut() {
            last.push(letter);
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn the_environment_says_what_is_left_out() {
        let variables = of(&[
            ("PGHOST", "there"),
            ("PGPORT", "1"),
            ("PGUSER", "me"),
            ("PGPASSWORD", "a:b"),
            ("USER", "other"),
        ]);
        let variable = |name: &str| variables.get(name).cloned();
        let mut read = of(&[("host", "here"), ("user", "you")]);
        complete(&mut read, &variable);
        assert_eq!(read, of(&[("host", "here"), ("port", "1"), ("user", "you"), ("password", "a:b")]));
        let mut read = of(&[]);
        complete(&mut read, &variable);
        assert_eq!(read, of(&[("host", "there"), ("port", "1"), ("user", "me"), ("password", "a:b")]));
    }

    #[test]
    fn a_password_file_is_read_as_libpq_reads_it() {
        let file = "# x:*:*:*:no\nother:*:*:*:no\nh:5432:app:me:a\\:b\\\\c:d\n*:*:*:*:last";
        let password =
            |database| super::password(file, &of(&[("host", "h"), ("user", "me"), ("dbname", database)]));
        assert_eq!(password("app").as_deref(), Some("a:b\\c:d"));
        assert_eq!(password("else").as_deref(), Some("last"));
    }
}
