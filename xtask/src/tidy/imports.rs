//! Imports in the server run one way:
//! `app -> {http, live, relay, consumers, jobs} -> {orders, catchup, hub} -> {store, bus} -> shared`.

use super::files::Source;

/// From the top of the line down. A module may use what stands in a lower row, and itself.
const ROWS: &[&[&str]] = &[
    &["main"],
    &["app"],
    &["router"],
    &["http", "live", "relay", "consumers", "jobs", "audit"],
    // What handlers and sessions are given.
    &["state"],
    &["orders", "catchup", "hub"],
    // Readings of what the store keeps: committed events, a location, people, certificates.
    &["log", "location_file"],
    &["auth", "tls"],
    &["store", "bus", "stripe"],
];

/// What the way of an order does not pass: used by every row, using none of them.
const BESIDE: &[&str] = &["config", "clock", "crash", "problem", "screens", "metrics", "listen", "learned"];

/// (who, whom) within a row, or from beside, and why.
const ALSO: &[(&str, &str)] = &[
    // The writer fills the hub with what it reads under the lock, and the side road ends there.
    ("orders", "hub"),
    ("orders", "catchup"),
    ("catchup", "hub"),
    // What the store refused is put into words for the caller.
    ("problem", "store"),
    // The listener takes TLS or not; it belongs to no row.
    ("listen", "tls"),
    // The command line offers it; nothing else of the server knows it.
    ("config", "rush"),
];

/// A program of its own in the same binary: it speaks to a server from outside.
const APART: &[&str] = &["rush"];

pub fn check(source: &Source, wrong: &mut Vec<String>) {
    let Some(from) = module_of(&source.path) else {
        return;
    };
    if source.is_test() || from == "lib" {
        return;
    }
    for (number, line) in source.code() {
        for to in used(line) {
            if !may_use(from, to) && !source.allowed(number) {
                wrong.push(format!("{}:{number}: `{from}` may not use `crate::{to}`: {}", source.path, why(from, to)));
            }
        }
    }
}

fn may_use(from: &str, to: &str) -> bool {
    let row = |module: &str| ROWS.iter().position(|row| row.contains(&module));
    if from == to || BESIDE.contains(&to) || ALSO.contains(&(from, to)) {
        return true;
    }
    match (row(from), row(to)) {
        (Some(from), Some(to)) => from < to,
        // The two that may know everyone.
        (Some(_), None) => matches!(from, "main" | "app"),
        // Nobody in the line uses a module that is in no row; and what is beside uses no row.
        (None, Some(_)) => false,
        (None, None) => !APART.contains(&from) && !APART.contains(&to) && !BESIDE.contains(&from),
    }
}

fn why(from: &str, to: &str) -> String {
    if !ROWS.iter().any(|row| row.contains(&to)) {
        return format!("it has no place in xtask/src/tidy/imports.rs for `{from}`; give it one, or go without");
    }
    "imports run app -> http, live, relay -> orders, catchup, hub -> store, bus -> shared".into()
}

/// `server/src/http/orders.rs` is in `http`.
fn module_of(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("server/src/")?;
    let first = rest.split('/').next()?;
    Some(first.strip_suffix(".rs").unwrap_or(first))
}

/// The modules after each `crate::` of the line; `crate::{a, b::c}` names two.
fn used(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, word) in line.match_indices("crate::") {
        let whole = line[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '$');
        let rest = &line[at + word.len()..];
        if !whole {
            continue;
        }
        match rest.strip_prefix('{') {
            Some(list) => found.extend(outer_names(list)),
            None => found.push(name(rest)),
        }
    }
    // A type at the crate's root is no module.
    found.retain(|name| name.starts_with(|c: char| c.is_ascii_lowercase()));
    found
}

fn outer_names(list: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                found.push(name(list[start..at].trim()));
                return found;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(name(list[start..at].trim()));
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(name(list[start..].trim()));
    found
}

fn name(path: &str) -> &str {
    let end = path.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(path.len());
    &path[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_found_in_lists_too() {
        assert_eq!(used("use crate::hub::Hub;"), ["hub"]);
        assert_eq!(used("use crate::{bus::{Bus, Local}, store};"), ["bus", "store"]);
        assert_eq!(used("let x = crate::clock::now(crate::App);"), ["clock"]);
        assert!(used("use mycrate::hub;").is_empty());
    }

    #[test]
    fn imports_run_one_way() {
        assert!(may_use("app", "live"));
        assert!(may_use("live", "orders"));
        assert!(may_use("orders", "store"));
        assert!(may_use("store", "clock"));
        assert!(!may_use("store", "hub"));
        assert!(!may_use("hub", "orders"));
        assert!(!may_use("live", "http"));
        assert!(!may_use("live", "app"));
        assert!(!may_use("clock", "store"));
        assert!(!may_use("hub", "rush"));
    }
}
