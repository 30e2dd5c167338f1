//! Does an author see each fault once, on its token, with what to write instead, from both doors?
//!
//! `tests/ui/<theme>/<case>.rs` holds one fault a file (`several/` holds many), and beside it what rustc says, which
//! `tests/ui/faults.rs` compares; `tests/ui/pass/` holds programs that must compile without a word, and run.

use std::{collections::BTreeMap, fs, path::PathBuf, process::Command};

use rls_core::{
    diagnostic::{Diagnostic, Place},
    syntax::scan::scan,
};

use crate::nested;

/// The themes: each folder of cases that must fail.
fn themes() -> Vec<PathBuf> {
    let mut themes: Vec<PathBuf> =
        fs::read_dir("tests/ui").unwrap().map(|entry| entry.unwrap().path()).collect();
    themes.retain(|path| path.is_dir() && !path.ends_with("pass"));
    themes.sort();
    themes
}

/// Every case that must fail, with its text and with what rustc says.
fn cases() -> Vec<(PathBuf, String, String)> {
    let mut cases = Vec::new();
    for theme in themes() {
        let files = fs::read_dir(theme).unwrap().map(|entry| entry.unwrap().path());
        for file in files.filter(|file| file.extension().is_some_and(|extension| extension == "rs")) {
            let expected = fs::read_to_string(file.with_extension("stderr")).unwrap_or_else(|error| {
                panic!(
                    "{}: {error}; TRYBUILD=overwrite cargo test -p rls-ui writes what is expected",
                    file.display()
                )
            });
            cases.push((file.clone(), fs::read_to_string(&file).unwrap(), expected));
        }
    }
    cases.sort();
    cases
}

/// A fault as an author sees it: the lines of its message, and the line and column where it begins.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Shown {
    message: String,
    line: usize,
    column: usize,
}

/// The errors in rustc's output.
fn shown_by_rustc(stderr: &str) -> Vec<Shown> {
    let mut shown = Vec::new();
    let mut message: Option<Vec<&str>> = None;
    for line in stderr.lines() {
        if line.starts_with("error") {
            let (_, text) = line.split_once(": ").unwrap();
            // a constant that an enum does not have is found while the program compiles
            message = Some(vec![text.trim_start_matches("evaluation panicked: ")]);
        } else if let Some((_, place)) = line.split_once("--> ") {
            let Some(lines) = message.take() else { continue };
            let mut numbers = place.rsplit(':').map(|number| number.parse().unwrap());
            let (column, line) = (numbers.next().unwrap(), numbers.next().unwrap());
            shown.push(Shown { message: lines.join("\n"), line, column });
        } else if let Some(lines) = &mut message {
            lines.push(line.trim());
        }
    }
    shown
}

/// The faults that the scanner finds in the same text.
fn shown_by_scanner(text: &str) -> Vec<Shown> {
    let file = PathBuf::from("case.rs");
    let sources = BTreeMap::from([(file.clone(), text.to_owned())]);
    let Err(failure) = scan(&[file], &sources) else { return Vec::new() };
    failure.errors.iter().map(|diagnostic| shown(diagnostic, text)).collect()
}

fn shown(diagnostic: &Diagnostic, text: &str) -> Shown {
    let Place::Source { range, .. } = &diagnostic.place else { panic!("{diagnostic} is nowhere") };
    let before = &text[..range.start];
    let start_of_line = before.rfind('\n').map_or(0, |newline| newline + 1);
    let lines: Vec<String> = diagnostic.to_string().lines().map(|line| line.trim().to_owned()).collect();
    Shown {
        message: lines.join("\n"),
        line: before.matches('\n').count() + 1,
        column: before[start_of_line..].chars().count() + 1,
    }
}

/// Whether an error is one of ours: they end with their code. The others are the compiler's own, of a trait that is
/// not there.
fn is_ours(shown: &Shown) -> bool {
    shown.message.lines().next().is_some_and(|line| line.ends_with(']') && line.contains(" [RLS"))
}

/// Each is a program of its own, of one package.
#[test]
fn what_is_right_compiles_without_a_word_and_runs() {
    let uses = format!(
        "chrono = {{ version = \"0.4\", default-features = false }}\npg-rls = {{ path = {:?}, features = [\"sql\"] }}\nuuid = \"1\"\n",
        nested::here()
    );
    let folder = nested::package("rls-ui-pass", &uses);
    let mut names = Vec::new();
    for entry in fs::read_dir("tests/ui/pass").unwrap() {
        let file = entry.unwrap().path();
        fs::copy(&file, folder.join("src/bin").join(file.file_name().unwrap())).unwrap();
        names.push(file.file_stem().unwrap().to_str().unwrap().to_owned());
    }
    assert!(names.len() > 5, "{names:?}");
    let _one = nested::ONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let output =
        nested::command(env!("CARGO"), &folder).args(["build", "--bins", "--keep-going"]).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && !stderr.contains("warning"), "{stderr}");
    for name in names {
        let output = Command::new(nested::target().join("debug").join(&name)).output().unwrap();
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn one_fault_is_one_error() {
    for (path, _, stderr) in cases() {
        let shown = shown_by_rustc(&stderr);
        let several = path.parent().is_some_and(|theme| theme.ends_with("several"));
        assert_eq!(several, shown.len() > 1, "{}: {stderr}", path.display());
        assert!(!shown.is_empty(), "{}: {stderr}", path.display());
        assert!(!stderr.contains("warning"), "{}: {stderr}", path.display());
    }
}

#[test]
fn what_is_wrong_comes_with_what_to_write() {
    for (path, _, stderr) in cases() {
        for error in shown_by_rustc(&stderr) {
            assert!(!is_ours(&error) || error.message.contains("\nhelp: "), "{}: {stderr}", path.display());
        }
    }
}

#[test]
fn the_scanner_says_the_same_at_the_same_place() {
    for (path, text, stderr) in cases() {
        let (derive, of_types): (Vec<Shown>, Vec<Shown>) =
            shown_by_rustc(&stderr).into_iter().partition(is_ours);
        let (same, rest): (Vec<Shown>, Vec<Shown>) =
            shown_by_scanner(&text).into_iter().partition(|shown| derive.contains(shown));
        let sorted = |mut shown: Vec<Shown>| {
            shown.sort();
            shown
        };
        assert_eq!(sorted(derive), sorted(same), "{}", path.display());
        // what a type is the derive leaves to the compiler; the scanner looks for the enum itself
        let of = |shown: &[Shown]| -> Vec<(String, usize, usize)> {
            let first = |shown: &Shown| {
                let line = shown.message.split(" [RLS").next().unwrap().lines().next().unwrap().to_owned();
                // of a variant the compiler has words of its own
                if line.contains("no variant") { "no variant".to_owned() } else { line }
            };
            shown.iter().map(|shown| (first(shown), shown.line, shown.column)).collect()
        };
        assert_eq!(of(&of_types), of(&rest), "{}", path.display());
    }
}

#[test]
fn every_code_of_the_parser_has_a_case() {
    use rls_core::diagnostic::Code;
    // what only a file or a whole schema can show, and never one item
    let elsewhere = [Code::RUST_SYNTAX, Code::UNKNOWN_ROLE, Code::UNKNOWN_REFERENCE];
    let all: String = cases().into_iter().map(|(_, _, stderr)| stderr).collect();
    for code in Code::ALL {
        assert_eq!(!elsewhere.contains(code), all.contains(&format!("[{code}]")), "{code}");
    }
}

/// A crate that calls `Schema::sql` without the feature: the features of this test's own build would hide it.
#[test]
fn without_the_feature_sql_the_error_names_it() {
    let folder = nested::package("without-sql", &format!("pg-rls = {{ path = {:?} }}\n", nested::here()));
    let main = "#[derive(pg_rls::Rls)]\nstruct Todo {\n    id: i64,\n}\n\n\
                fn main() {\n    print!(\"{}\", pg_rls::schema![Todo].sql());\n}\n";
    fs::write(folder.join("src/main.rs"), main).unwrap();
    let _one = nested::ONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let output = nested::command(env!("CARGO"), &folder).args(["check", "--quiet"]).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success(), "{stderr}");
    for line in [
        "need the feature `sql` of pg-rls",
        "this needs the feature `sql`",
        "cargo add --dev pg-rls --features sql",
        "src/main.rs:7",
    ] {
        assert!(stderr.contains(line), "`{line}` is not in:\n{stderr}");
    }
    assert_eq!(stderr.matches("error[").count(), 1, "{stderr}");
}
