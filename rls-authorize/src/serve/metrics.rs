//! How much was asked, and how did it end, in numbers?
//!
//! A dozen counters and one histogram, in the text that Prometheus reads. They are atomics: a crate for it would bring a registry of
//! names at run time and another way to say the same, and what is counted here is known when this is compiled.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use super::pool::Status;

/// The upper ends of the histogram's buckets, in milliseconds.
const BUCKETS: [u64; 12] = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000, 30_000];

/// What was counted since the start.
#[derive(Debug, Default)]
pub(super) struct Metrics {
    /// Answers to `/sql`, by their status; 0 where the client went away before there was one.
    by_status: Mutex<BTreeMap<u16, u64>>,
    /// Tokens that were not taken, by the check.
    failed: Mutex<BTreeMap<&'static str, u64>>,
    buckets: [AtomicU64; BUCKETS.len()],
    microseconds: AtomicU64,
    pub(super) running: AtomicU64,
    pub(super) connections: AtomicU64,
    pub(super) statements: AtomicU64,
    pub(super) rows: AtomicU64,
    pub(super) bytes_in: AtomicU64,
    pub(super) bytes_out: AtomicU64,
}

impl Metrics {
    /// A request to `/sql` ended so.
    pub(super) fn ended(&self, status: u16, took: Duration) {
        *lock(&self.by_status).entry(status).or_default() += 1;
        let milliseconds = took.as_micros().div_ceil(1_000);
        if let Some(at) = BUCKETS.iter().position(|end| milliseconds <= u128::from(*end)) {
            self.buckets[at].fetch_add(1, Relaxed);
        }
        self.microseconds.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Relaxed);
    }

    /// A token was not taken.
    pub(super) fn refused(&self, check: &'static str) {
        *lock(&self.failed).entry(check).or_default() += 1;
    }

    /// All of it, as Prometheus reads it.
    pub(super) fn text(&self, pool: Status) -> String {
        let mut text = Text(String::new());
        let by_status = lock(&self.by_status).clone();
        let requests = by_status.iter().map(|(status, count)| (format!("{{status=\"{status}\"}}"), *count));
        text.many(
            "rls_serve_requests_total",
            "counter",
            "Requests to /sql by status; 0: the client went away",
            requests,
        );
        let mut sum = 0;
        let mut buckets: Vec<(String, u64)> = BUCKETS
            .iter()
            .zip(&self.buckets)
            .map(|(end, count)| {
                sum += count.load(Relaxed);
                (format!("_bucket{{le=\"{}\"}}", seconds(end * 1_000)), sum)
            })
            .collect();
        let count = by_status.values().sum();
        buckets.push(("_bucket{le=\"+Inf\"}".to_owned(), count));
        buckets.push(("_count".to_owned(), count));
        let name = "rls_serve_request_seconds";
        text.many(name, "histogram", "How long requests to /sql took", buckets);
        text.0.push_str(&format!("{name}_sum {}\n", seconds(self.microseconds.load(Relaxed))));
        let failed = lock(&self.failed).clone();
        let failed = failed.iter().map(|(check, count)| (format!("{{check=\"{check}\"}}"), *count));
        text.many(
            "rls_serve_verifications_failed_total",
            "counter",
            "Tokens that were not taken, by the check",
            failed,
        );
        let counted = |count: &AtomicU64| count.load(Relaxed);
        text.one(
            "rls_serve_statements_total",
            "counter",
            "Statements that were run",
            counted(&self.statements),
        );
        text.one("rls_serve_rows_total", "counter", "Rows that were answered", counted(&self.rows));
        let bytes = [("in", &self.bytes_in), ("out", &self.bytes_out)]
            .map(|(way, count)| (format!("{{direction=\"{way}\"}}"), counted(count)));
        text.many("rls_serve_bytes_total", "counter", "Bytes of bodies", bytes);
        text.one("rls_serve_running", "gauge", "Requests to /sql at this moment", counted(&self.running));
        text.one("rls_serve_http_connections", "gauge", "Connections of clients", counted(&self.connections));
        let used = pool.open.saturating_sub(pool.idle);
        let states = [("in_use", used), ("idle", pool.idle)]
            .map(|(state, count)| (format!("{{state=\"{state}\"}}"), count as u64));
        text.many("rls_serve_pool_connections", "gauge", "Connections to the database", states);
        text.one(
            "rls_serve_pool_waiting",
            "gauge",
            "Requests that wait for one",
            pool.requests.saturating_sub(used) as u64,
        );
        text.0
    }
}

struct Text(String);

impl Text {
    fn one(&mut self, name: &str, kind: &str, help: &str, value: u64) {
        self.many(name, kind, help, [(String::new(), value)]);
    }

    fn many(&mut self, name: &str, kind: &str, help: &str, values: impl IntoIterator<Item = (String, u64)>) {
        self.0.push_str(&format!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
        for (labels, value) in values {
            self.0.push_str(&format!("{name}{labels} {value}\n"));
        }
    }
}

/// Microseconds as seconds.
fn seconds(microseconds: u64) -> String {
    let (whole, part) = (microseconds / 1_000_000, microseconds % 1_000_000);
    let text = format!("{whole}.{part:06}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_what_prometheus_reads() {
        let metrics = Metrics::default();
        metrics.ended(200, Duration::from_micros(1_001));
        metrics.ended(200, Duration::from_millis(2));
        metrics.ended(400, Duration::from_secs(60));
        metrics.refused("signature");
        metrics.rows.store(7, Relaxed);
        let text = metrics.text(Status { open: 5, idle: 2, requests: 4 });
        for line in [
            "# TYPE rls_serve_requests_total counter",
            "rls_serve_requests_total{status=\"200\"} 2",
            "rls_serve_requests_total{status=\"400\"} 1",
            "# TYPE rls_serve_request_seconds histogram",
            "rls_serve_request_seconds_bucket{le=\"0.001\"} 0",
            "rls_serve_request_seconds_bucket{le=\"0.002\"} 2",
            "rls_serve_request_seconds_bucket{le=\"30\"} 2",
            "rls_serve_request_seconds_bucket{le=\"+Inf\"} 3",
            "rls_serve_request_seconds_count 3",
            "rls_serve_request_seconds_sum 60.003001",
            "rls_serve_verifications_failed_total{check=\"signature\"} 1",
            "rls_serve_rows_total 7",
            "rls_serve_bytes_total{direction=\"in\"} 0",
            "rls_serve_pool_connections{state=\"in_use\"} 3",
            "rls_serve_pool_connections{state=\"idle\"} 2",
            "rls_serve_pool_waiting 1",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}: {text}");
        }
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (_, value) = line.rsplit_once(' ').unwrap();
            value.parse::<f64>().unwrap();
        }
    }
}
