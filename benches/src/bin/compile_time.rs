//! What does the derive cost the compiler?
//!
//! Crates that differ in their derives only are built again and again, in turn, and a crate without derives is taken
//! off.

#[path = "compile_time/crates.rs"]
mod crates;

use std::{error::Error, process::ExitCode};

use rls_bench::{cost::Cost, options::Options, table};

use crate::crates::{Crates, Kind};

const HELP: &str = "\
What does the derive cost the compiler?

Prints the cost of structs that derive pg_rls::Rls beside that of the same structs deriving serde's Serialize and
Deserialize, in `cargo build` and in `cargo check` of the crate that holds them and nothing else (dev profile, not
incremental, dependencies built before), less that of the same structs without a derive. Then that of a clean build of
pg-rls with its default features beside one of serde with `derive`, less that of an empty crate.

What is measured is the processor time of cargo and all that it starts, where /proc tells it, and the time on the
clock: the least of several rounds, in which the crates take turns. No time fails it.

    cargo run --release -p rls-bench --bin compile_time -- [OPTIONS]

    --structs N    structs in a crate                  [200]
    --rounds N     rounds                              [7]
    --clean N      rounds of clean builds              [3]
    --help         this";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("compile_time: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let options = Options::read(HELP, &["structs", "rounds", "clean"]);
    let structs: usize = options.get("structs", 200);
    let (rounds, clean): (usize, usize) = (options.get("rounds", 7), options.get("clean", 3));
    if structs == 0 || rounds == 0 || clean == 0 {
        options.refuse("each of --structs, --rounds and --clean takes at least 1");
    }
    let crates = Crates::write(structs)?;
    println!(
        "{}: {structs} structs, less the same without a derive; seconds, the least of {rounds} rounds",
        crates.rustc()?
    );
    for command in ["build", "check"] {
        let costs = crates.leaves(command, rounds)?;
        print(&format!("cargo {command}"), &costs);
    }
    println!("\na clean build, less an empty crate; seconds, the least of {clean} rounds");
    print("cargo build", &crates.clean_builds(clean)?);
    Ok(())
}

/// The costs of no derive, serde's and ours.
fn print(title: &str, costs: &[Cost; 3]) {
    let [base, serde, ours] = costs;
    let mut rows = vec![
        [title, Kind::Plain.title(), Kind::Serde.title(), Kind::Rls.title(), "ours / serde's"]
            .map(str::to_owned)
            .to_vec(),
    ];
    let mut row = |title: &str, of: fn(&Cost) -> Option<f64>| {
        if let (Some(base), Some(serde), Some(ours)) = (of(base), of(serde), of(ours)) {
            let (serde, ours) = (serde - base, ours - base);
            rows.push(vec![
                title.to_owned(),
                format!("{base:.2}"),
                format!("+ {serde:.2}"),
                format!("+ {ours:.2}"),
                // below the clock's own steps a ratio says nothing
                if serde < 0.02 { "-".to_owned() } else { table::ratio(ours / serde) },
            ]);
        }
    };
    row("processor", |cost| cost.processor);
    row("clock", |cost| Some(cost.clock));
    println!();
    table::print(&rows);
}
