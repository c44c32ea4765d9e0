//! `cargo xtask test`: every test there is, on services of our own.

use crate::services::Services;
use crate::setup::{self, Tools};
use crate::shell::{self, step};
use crate::{build, web};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

pub fn run(filters: &[String]) -> Result<()> {
    if let Some(flag) = filters.iter().find(|filter| filter.starts_with('-')) {
        bail!("test takes words to filter by, not `{flag}`");
    }
    let start = Instant::now();
    let tools = setup::for_tests()?;
    let pages = web::build()?;
    // With the tests in one go: what they need must not change what the binary is built from.
    let binary = build::server(&["--bins", "--tests"])?;
    let services = Services::start(&tools)?;
    let mut failed = Vec::new();
    let mut keep = |name, result: Result<()>| {
        shell::check_stopped()?;
        if let Err(error) = result {
            eprintln!("{error:#}");
            failed.push(name);
        }
        anyhow::Ok(())
    };
    keep("the pages' size", web::budget::check(&pages))?;
    keep("the tools' own tests", own_tests(filters))?;
    keep("Rust tests", rust_tests(filters, &services, &binary))?;
    keep("the pages' tests", page_tests(filters))?;
    keep("browser tests", browser_tests(filters, &tools, &binary))?;
    drop(services);
    let seconds = start.elapsed().as_secs();
    let time = format!("{} min {:02} s", seconds / 60, seconds % 60);
    if !failed.is_empty() {
        bail!("FAILED after {time}: {}", failed.join(", "));
    }
    step(&format!("all passed in {time}; PostgreSQL and Redis are stopped"));
    Ok(())
}

/// The long form of the crash tests, which `run` does once a point.
pub fn crash(args: &[String]) -> Result<()> {
    let rounds: u32 = match args {
        [] => 20,
        [rounds] => rounds.parse().ok().filter(|n| *n > 0).with_context(|| format!("`{rounds}` is no count"))?,
        _ => bail!("crash takes one count"),
    };
    let tools = setup::for_tests()?;
    web::build()?;
    let binary = build::server(&["--bins", "--tests"])?;
    let services = Services::start(&tools)?;
    step(&format!("the power fails {rounds} times at every point"));
    let mut cargo = nextest(&["crash::".to_owned()]);
    build::server_packages(&mut cargo);
    cargo.args(["--no-capture"]).env("PASSLINE_CRASH_ROUNDS", rounds.to_string());
    cargo.env("PASSLINE_TEST_DATABASE_URL", &services.database_url);
    cargo.env("PASSLINE_TEST_REDIS_URL", &services.redis_url);
    shell::run(cargo.env("PASSLINE_BIN", binary))
}

/// xtask is built by itself (see `build::server_packages`), so it is tested by itself.
fn own_tests(filters: &[String]) -> Result<()> {
    let mut cargo = nextest(filters);
    shell::run(cargo.args(["--package", "xtask", "--cargo-quiet", "--status-level", "fail"]))
}

fn rust_tests(filters: &[String], services: &Services, binary: &Path) -> Result<()> {
    step("Rust tests");
    let mut cargo = nextest(filters);
    build::server_packages(&mut cargo);
    cargo.env("PASSLINE_TEST_DATABASE_URL", &services.database_url);
    cargo.env("PASSLINE_TEST_REDIS_URL", &services.redis_url);
    shell::run(cargo.env("PASSLINE_BIN", binary))
}

/// The pages' logic without a browser. Built for this machine, apart from the server, whose
/// features it does not share.
fn page_tests(filters: &[String]) -> Result<()> {
    step("the pages' tests");
    let mut cargo = nextest(filters);
    for package in build::PAGES {
        cargo.args(["--package", package]);
    }
    shell::run(&mut cargo)
}

fn nextest(filters: &[String]) -> Command {
    let mut cargo = shell::cargo();
    cargo.args(["nextest", "run"]).args(filters);
    if !filters.is_empty() {
        cargo.arg("--no-tests=pass");
    }
    cargo
}

fn browser_tests(filters: &[String], tools: &Tools, binary: &Path) -> Result<()> {
    let dir = shell::root().join("e2e");
    let files = browser_files(&dir, filters)?;
    if files.is_empty() {
        return Ok(());
    }
    step("browser tests");
    browser_modules()?;
    let mut node = Command::new("node");
    // Each file starts servers and browsers of its own, and waits for them most of the time: two files at a
    // time take half as long.
    node.args(["--test", "--test-concurrency=2", "--test-reporter=spec"]).args(files);
    node.env("PASSLINE_BIN", binary).env("PASSLINE_CHROMIUM", &tools.chromium);
    shell::run(node.current_dir(&dir))
}

/// What the browser is driven with, in the folder that it gives.
pub fn browser_modules() -> Result<PathBuf> {
    let dir = shell::root().join("e2e");
    // npm writes that file last, so it is there only when everything else is.
    let stamp = |file: &Path| fs::metadata(file).and_then(|data| data.modified()).ok();
    let installed = stamp(&dir.join("node_modules/.package-lock.json"));
    if installed.is_none() || installed < stamp(&dir.join("package-lock.json")) {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
        shell::run(npm.current_dir(&dir))?;
    }
    Ok(dir)
}

fn browser_files(dir: &Path, filters: &[String]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir)? {
        let file = entry?.path();
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let wanted = filters.is_empty() || filters.iter().any(|filter| name.contains(filter.as_str()));
        if name.ends_with(".test.mjs") && wanted {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}
