//! What does the same take by Postgres's own bench?
//!
//! It has a connection a client and looks at no answer; so it says how fast the server is, and its clients are as many as the pools have connections.

use std::{error::Error, fs, process::Command, time::Duration};

use rls_postgres::Binaries;

use crate::{Bench, SQL, database::Mode, times::Times};

/// None where it is not installed, or where claims are signed, which it cannot do.
pub(crate) fn run(bench: &Bench) -> Result<Option<Times>, Box<dyn Error>> {
    let program = Binaries::find()?.dir().join("pgbench");
    if bench.database.mode != Mode::Plain || !program.is_file() {
        return Ok(None);
    }
    let script = std::env::temp_dir().join(format!("rls-bench-{}.sql", std::process::id()));
    fs::write(
        &script,
        format!(
            "\\set u random(0, {})
             BEGIN;
             SELECT set_config('role', 'authenticated', true), set_config('request.jwt.claims', '{{\"sub\":\"user' || :u || '\"}}', true);
             {SQL};
             COMMIT;",
            bench.users - 1
        ),
    )?;
    let each = bench.requests.div_ceil(bench.connections);
    let number = |number: usize| number.to_string();
    let output = Command::new(program)
        .args(["--no-vacuum", "--protocol", "prepared", "--jobs", "2", "--client"])
        .args([&number(bench.connections), "--transactions", &number(each), "--file"])
        .arg(&script)
        .arg(bench.database.conninfo())
        .output();
    fs::remove_file(&script)?;
    let output = output?;
    let said = String::from_utf8_lossy(&output.stdout);
    let tps =
        said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse::<f64>().ok());
    let Some(tps) = tps.filter(|_| output.status.success()) else {
        return Err(format!("pgbench fails: {}", String::from_utf8_lossy(&output.stderr)).into());
    };
    #[allow(clippy::cast_precision_loss, reason = "thousands")]
    let counted = (each * bench.connections) as f64;
    Ok(Some(Times::of(Duration::from_secs_f64(counted / tps), each * bench.connections)))
}
