//! Which command runs the migrations of a layout?

/// What brings a database to the newest of the migrations in this folder, as its tool is called on a command line.
pub(crate) fn command(layout: &str, folder: &str) -> String {
    let other = folder != "migrations";
    match layout {
        "diesel" if other => format!("diesel migration run --migration-dir {}", in_shell(folder)),
        "diesel" => "diesel migration run".to_owned(),
        "refinery" => format!("refinery migrate -e DATABASE_URL -p {}", in_shell(folder)),
        "supabase" => "supabase db push".to_owned(),
        "plain" => psql(&format!("{folder}/FILE.up.sql")),
        _ if other => format!("sqlx migrate run --source {}", in_shell(folder)),
        _ => "sqlx migrate run".to_owned(),
    }
}

/// What runs one file.
pub(crate) fn psql(file: &str) -> String {
    format!("psql \"$DATABASE_URL\" -v ON_ERROR_STOP=1 -f {}", in_shell(file))
}

/// A word as a shell takes it.
pub(crate) fn in_shell(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-:".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_stays_one() {
        assert_eq!(in_shell("db/migrations"), "db/migrations");
        assert_eq!(in_shell("my db's"), r"'my db'\''s'");
        assert_eq!(command("sqlx", "a; rm"), "sqlx migrate run --source 'a; rm'");
    }
}
