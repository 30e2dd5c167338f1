//! What does a page show that is one session?
//!
//! A block of Rust, TOML or JavaScript that begins with the name of a file becomes that file, and each `$` line of a `console` block is run, with
//! what it prints below it. Versions of migrations are the time, and are compared as such. `RLS_OVERWRITE=1` writes what is
//! printed into the page; read what changes.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::project::Project;

/// Where the commands are run.
#[derive(Default)]
pub(crate) struct Shell {
    /// What is in the environment, beside what is there.
    pub(crate) variables: Vec<(&'static str, String)>,
    /// Ports in the page, and those that stand for them here.
    pub(crate) ports: Vec<(&'static str, String)>,
}

/// What a shell prints for a line, on both of its outputs.
fn printed(project: &Project, line: &str, shell: &Shell) -> String {
    let replaced = |text: String, (from, to): (&str, &str)| text.replace(from, to);
    let line = shell.ports.iter().fold(line.to_owned(), |line, (page, here)| replaced(line, (page, here)));
    let binary = Path::new(env!("CARGO_BIN_EXE_cargo-rls")).parent().unwrap().to_owned();
    let mut paths = vec![binary];
    paths.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect::<Vec<PathBuf>>());
    let mut bash = Command::new("bash");
    bash.args(["-c", &format!("exec 2>&1; {line}")]).current_dir(project.folder());
    bash.env("PATH", env::join_paths(paths).unwrap()).env_remove("CI");
    bash.envs(shell.variables.iter().map(|(name, value)| (name, value)));
    let output = bash.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    shell.ports.iter().fold(text, |text, (page, here)| replaced(text, (here, page)))
}

/// A text in which each version is the same number.
fn timeless(text: &str) -> String {
    let mut timeless = String::new();
    let mut digits = String::new();
    for c in text.chars().chain(['\0']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        timeless.push_str(if digits.len() == 14 { "20260601120000" } else { &digits });
        digits.clear();
        timeless.push(c);
    }
    timeless.pop();
    timeless
}

/// What the page would be if it showed what is printed now; and how many commands it runs. SQL is for `sql`.
pub(crate) fn session(
    page: &str,
    mut project: Project,
    shell: &Shell,
    sql: &mut dyn FnMut(&str),
) -> (Project, String, usize) {
    let mut written = String::new();
    let mut ran = 0;
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        written.push_str(&format!("{line}\n"));
        let Some(language) = line.strip_prefix("```") else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if language == "console" {
            for command in block.iter().filter_map(|line| line.strip_prefix("$ ")) {
                let printed = timeless(&printed(&project, command, shell));
                written.push_str(&format!("$ {command}\n{printed}"));
                ran += 1;
            }
        } else {
            let first = block.first().copied().unwrap_or_default();
            if language == "sql" {
                sql(&block.join("\n"));
            } else if let Some(file) = first.strip_prefix("// ").or_else(|| first.strip_prefix("# "))
                && Path::new(file).extension().is_some()
            {
                project = project.file(file, block[1..].join("\n") + "\n");
            }
            block.iter().for_each(|line| written.push_str(&format!("{line}\n")));
        }
        written.push_str("```\n");
    }
    (project, written, ran)
}

/// The page shows that, or is written anew.
pub(crate) fn shows(path: &str, page: &str, written: &str) {
    if env::var_os("RLS_OVERWRITE").is_some() {
        fs::write(path, written).unwrap();
    } else {
        assert_eq!(written, page, "RLS_OVERWRITE=1 writes what is printed now");
    }
}
