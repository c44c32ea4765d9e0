//! Named places at which a test kills the process, as a power cut would: nothing is written, sent
//! or given back after it. Without a plan a point costs one read of memory.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Every point there is, in the order of the line.
pub const POINTS: &[&str] = &[
    "writer.locked",
    "writer.decided",
    "store.written",
    "writer.committed",
    "relay.delivered",
    "consumer.read",
    "consumer.handed_over",
    "job.taken",
    "job.done",
];

struct Plan {
    point: String,
    /// How often it is passed by first.
    left: AtomicU32,
}

static PLAN: OnceLock<Plan> = OnceLock::new();

/// `point` or `point:n`: die when it is reached for the n-th time.
pub fn plan(text: &str) -> Result<(), String> {
    let (point, times) = text.split_once(':').unwrap_or((text, "1"));
    if !POINTS.contains(&point) {
        return Err(format!("{point:?} is none of: {}", POINTS.join(", ")));
    }
    let left = times.parse().ok().filter(|n| *n > 0).ok_or_else(|| format!("{times:?} is no count"))?;
    // A second plan in one process would be a fault of the caller's; the first stays.
    let _ = PLAN.set(Plan { point: point.to_owned(), left: AtomicU32::new(left) });
    Ok(())
}

/// The process ends here, if that is planned.
pub fn point(name: &'static str) {
    debug_assert!(POINTS.contains(&name), "{name} is not in the list of points");
    let Some(plan) = PLAN.get().filter(|plan| plan.point == name) else { return };
    if plan.left.fetch_sub(1, Ordering::Relaxed) == 1 {
        // Nothing is unwound, and nobody is told.
        let _ = signal_hook::low_level::raise(signal_hook::consts::SIGKILL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_names_a_point_that_there_is() {
        assert!(plan("writer.somewhere").unwrap_err().contains("writer.locked"));
        assert!(plan("writer.locked:none").is_err());
        assert!(plan("writer.locked:0").is_err());
    }
}
