//! What a rush comes to: figures for people, and the same as JSON.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use hdrhistogram::Histogram;
use serde_json::{Value, json};

/// Microseconds up to ten minutes, three figures exact.
fn histogram() -> Histogram<u64> {
    // tidy: allow, the bounds are constants and within the library's
    Histogram::new_with_bounds(1, 600_000_000, 3).expect("bounds")
}

/// How long things took, each from the moment it was meant to happen.
pub struct Latencies {
    /// Order scheduled → its `order.placed` read, one sample a session.
    pub placed: Histogram<u64>,
    /// Last item's tap due → `order.ready` read, one sample a session.
    pub ready: Histogram<u64>,
    /// Order scheduled → 201.
    pub accepted: Histogram<u64>,
    /// Command due → ack, or 2xx.
    pub commands: Histogram<u64>,
}

impl Default for Latencies {
    fn default() -> Self {
        Latencies { placed: histogram(), ready: histogram(), accepted: histogram(), commands: histogram() }
    }
}

fn record(histogram: &mut Histogram<u64>, took: Duration) {
    histogram.saturating_record((took.as_micros() as u64).max(1));
}

impl Latencies {
    pub fn placed(&mut self, took: Duration) {
        record(&mut self.placed, took);
    }

    pub fn ready(&mut self, took: Duration) {
        record(&mut self.ready, took);
    }

    pub fn accepted(&mut self, took: Duration) {
        record(&mut self.accepted, took);
    }

    pub fn command(&mut self, took: Duration) {
        record(&mut self.commands, took);
    }

    pub fn add(&mut self, other: &Latencies) {
        let pairs = [
            (&mut self.placed, &other.placed),
            (&mut self.ready, &other.ready),
            (&mut self.accepted, &other.accepted),
            (&mut self.commands, &other.commands),
        ];
        for (sum, part) in pairs {
            // All have the same bounds, so that nothing can be out of range.
            let _ = sum.add(part);
        }
    }
}

#[derive(Default)]
pub struct Report {
    pub title: String,
    pub speed: f64,
    pub nodes: Vec<String>,
    pub sessions: usize,
    pub seconds: f64,
    /// Orders of the rush, and what became of them.
    pub orders: u64,
    pub accepted: u64,
    pub refused: BTreeMap<String, u64>,
    pub open: u64,
    pub commands: u64,
    pub nacks: BTreeMap<String, u64>,
    pub events: u64,
    pub frames: u64,
    pub deliveries: u64,
    pub megabytes: f64,
    pub lost: u64,
    pub lost_placed: u64,
    pub doubled: u64,
    pub out_of_order: u64,
    pub foreign: u64,
    pub late: u64,
    pub late_ms: u64,
    pub missing: u64,
    pub placed_twice: u64,
    pub unanswered: u64,
    pub log_gaps: u64,
    pub gaps: u64,
    pub reconnects: u64,
    pub resumed: u64,
    pub snapshots: u64,
    pub retries: u64,
    pub boards: usize,
    pub boards_differ: Vec<String>,
    pub latencies: Latencies,
}

impl Report {
    /// Nothing lost, nothing twice, nothing out of order, and every board as it should be.
    pub fn is_clean(&self) -> bool {
        self.faults() == 0
    }

    fn faults(&self) -> u64 {
        self.lost
            + self.doubled
            + self.out_of_order
            + self.foreign
            + self.missing
            + self.placed_twice
            + self.log_gaps
            + self.open
            + self.boards_differ.len() as u64
            + self.no_answer()
    }

    fn no_answer(&self) -> u64 {
        self.refused.get("no_answer").copied().unwrap_or(0)
    }

    pub fn json(&self) -> Value {
        let l = &self.latencies;
        json!({
            "title": self.title, "speed": self.speed, "nodes": self.nodes, "sessions": self.sessions, "seconds": round(self.seconds),
            "orders": self.orders, "accepted": self.accepted, "refused": self.refused, "open": self.open,
            "commands": self.commands, "nacks": self.nacks,
            "events": self.events, "frames": self.frames, "deliveries": self.deliveries, "megabytes": round(self.megabytes),
            "lost": self.lost, "lost_placed": self.lost_placed, "doubled": self.doubled, "out_of_order": self.out_of_order,
            "foreign": self.foreign, "late": self.late, "late_ms": self.late_ms,
            "missing": self.missing, "placed_twice": self.placed_twice, "unanswered": self.unanswered, "log_gaps": self.log_gaps,
            "gaps": self.gaps, "reconnects": self.reconnects, "resumed": self.resumed, "snapshots": self.snapshots, "retries": self.retries,
            "boards": self.boards, "boards_differ": self.boards_differ,
            "placed_ms": quantiles(&l.placed), "ready_ms": quantiles(&l.ready),
            "accepted_ms": quantiles(&l.accepted), "commands_ms": quantiles(&l.commands),
            "clean": self.is_clean(),
        })
    }

    pub fn table(&self) -> String {
        let mut out = String::new();
        let mut line = |name: &str, text: String| {
            let _ = writeln!(out, "{name:<14}{text}");
        };
        line(
            "rush",
            format!(
                "{} at {} times speed, {:.1} s, {} sessions on {}",
                self.title,
                self.speed,
                self.seconds,
                self.sessions,
                self.nodes.join(" ")
            ),
        );
        line(
            "orders",
            format!(
                "{} accepted of {}{}, {} left open",
                self.accepted,
                self.orders,
                counts(", refused: ", &self.refused),
                self.open
            ),
        );
        line("commands", format!("{}{}", self.commands, counts(", refused: ", &self.nacks)));
        line(
            "log",
            format!(
                "{} events, {} gaps; accepted and missing {}, placed twice {}, placed and unanswered {}",
                self.events, self.log_gaps, self.missing, self.placed_twice, self.unanswered
            ),
        );
        line("deliveries", format!("{} in {} frames, {:.1} MB", self.deliveries, self.frames, self.megabytes));
        line("lost", format!("{} ({} of them orders)", self.lost, self.lost_placed));
        line("doubled", self.doubled.to_string());
        line("out of order", self.out_of_order.to_string());
        line("not theirs", self.foreign.to_string());
        line("late", format!("{} orders on a screen more than {} ms after their scheduled moment", self.late, self.late_ms));
        line(
            "connections",
            format!(
                "{} reconnects: {} resumed, {} snapshots, {} gaps mended; {} calls sent again",
                self.reconnects, self.resumed, self.snapshots, self.gaps, self.retries
            ),
        );
        line("boards", format!("{} of {} equal to a fresh snapshot", self.boards - self.boards_differ.len(), self.boards));
        for difference in self.boards_differ.iter().take(5) {
            line("", difference.clone());
        }
        let _ = writeln!(
            out,
            "\n{:<34}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}",
            "ms from the scheduled moment", "n", "p50", "p90", "p99", "p99.9", "max"
        );
        let l = &self.latencies;
        let rows = [
            ("order on a screen", &l.placed),
            ("ready on a screen", &l.ready),
            ("order accepted", &l.accepted),
            ("command acknowledged", &l.commands),
        ];
        for (name, h) in rows.into_iter().filter(|(_, h)| !h.is_empty()) {
            let ms = |q: f64| h.value_at_quantile(q) as f64 / 1000.0;
            let _ = writeln!(
                out,
                "{name:<34}{:>9}{:>9.1}{:>9.1}{:>9.1}{:>9.1}{:>9.1}",
                h.len(),
                ms(0.5),
                ms(0.9),
                ms(0.99),
                ms(0.999),
                h.max() as f64 / 1000.0
            );
        }
        let _ = writeln!(
            out,
            "\n{}",
            if self.is_clean() { "clean: nothing lost, nothing twice, nothing out of order" } else { "NOT CLEAN" }
        );
        out
    }
}

fn counts(before: &str, counts: &BTreeMap<String, u64>) -> String {
    let all: Vec<String> = counts.iter().map(|(code, n)| format!("{n} {code}")).collect();
    if all.is_empty() { String::new() } else { format!("{before}{}", all.join(", ")) }
}

fn round(x: f64) -> f64 {
    (x * 100.0).round() / 100.0
}

fn quantiles(h: &Histogram<u64>) -> Value {
    if h.is_empty() {
        return Value::Null;
    }
    let ms = |q: f64| round(h.value_at_quantile(q) as f64 / 1000.0);
    json!({ "n": h.len(), "p50": ms(0.5), "p90": ms(0.9), "p99": ms(0.99), "p999": ms(0.999), "max": round(h.max() as f64 / 1000.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_lost_event_or_one_order_left_open_is_not_clean() {
        assert!(Report::default().is_clean());
        assert!(!Report { lost: 1, ..Default::default() }.is_clean());
        assert!(!Report { open: 1, ..Default::default() }.is_clean());
        assert!(!Report { refused: BTreeMap::from([("no_answer".into(), 1)]), ..Default::default() }.is_clean());
        assert!(Report { refused: BTreeMap::from([("out_of_stock".into(), 1)]), late: 3, ..Default::default() }.is_clean());
    }

    #[test]
    fn figures_are_in_milliseconds_and_the_same_in_table_and_json() {
        let mut report = Report::default();
        report.latencies.placed(Duration::from_millis(12));
        let max = report.json()["placed_ms"]["max"].as_f64().unwrap();
        assert!((12.0..12.05).contains(&max), "{max}");
        assert!(report.table().contains("order on a screen"));
        assert!(!report.table().contains("ready on a screen"));
    }
}
