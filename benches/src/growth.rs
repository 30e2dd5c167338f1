//! Does a step cost the same for each table of a hundred and of ten thousand?

use std::error::Error;

use crate::table;

/// Prints microseconds a table of each step, at a tenth of the middle size, at it and at ten times as many, and how many
/// times more the greatest size takes a table than the least. Of the two smaller sizes it is the least of so many runs.
///
/// `once` gives the seconds of each step, in the order of `steps`.
///
/// # Errors
/// What making the models or a step ran into.
pub fn print<T>(
    steps: &[&str],
    middle: usize,
    runs: usize,
    make: impl Fn(usize) -> Result<T, Box<dyn Error>>,
    once: impl Fn(&T) -> Result<Vec<f64>, Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let sizes = [middle / 10, middle, middle * 10];
    let mut lines = vec![vec!["microseconds a table".to_owned()]];
    lines[0].extend(sizes.map(|size| format!("{size} tables")));
    lines[0].push("growth".to_owned());
    lines.extend(steps.iter().map(|step| vec![(*step).to_owned()]));
    let mut all: Vec<Vec<f64>> = Vec::new();
    for (at, &size) in sizes.iter().enumerate() {
        let made = make(size)?;
        let mut least = vec![f64::INFINITY; steps.len()];
        for _ in 0..if at == 2 { 1 } else { runs } {
            for (least, taken) in least.iter_mut().zip(once(&made)?) {
                *least = least.min(taken);
            }
        }
        #[allow(clippy::cast_precision_loss, reason = "thousands")]
        let each: Vec<f64> = least.iter().map(|seconds| seconds * 1e6 / size as f64).collect();
        each.iter().zip(&mut lines[1..]).for_each(|(micros, line)| line.push(format!("{micros:.1}")));
        all.push(each);
    }
    for (step, line) in lines[1..].iter_mut().enumerate() {
        line.push(table::ratio(all[2][step] / all[0][step]));
    }
    table::print(&lines);
    Ok(())
}
