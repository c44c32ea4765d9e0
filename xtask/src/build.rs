//! `cargo xtask build`: the pages, then the one binary that has them inside.

use crate::{setup, shell, web};
use anyhow::{Result, bail};
use std::path::PathBuf;
use std::process::Command;

/// What is compiled for WebAssembly.
pub const PAGES: &[&str] = &["client-kit", "kds-client", "pos-client", "manage-client"];

pub fn run(args: &[String]) -> Result<()> {
    let release = match args {
        [] => false,
        [flag] if flag == "--release" => true,
        _ => bail!("build takes no argument but --release"),
    };
    setup::wasm_target()?;
    web::build()?;
    let binary = if release { release_server()? } else { server(&["--bin", "passline"])? };
    let size = std::fs::metadata(&binary)?.len();
    eprintln!("{} ({:.1} MB)", binary.display(), size as f64 / 1e6);
    Ok(())
}

/// What a page weighs, without the minutes that the server takes.
pub fn pages() -> Result<()> {
    setup::wasm_target()?;
    web::budget::check(&web::build()?)
}

/// Adds the packages that the server, its tests and its benches live in. Always the same set:
/// cargo unites the features of what it builds together, so another set would compile half
/// of the dependencies a second time.
pub fn server_packages(cargo: &mut Command) -> &mut Command {
    cargo.arg("--workspace");
    for package in PAGES.iter().chain(&["xtask"]) {
        cargo.args(["--exclude", package]);
    }
    cargo
}

/// Builds the chosen targets of those packages in the dev profile; returns the binary's path.
pub fn server(targets: &[&str]) -> Result<PathBuf> {
    shell::step("build the server");
    let mut cargo = shell::cargo();
    server_packages(cargo.arg("build")).args(targets);
    shell::run(&mut cargo)?;
    Ok(binary("debug"))
}

pub fn release_server() -> Result<PathBuf> {
    shell::step("build the server (release)");
    shell::run(shell::cargo().args(["build", "--release", "--package", "passline"]))?;
    Ok(binary("release"))
}

fn binary(profile: &str) -> PathBuf {
    shell::target_dir().join(profile).join(format!("passline{}", std::env::consts::EXE_SUFFIX))
}
