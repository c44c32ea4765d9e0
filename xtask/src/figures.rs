//! `cargo xtask figures`: the screens' figures beside a hand-written page, see docs/FIGURES.md.

use crate::shell::{self, step};
use crate::{build, setup, test, web};
use anyhow::{Result, bail};
use std::process::Command;

/// The parts that can be measured alone; `e2e/figures/run.mjs` knows the same.
const PARTS: &[&str] = &["same", "cpu", "slow", "memory", "bytes", "cold", "worker"];
const QUICK: &str = "--quick";

pub fn run(args: &[String]) -> Result<()> {
    if let Some(other) = args.iter().find(|arg| *arg != QUICK && !PARTS.contains(&arg.as_str())) {
        bail!("figures takes {QUICK} and parts ({}), not `{other}`", PARTS.join(", "));
    }
    let tools = setup::for_tests()?;
    let pages = web::build()?;
    // Only the pages' bytes are asked of it: where nothing is timed, the tests' own build will do.
    let quick = args.iter().any(|arg| arg == QUICK);
    let binary = if quick { build::server(&["--bins", "--tests"])? } else { build::release_server()? };
    let dir = test::browser_modules()?;
    let out = shell::root().join("target/figures.json");
    step("the screens' figures");
    let mut node = Command::new("node");
    node.arg("figures/run.mjs").arg(pages).arg(&out).args(args);
    node.env("PASSLINE_BIN", binary).env("PASSLINE_CHROMIUM", &tools.chromium);
    shell::run(node.current_dir(dir))?;
    eprintln!("{}", out.display());
    Ok(())
}
