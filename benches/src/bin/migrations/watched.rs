//! What did a command cost, with all that it started?

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fs,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use rls_bench::table;

/// How often a process is looked at.
const EVERY: Duration = Duration::from_millis(2);

/// What it took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    /// Seconds on the clock.
    clock: f64,
    /// Seconds of the processor, in it and its children; none where /proc does not tell.
    processor: Option<f64>,
    /// The most memory that it and its children held at once, in MB.
    memory: Option<f64>,
}

impl Cost {
    /// As cells of a table.
    pub(crate) fn cells(self) -> Vec<String> {
        let seconds =
            |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.2}"));
        let memory = self.memory.map_or_else(|| "-".to_owned(), table::thousands);
        vec![seconds(Some(self.clock)), seconds(self.processor), memory]
    }

    /// Of several runs of a command, each made anew: the least of each figure.
    pub(crate) fn least(
        runs: usize,
        mut command: impl FnMut() -> Result<Command, Box<dyn Error>>,
    ) -> Result<Cost, Box<dyn Error>> {
        let mut least = Cost::of(&mut command()?)?;
        for _ in 1..runs {
            let cost = Cost::of(&mut command()?)?;
            let less = |one: Option<f64>, two: Option<f64>| one.zip(two).map(|(one, two)| one.min(two));
            least = Cost {
                clock: least.clock.min(cost.clock),
                processor: less(least.processor, cost.processor),
                memory: less(least.memory, cost.memory),
            };
        }
        Ok(least)
    }

    /// Runs a command to its end, which must be a good one.
    fn of(command: &mut Command) -> Result<Cost, Box<dyn Error>> {
        let before = of_children();
        let start = Instant::now();
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let mut memory: Option<f64> = None;
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if let Some(now) = held(child.id()) {
                memory = Some(memory.unwrap_or_default().max(now));
            }
            thread::sleep(EVERY);
        };
        let clock = start.elapsed().as_secs_f64();
        if !status.success() {
            return Err(format!("{command:?} failed: {status}").into());
        }
        let processor = before.zip(of_children()).map(|(before, after)| after - before);
        Ok(Cost { clock, processor, memory })
    }
}

/// Seconds of the processor that our ended children and theirs have had.
fn of_children() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // the second field is a name in brackets, which may hold anything
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let field = |i: usize| fields.get(i)?.parse::<f64>().ok();
    Some((field(13)? + field(14)?) / 100.0)
}

/// The most memory that a process and those below it have held so far, in MB.
fn held(process: u32) -> Option<f64> {
    let mut below: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for entry in fs::read_dir("/proc").ok()?.flatten() {
        let Some(number) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        let Ok(stat) = fs::read_to_string(entry.path().join("stat")) else { continue };
        let parent = stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(1)?.parse().ok());
        if let Some(parent) = parent {
            below.entry(parent).or_default().push(number);
        }
    }
    let mut tree = BTreeSet::new();
    let mut waiting = vec![process];
    while let Some(next) = waiting.pop() {
        if tree.insert(next) {
            waiting.extend(below.get(&next).into_iter().flatten());
        }
    }
    let kilobytes: f64 = tree.into_iter().filter_map(of_one).sum();
    (kilobytes > 0.0).then_some(kilobytes / 1024.0)
}

fn of_one(process: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}
