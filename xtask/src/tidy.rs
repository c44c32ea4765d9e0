//! `cargo xtask tidy`: the house rules as a check. It reads files and compiles nothing.
//!
//! A line that must break a rule says why, on itself or just above: `// tidy: allow, <why>`.

mod bans;
mod files;
mod imports;

use crate::shell::{self, step};
use anyhow::{Result, bail};
use files::Source;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

/// A file reads best under about 300 lines without its tests; at this length it has to be split.
const FILE_LINES_MAX: usize = 600;
/// Cases stand better side by side than apart.
const TEST_LINES_MAX: usize = 1000;

/// What `shared` may not reach, on any way: it also runs in the browser, and does no IO.
const NOT_IN_SHARED: &[&str] = &["tokio", "sqlx", "axum", "dioxus", "reqwest", "web-sys"];

/// Places of one person's machine; nobody else has them.
const PRIVATE_PATHS: &[&str] = &["/work/", "/home/", "/root/", "/Users/"];

pub fn run() -> Result<()> {
    let sources = files::tracked()?;
    let mut wrong = Vec::new();
    for source in &sources {
        if source.is_rust() {
            opening(source, &mut wrong);
            length(source, &mut wrong);
            bans::check(source, &mut wrong);
            imports::check(source, &mut wrong);
        }
        private_paths(source, &mut wrong);
    }
    twin_migrations(&sources, &mut wrong);
    shared_stays_pure(&mut wrong)?;
    if wrong.is_empty() {
        step(&format!("tidy: {} files keep the house rules", sources.len()));
        return Ok(());
    }
    wrong.sort();
    for line in &wrong {
        eprintln!("{line}");
    }
    bail!("tidy: {} to mend", wrong.len())
}

fn opening(source: &Source, wrong: &mut Vec<String>) {
    if !source.text.starts_with("//!") {
        wrong.push(format!("{}:1: open with `//!` and the file's one purpose", source.path));
    }
}

fn length(source: &Source, wrong: &mut Vec<String>) {
    let max = if source.is_test() { TEST_LINES_MAX } else { FILE_LINES_MAX };
    let lines = source.text.lines().count();
    if lines > max {
        let path = &source.path;
        wrong.push(format!("{path}:{max}: {lines} lines, at most {max}: split it by purpose"));
    }
}

fn private_paths(source: &Source, wrong: &mut Vec<String>) {
    if source.path.starts_with("xtask/src/tidy") {
        return;
    }
    for (number, line) in source.lines() {
        let place = PRIVATE_PATHS.iter().find(|place| names_path(line, place));
        if let Some(place) = place.filter(|_| !source.allowed(number)) {
            wrong.push(format!("{}:{number}: `{place}` is a path of one machine: name it relative to here", source.path));
        }
    }
}

/// Whether the line has that path from the root, not as part of an address.
fn names_path(line: &str, place: &str) -> bool {
    line.match_indices(place).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && !"/.-_}*".contains(c))
    })
}

/// A migration exists for both databases under one name.
fn twin_migrations(sources: &[Source], wrong: &mut Vec<String>) {
    let names = |folder: &str| -> BTreeSet<String> {
        let here = sources.iter().filter_map(|source| source.path.strip_prefix(folder));
        here.filter(|name| name.ends_with(".sql")).map(str::to_string).collect()
    };
    let (sqlite, postgres) = (names("migrations/sqlite/"), names("migrations/postgres/"));
    for name in sqlite.difference(&postgres) {
        wrong.push(format!("migrations/sqlite/{name}:1: its twin migrations/postgres/{name} is missing"));
    }
    for name in postgres.difference(&sqlite) {
        wrong.push(format!("migrations/postgres/{name}:1: its twin migrations/sqlite/{name} is missing"));
    }
}

fn shared_stays_pure(wrong: &mut Vec<String>) -> Result<()> {
    let mut cargo = shell::cargo();
    cargo.args(["tree", "--quiet", "--package", "passline-shared", "--edges", "normal"]);
    let tree = shell::output(cargo.args(["--prefix", "none", "--format", "{p}", "--target", "all"]))?;
    let reached: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    for name in NOT_IN_SHARED.iter().filter(|name| reached.contains(**name)) {
        wrong.push(format!(
            "shared/Cargo.toml:1: `shared` reaches {name} (see `cargo tree -p passline-shared -i {name}`): \
             it does no IO and runs in the browser too"
        ));
    }
    Ok(())
}

/// The files git knows or would add.
fn git_files(root: &Path) -> Result<Vec<String>> {
    let mut git = Command::new("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard"]).current_dir(root);
    let list = shell::output(&mut git)?;
    Ok(list.lines().filter(|path| fs::metadata(root.join(path)).is_ok_and(|data| data.is_file())).map(str::to_string).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_one_machine_is_noticed_and_an_address_is_not() {
        assert!(names_path("see /home/ann/passline", "/home/"));
        assert!(names_path("cd `/work/main`", "/work/"));
        assert!(!names_path("https://passline.example/home/", "/home/"));
        assert!(!names_path("GET {base}/home/x", "/home/"));
    }

    #[test]
    fn a_migration_without_its_twin_is_noticed() {
        let sources = [Source::of("migrations/sqlite/0001_start.sql", "")];
        let mut wrong = Vec::new();
        twin_migrations(&sources, &mut wrong);
        assert_eq!(wrong, ["migrations/sqlite/0001_start.sql:1: its twin migrations/postgres/0001_start.sql is missing"]);
    }
}
