//! What does a change of one table among thousands cost?
//!
//! First the library alone: two settled schemas, the plan between them, its words and hashes. Then the whole command
//! beside drizzle-kit's, as processes, on the same tables.

#[path = "migrations/drizzle.rs"]
mod drizzle;
#[path = "migrations/ours.rs"]
mod ours;
#[path = "migrations/watched.rs"]
mod watched;

use std::{error::Error, path::PathBuf, process::ExitCode, time::Instant};

use pg_rls::Provider;
use rls_bench::{growth, options::Options, sources::sources, table};
use rls_core::{
    access::compare,
    document,
    plan::{self, plan, summary},
    resolve::Resolved,
    schema::{Column, Command, Policy, Role, Schema, Type},
    snapshot,
    syntax::scan::scan,
};

const HELP: &str = "\
What does a change of one table among thousands cost?

First, microseconds a table, the least of several runs: what is done with two settled schemas that are the same, or of
which one table is another. What costs the same for each table of a hundred and of ten thousand is linear; the last
column says how many times more the greatest size takes a table than the least.

Then the commands, as processes, on the same tables (owner, four policies, five columns): `cargo rls diff` beside
`drizzle-kit generate`, with one column more and with no change. Seconds on the clock and of the processor, and the most
memory that the process and its children held (VmHWM, looked at every two milliseconds). drizzle-kit comes from
tests/drizzle and needs node; without it that half says so and is left out.

    cargo run --release -p rls-bench --bin migrations -- [OPTIONS]

    --tables N     the middle size; a tenth and ten times as many are measured too [1,000]
    --runs N       runs of the two smaller sizes, and of each command              [5]
    --growth N     0 leaves the first half out                                     [1]
    --drizzle N    0 leaves drizzle-kit out                                        [1]
    --help         this";

const STEPS: [&str; 12] = [
    "plan: nothing changed",
    "plan: a column more",
    "plan: a column less",
    "plan: a column's type",
    "plan: a column's name",
    "plan: a policy's clause",
    "plan: a table less",
    "plan: all from nothing",
    "of it access: a column more",
    "summary: a column more",
    "hash",
    "document, read",
];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("migrations: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let options = Options::read(HELP, &["tables", "runs", "growth", "drizzle"]);
    let middle: usize = options.get("tables", 1000);
    let runs: usize = options.get("runs", 5);
    if middle < 100 || runs == 0 {
        options.refuse("--tables takes 100 at least, --runs 1");
    }
    if options.get("growth", 1) > 0 {
        growth::print(&STEPS, middle, runs, Pairs::of, Pairs::once)?;
        println!();
    }
    let beside: usize = options.get("drizzle", 1);
    processes(middle, runs, beside > 0)
}

/// A schema, and what became of it.
struct Pairs {
    before: Resolved,
    /// One for each of the first plans.
    after: Vec<Resolved>,
    empty: Resolved,
    document: String,
}

impl Pairs {
    fn of(tables: usize) -> Result<Self, Box<dyn Error>> {
        let sources = sources(tables);
        let files: Vec<PathBuf> = sources.keys().cloned().collect();
        let schema = scan(&files, &sources).map_err(|failure| failure.errors)?.schema;
        let provider = Provider::Neon;
        let before = schema.resolve(&provider)?;
        // a plain one in the middle, to which nothing else refers
        let plain = |at: &usize| {
            schema.tables[*at].policies.len() == 4 && schema.tables[*at].name.name.ends_with('8')
        };
        let at = (tables / 2..tables).find(plain).ok_or("no table to change")?;
        let changes: [&dyn Fn(&mut Schema); 7] = [
            &|_| {},
            &|schema| schema.tables[at].columns.push(Column::new("more", Type::Text).default_sql("''")),
            &|schema| schema.tables[at].columns.retain(|column| column.name != "title"),
            &|schema| change(schema, at, |column| column.ty = Type::Other("varchar(200)".to_owned())),
            &|schema| {
                change(schema, at, |column| {
                    column.renamed_from = Some(std::mem::replace(&mut column.name, "heading".to_owned()));
                });
            },
            &|schema| {
                let policy = Policy::new("more", Command::Select, [Role::SignedIn]);
                schema.tables[at].policies.push(policy.using(rls_core::expr::Expr::column("is_public")));
            },
            &|schema| {
                schema.tables.remove(at);
            },
        ];
        let mut after = Vec::new();
        for made in changes {
            let mut schema = schema.clone();
            made(&mut schema);
            after.push(schema.resolve(&provider)?);
        }
        let empty = Schema::new().resolve(&provider)?;
        let document = document::write(&before);
        Ok(Pairs { before, after, empty, document })
    }

    /// Seconds of each step.
    fn once(&self) -> Result<Vec<f64>, Box<dyn Error>> {
        let mut taken = Vec::new();
        let options = plan::Options::default();
        let mut statements = Vec::new();
        let mut time = |taken: &mut Vec<f64>, old: &Resolved, new: &Resolved| {
            let start = Instant::now();
            let plan = plan(old, new, &options);
            taken.push(start.elapsed().as_secs_f64());
            statements.push(plan.parts.iter().map(|part| part.up.len()).sum::<usize>());
        };
        self.after.iter().for_each(|after| time(&mut taken, &self.before, after));
        time(&mut taken, &self.empty, &self.before);
        let start = Instant::now();
        let access = compare(&self.before, &self.after[1]).len();
        taken.push(start.elapsed().as_secs_f64());
        let start = Instant::now();
        let differences = summary(&self.before, &self.after[1]).len();
        taken.push(start.elapsed().as_secs_f64());
        let start = Instant::now();
        let hash = snapshot::hash(&self.before);
        taken.push(start.elapsed().as_secs_f64());
        let start = Instant::now();
        let read = document::read(&self.document)?;
        taken.push(start.elapsed().as_secs_f64());
        // they must have done something, and what is the same must be found to be
        let changed = statements[1..].iter().all(|&count| count > 0);
        if statements[0] > 0
            || !changed
            || access > 0
            || differences != 1
            || hash.is_empty()
            || read.schema != self.before.schema
        {
            return Err(format!("statements {statements:?}, {differences} differences").into());
        }
        Ok(taken)
    }
}

fn change(schema: &mut Schema, at: usize, to: impl Fn(&mut Column)) {
    let columns = schema.tables[at].columns.iter_mut();
    columns.filter(|column| column.name == "title").for_each(to);
}

fn processes(tables: usize, runs: usize, beside: bool) -> Result<(), Box<dyn Error>> {
    let mut lines = vec![
        [&*format!("{tables} tables"), "clock s", "processor s", "memory MB"].map(str::to_owned).to_vec(),
    ];
    let mut add = |what: &str, cost: Option<watched::Cost>| {
        let cost = cost.map_or_else(|| vec!["-".to_owned(); 3], watched::Cost::cells);
        lines.push([vec![what.to_owned()], cost].concat());
    };
    let ours = ours::Project::new(tables)?;
    let drizzle = if beside { drizzle::Project::new(tables)? } else { None };
    for (what, changed) in [("no change", false), ("one column more", true)] {
        add(&format!("cargo rls diff: {what}"), Some(ours.diff(changed, runs)?));
        let theirs = drizzle.as_ref().map(|drizzle| drizzle.generate(changed, runs)).transpose()?;
        add(&format!("drizzle-kit generate: {what}"), theirs);
    }
    table::print(&lines);
    Ok(())
}
