//! `cargo xtask shifts`: the half hours of docs/SHIFTS.md, walked by the clock on the wall.

use crate::shell::{self, step};
use crate::{build, setup, test, web};
use anyhow::{Context, Result, bail};
use std::process::Command;

pub fn run(args: &[String]) -> Result<()> {
    let speed: f64 = match args {
        [] => 1.0,
        [speed] => speed
            .parse()
            .ok()
            .filter(|speed| *speed >= 1.0)
            .with_context(|| format!("`{speed}` is not how many times as fast"))?,
        _ => bail!("shifts takes one number: how many times as fast as the clock"),
    };
    let tools = setup::for_tests()?;
    web::build()?;
    let binary = build::server(&["--bins", "--tests"])?;
    let dir = test::browser_modules()?;
    step("four shifts");
    let mut node = Command::new("node");
    node.args(["shift/run.mjs", &speed.to_string()]);
    node.env("PASSLINE_BIN", binary).env("PASSLINE_CHROMIUM", &tools.chromium);
    shell::run(node.current_dir(dir))
}
