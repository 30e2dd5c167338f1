//! How long did requests take?

use std::time::Duration;

/// All of them together, and each.
#[derive(Default)]
pub(crate) struct Times {
    pub(crate) all: Duration,
    each: Vec<Duration>,
    /// How many there were, where nobody looked at each.
    counted: usize,
}

impl Times {
    /// Of so many requests together.
    pub(crate) fn of(all: Duration, counted: usize) -> Self {
        Self { all, each: Vec::new(), counted }
    }

    /// One more.
    pub(crate) fn push(&mut self, one: Duration) {
        self.each.push(one);
    }

    /// Those of another client.
    pub(crate) fn take(&mut self, other: Times) {
        self.each.extend(other.each);
    }

    /// What at most so many of a hundred took longer than, in milliseconds.
    fn slowest(&mut self, percent: usize) -> String {
        self.each.sort_unstable();
        let at = (self.each.len() * percent).div_ceil(100).saturating_sub(1);
        self.each.get(at).map_or_else(String::new, |one| format!("{:.2} ms", one.as_secs_f64() * 1000.0))
    }

    #[allow(clippy::cast_precision_loss, reason = "thousands")]
    fn second(&self) -> f64 {
        self.each.len().max(self.counted) as f64 / self.all.as_secs_f64()
    }

    /// Prints them beside those of the driver.
    pub(crate) fn line(&self, name: &str, driver: &Times) {
        let mut sorted = Times { each: self.each.clone(), ..*self };
        let [half, most, nearly] = [50, 95, 99].map(|percent| sorted.slowest(percent));
        println!(
            "{name:<20} {:>10.0} {half:>10} {most:>10} {nearly:>10}   {:.2} x",
            self.second(),
            driver.second() / self.second()
        );
    }
}
