//! CPU and memory of a process and all its children, and of the whole machine, from /proc.

use std::collections::HashMap;
use std::fs;

/// The kernel counts CPU time in hundredths of a second, whatever its own tick is.
const TICKS_PER_SECOND: f64 = 100.0;

#[derive(Default, Clone, Copy)]
pub struct Usage {
    pub rss_kb: u64,
    pub peak_kb: u64,
    pub pss_kb: u64,
    pub cpu_s: f64,
    pub processes: u64,
}

/// Parent and CPU ticks, those of children that have ended included.
fn stat(pid: u32) -> Option<(u32, u64)> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in brackets may hold anything; what follows it is fixed.
    let fields: Vec<&str> = text.get(text.rfind(')')? + 2..)?.split(' ').collect();
    let ticks = [11, 12, 13, 14].iter().filter_map(|i| fields.get(*i)?.parse::<u64>().ok()).sum();
    Some((fields.get(1)?.parse().ok()?, ticks))
}

fn kilobytes(path: String, key: &str) -> u64 {
    let text = fs::read_to_string(path).unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with(key));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or(0)
}

/// The process and everything it started. Zeros where there is no such process.
pub fn tree(root: u32) -> Usage {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    let mut ticks: HashMap<u32, u64> = HashMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|s| s.parse().ok()) else {
            continue;
        };
        if let Some((parent, t)) = stat(pid) {
            children.entry(parent).or_default().push(pid);
            ticks.insert(pid, t);
        }
    }
    let mut usage = Usage::default();
    let mut todo = vec![root];
    while let Some(pid) = todo.pop() {
        let Some(t) = ticks.get(&pid) else { continue };
        usage.cpu_s += *t as f64 / TICKS_PER_SECOND;
        usage.rss_kb += kilobytes(format!("/proc/{pid}/status"), "VmRSS:");
        usage.peak_kb += kilobytes(format!("/proc/{pid}/status"), "VmHWM:");
        usage.pss_kb += kilobytes(format!("/proc/{pid}/smaps_rollup"), "Pss:");
        usage.processes += 1;
        todo.extend(children.get(&pid).into_iter().flatten());
    }
    usage
}

/// Busy and stolen seconds over all cores since boot.
pub fn machine() -> (f64, f64) {
    let text = fs::read_to_string("/proc/stat").unwrap_or_default();
    let first = text.lines().next().unwrap_or("");
    let f: Vec<f64> = first.split_whitespace().skip(1).filter_map(|x| x.parse().ok()).collect();
    if f.len() < 8 {
        return (0.0, 0.0);
    }
    let busy = f[0] + f[1] + f[2] + f[5] + f[6];
    (busy / TICKS_PER_SECOND, f[7] / TICKS_PER_SECOND)
}
