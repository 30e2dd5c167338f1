//! What did a command cost?

use std::{error::Error, fs, process::Command, time::Instant};

/// Seconds.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// Of the processor, in the command and all that it started; none where /proc does not tell.
    pub processor: Option<f64>,
    /// On the clock.
    pub clock: f64,
}

impl Cost {
    /// More than anything.
    pub const WORST: Cost = Cost { processor: Some(f64::INFINITY), clock: f64::INFINITY };

    /// The less of two, in each.
    pub fn least(self, other: Cost) -> Cost {
        let processor = self.processor.zip(other.processor).map(|(one, two)| one.min(two));
        Cost { processor, clock: self.clock.min(other.clock) }
    }

    /// Runs a command to its end, which must be a good one.
    pub fn of(command: &mut Command) -> Result<Cost, Box<dyn Error>> {
        let (start, before) = (Instant::now(), of_children());
        let output = command.output()?;
        let (clock, after) = (start.elapsed().as_secs_f64(), of_children());
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(format!("{command:?} failed:\n{said}").into());
        }
        Ok(Cost { processor: before.zip(after).map(|(before, after)| after - before), clock })
    }
}

/// Seconds of the processor that our ended children and theirs have had: the fields `cutime` and `cstime`, in the
/// hundredths of a second that every Linux counts them in.
fn of_children() -> Option<f64> {
    ticks(&fs::read_to_string("/proc/self/stat").ok()?)
}

fn ticks(stat: &str) -> Option<f64> {
    // the second field is a name in brackets, which may hold anything
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let field = |i: usize| fields.get(i)?.parse::<f64>().ok();
    Some((field(13)? + field(14)?) / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_children_took() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194560 1 2 3 4 11 12 250 50 20 0 1 0 5 6 7";
        assert_eq!(ticks(stat), Some(3.0));
        assert_eq!(ticks("nothing"), None);
    }

    #[test]
    fn the_least_is_of_each() {
        let least =
            Cost { processor: Some(1.0), clock: 4.0 }.least(Cost { processor: Some(2.0), clock: 3.0 });
        assert_eq!((least.processor, least.clock), (Some(1.0), 3.0));
    }
}
