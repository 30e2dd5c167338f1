//! Starts some servers and says how long each step takes: `cargo run -p rls-postgres --example start`.

use std::time::Instant;

use rls_postgres::{Binaries, Error, Server};

fn main() -> Result<(), Error> {
    let begun = Instant::now();
    let binaries = Binaries::find()?;
    let took = begun.elapsed().as_millis();
    println!("{took:>5} ms  to find PostgreSQL {} in {}", binaries.version(), binaries.dir().display());
    for round in 1..=4 {
        let begun = Instant::now();
        let server = Server::start_with(&binaries)?;
        let took = begun.elapsed().as_millis();
        let note = if round == 1 { " (with initdb, where it has not run for this version)" } else { "" };
        println!("{took:>5} ms  to running server {round}{note}");
        let begun = Instant::now();
        drop(server);
        println!("{:>5} ms  to its end", begun.elapsed().as_millis());
    }
    Ok(())
}
