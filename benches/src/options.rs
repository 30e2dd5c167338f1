//! What was asked for on the command line?

use std::{env, process::exit, str::FromStr};

/// `--name VALUE` pairs; anything else, and `--help`, prints the help and ends the program.
#[derive(Debug)]
pub struct Options {
    help: &'static str,
    given: Vec<(String, String)>,
}

impl Options {
    /// Those of this process, of which these names are known.
    pub fn read(help: &'static str, names: &[&str]) -> Self {
        let mut given = Vec::new();
        let mut arguments = env::args().skip(1);
        while let Some(argument) = arguments.next() {
            if matches!(argument.as_str(), "--help" | "-h") {
                println!("{help}");
                exit(0);
            }
            let known = argument.strip_prefix("--").filter(|name| names.contains(name)).map(str::to_owned);
            match (known, arguments.next()) {
                (Some(name), Some(value)) => given.push((name, value)),
                (Some(name), None) => refuse(help, &format!("--{name} needs a value")),
                (None, _) => refuse(help, &format!("there is no option {argument}")),
            }
        }
        if cfg!(debug_assertions) {
            println!("a debug build: it runs, and its figures are none\n");
        }
        Options { help, given }
    }

    /// The value of a name, or this one.
    pub fn get<T: FromStr>(&self, name: &str, otherwise: T) -> T {
        match self.given.iter().rev().find(|(given, _)| given == name) {
            None => otherwise,
            Some((_, value)) => value
                .replace(['_', ','], "")
                .parse()
                .unwrap_or_else(|_| self.refuse(&format!("--{name} takes no {value}"))),
        }
    }

    /// Ends the program: these options cannot be used.
    pub fn refuse(&self, why: &str) -> ! {
        refuse(self.help, why)
    }
}

fn refuse(help: &str, why: &str) -> ! {
    eprintln!("{why}\n\n{help}");
    exit(2)
}
