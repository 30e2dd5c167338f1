//! `cargo rls`: what do annotated structs mean, from the command line?
//!
//! Read in the order that data takes:
//!
//! | module | question it answers |
//! | --- | --- |
//! | `cli` | what can be asked for? |
//! | `project` | where is the project? |
//! | `config` | what does rls.toml say? |
//! | `sources` | how are source files read from a disk? |
//! | `models` | what do the models of this project say? |
//! | `command` | what does each command do? |
//! | `fix` | how is a source file mended? |
//! | `finding` | what is wrong, and with which exit status does that end? |
//! | `report` | how is that shown? |
//! | `output` | how is text written to a terminal, a file or a pipe? |

mod cli;
mod command;
mod config;
mod finding;
mod fix;
mod models;
mod output;
mod project;
mod report;
mod sources;

use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match cli::parse(std::env::args_os()) {
        Ok(cli) => cli,
        Err(error) => {
            // nothing is left to say where even this cannot be written
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    output::colors(cli.project.color);
    match command::run(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            report::show(&failure, cli.format());
            ExitCode::from(failure.status.code())
        }
    }
}
