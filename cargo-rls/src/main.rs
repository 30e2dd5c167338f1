//! `cargo rls`: what do annotated structs mean, from the command line?
//!
//! Where the project is, what rls.toml and the models say and what is wrong with them is the crate `rls-project`. Read in the
//! order that data takes:
//!
//! | module | question it answers |
//! | --- | --- |
//! | `cli` | what can be asked for? |
//! | `accepted` | what was accepted, and what do the models say now? |
//! | `side` | which schema does an argument name: of the models, a snapshot, a file, or a database? |
//! | `command` | what does each command do? |
//! | `runner` | which command runs the migrations of a layout? |
//! | `fix` | how is a source file mended? |
//! | `report` | how is that shown? |
//! | `output` | how is text written to a terminal, a file or a pipe? |

mod accepted;
mod cli;
mod command;
mod fix;
mod output;
mod report;
mod runner;
mod side;

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
