//! `cargo xtask ci`: what CI runs. Every check runs, and the end tells which failed.

use crate::shell::{self, step};
use crate::{build, setup, test, tidy, web};
use anyhow::{Result, bail};
use std::process::Command;

/// What is checked, and how.
type Check = (&'static str, fn() -> Result<()>);

pub fn run() -> Result<()> {
    setup::wasm_target()?;
    let mut failed = Vec::new();
    let checks: [Check; 5] = [
        ("format", format),
        ("tidy", tidy::run),
        ("test", || test::run(&[])),
        ("clippy", clippy),
        ("clippy of the pages", clippy_pages),
    ];
    for (name, check) in checks {
        step(name);
        let result = check();
        shell::check_stopped()?;
        if let Err(error) = result {
            eprintln!("{error:#}");
            failed.push(name);
        }
    }
    if !failed.is_empty() {
        bail!("ci FAILED: {}", failed.join(", "));
    }
    step("ci passed");
    Ok(())
}

fn format() -> Result<()> {
    shell::run(shell::cargo().args(["fmt", "--all", "--check"]))
}

fn clippy() -> Result<()> {
    let mut cargo = shell::cargo();
    build::server_packages(cargo.arg("clippy"));
    deny_warnings(cargo.arg("--all-targets"))?;
    deny_warnings(shell::cargo().args(["clippy", "--package", "xtask", "--all-targets"]))
}

fn clippy_pages() -> Result<()> {
    let mut cargo = shell::cargo();
    cargo.args(["clippy", "--target", "wasm32-unknown-unknown", "--package", "client-kit"]);
    for client in web::CLIENTS {
        cargo.args(["--package", client.package]);
    }
    deny_warnings(&mut cargo)
}

fn deny_warnings(cargo: &mut Command) -> Result<()> {
    shell::run(cargo.args(["--", "--deny", "warnings"]))
}
