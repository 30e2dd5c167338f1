//! What does it cost to prove the access table of a hundred tables, beside building the same schema only, in the same run?

use std::{
    error::Error,
    io::{self, IsTerminal, Write},
    process::ExitCode,
    time::Instant,
};

use pg_rls::Provider;
use rls_bench::{options::Options, table};
use rls_core::{
    expr::{Among, Expr},
    ident::QName,
    resolve::Resolved,
    schema::{Column, Command, Identity, Policy, Role, Schema, Table, Type},
    sql,
};
use rls_live::{
    Workshop,
    verify::{self, Progress, prove, ready},
};

const HELP: &str = "\
What does it cost to prove the access table of a hundred tables, beside building the same schema only?

Makes tables of six columns with an identity, an owner, a team and a flag, of which owners, members of the team and, once it is public, everybody
read, on a throwaway server (RLS_PG_BIN chooses which), at a tenth of the size and at all of it. Then, in turns: the schema alone in a new database;
the same with its roles and with rows in each table; every cell proven. Seconds, the least of several runs. Growth is how many times more a
table costs at the greater size: 1 is linear.

    cargo run --release -p rls-bench --bin verify -- [OPTIONS]

    --tables N     tables, 10 at least                         [100]
    --runs N       turns                                       [2]
    --help         this";

/// What one turn took, in seconds, and how much was tried.
struct Took {
    steps: [(&'static str, f64); 3],
    cells: usize,
    probes: usize,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("verify: {error}");
            ExitCode::FAILURE
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "thousands")]
fn run() -> Result<(), Box<dyn Error>> {
    let options = Options::read(HELP, &["tables", "runs"]);
    let tables: usize = options.get("tables", 100);
    let runs: usize = options.get("runs", 2);
    if tables < 10 || runs == 0 {
        options.refuse("--tables takes 10 at least, --runs 1");
    }
    let workshop = Workshop::throwaway()?;
    let mut all = Vec::new();
    for size in [tables / 10, tables] {
        let resolved = schema(size)?;
        let mut least = once(&workshop, &resolved)?;
        for _ in 1..runs {
            let now = once(&workshop, &resolved)?;
            least.steps.iter_mut().zip(now.steps).for_each(|(least, now)| least.1 = least.1.min(now.1));
        }
        all.push(least);
    }
    let [few, many] = &all[..] else { return Err("no turn was made".into()) };
    println!(
        "PostgreSQL {}, {} cells of {tables} tables, {} statements, the least of {runs} turns.",
        workshop.version(),
        table::thousands(many.cells as f64),
        table::thousands(many.probes as f64)
    );
    let mut heading = vec!["seconds".to_owned()];
    heading.extend([tables / 10, tables].map(|size| format!("{size} tables")));
    heading.extend(["growth", "to the schema alone"].map(str::to_owned));
    let mut rows = vec![heading];
    for ((step, few), (_, seconds)) in few.steps.iter().zip(&many.steps) {
        let growth = (seconds / tables as f64) / (few / (tables / 10) as f64);
        rows.push(vec![
            (*step).to_owned(),
            format!("{few:.3}"),
            format!("{seconds:.3}"),
            table::ratio(growth),
            table::ratio(seconds / many.steps[0].1),
        ]);
    }
    table::print(&rows);
    println!("  {} statements a second", table::thousands(many.probes as f64 / many.steps[2].1));
    Ok(())
}

fn once(workshop: &Workshop, resolved: &Resolved) -> Result<Took, Box<dyn Error>> {
    let options = verify::Options::default();
    let start = Instant::now();
    let bare = workshop.database("bare")?;
    let mut session = bare.session()?;
    session.client().batch_execute(&resolved.provider.bootstrap())?;
    session.client().batch_execute(&sql::ddl(resolved))?;
    let alone = start.elapsed().as_secs_f64();
    drop((session, bare));
    let start = Instant::now();
    let (scratch, filled) = ready(workshop, resolved, &options)?;
    let with_rows = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let terminal = io::stderr().is_terminal();
    let report = prove(&scratch, resolved, &filled, &options, &mut |Progress { done, of, table }| {
        if terminal {
            let _ = write!(io::stderr(), "\r{done}/{of} {table:<30}");
        }
    })?;
    if terminal {
        let _ = write!(io::stderr(), "\r{:60}\r", "");
    }
    let proven = start.elapsed().as_secs_f64();
    let counts = report.counts();
    if counts.proven < counts.cells {
        return Err(format!("not all is proven: {counts}").into());
    }
    let steps = [("the schema alone", alone), ("with roles and rows", with_rows), ("proven", proven)];
    Ok(Took { steps, cells: counts.cells, probes: counts.probes })
}

/// So many tables, and one that says who is in which team.
fn schema(tables: usize) -> Result<Resolved, Box<dyn Error>> {
    let members = Table::new(QName::new("members"))
        .column(Column::new("team_id", Type::BigInt))
        .column(Column::new("user_id", Type::Text))
        .primary_key(["team_id", "user_id"])
        .policy(Policy::crud(Command::Select, [Role::SignedIn]).using(Expr::owner("user_id")));
    let mut schema = Schema::new().table(members);
    for n in 1..tables {
        let of_team = Among::member("team_id", QName::new("members"), "team_id", "user_id", None);
        let read = Expr::column("is_public").or(Expr::owner("user_id")).or(Expr::among(of_team));
        let own = || Expr::owner("user_id");
        let signed_in = || [Role::SignedIn];
        schema = schema.table(
            Table::new(QName::new(format!("notes_{n}")))
                .column(Column::new("id", Type::BigInt).identity(Identity::ByDefault))
                .column(Column::new("user_id", Type::Text))
                .column(Column::new("team_id", Type::BigInt))
                .column(Column::new("is_public", Type::Boolean))
                .column(Column::new("title", Type::Text))
                .column(Column::new("made_at", Type::TimestampTz).default_sql("now()"))
                .primary_key(["id"])
                .policy(Policy::crud(Command::Select, signed_in()).using(read))
                .policy(Policy::crud(Command::Insert, signed_in()).check(own()))
                .policy(Policy::crud(Command::Update, signed_in()).using(own()).check(own()))
                .policy(Policy::crud(Command::Delete, signed_in()).using(own())),
        );
    }
    schema.resolve(&Provider::Neon).map_err(|errors| errors.to_string().into())
}
