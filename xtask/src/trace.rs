//! `cargo xtask trace`: what of a page's code runs while it does its main job (e2e/main_job.mjs).

use crate::shell::{self, step};
use crate::{build, setup, test, web};
use anyhow::{Context, Result};
use std::fs;
use std::process::Command;

pub fn run() -> Result<()> {
    let tools = setup::for_tests()?;
    web::build()?;
    let binary = build::server(&["--bins", "--tests"])?;
    let browser = test::browser_modules()?;
    let dir = shell::target_dir().join("trace");
    let names = web::traced(&dir)?;
    step("the pages at their main job");
    let mut node = Command::new("node");
    node.arg("trace.mjs").arg(&dir);
    node.env("PASSLINE_BIN", binary).env("PASSLINE_CHROMIUM", &tools.chromium);
    shell::run(node.current_dir(browser))?;
    for client in web::CLIENTS {
        for (page, _) in client.pages {
            let ran = fs::read_to_string(dir.join(format!("{page}.ran"))).with_context(|| format!("what ran of {page}"))?;
            let marks = ran.split_whitespace().map(str::parse).collect::<Result<Vec<usize>, _>>()?;
            let functions =
                names[client.short].iter().enumerate().map(|(n, name)| (name.clone(), marks.binary_search(&n).is_ok()));
            let functions: Vec<_> = functions.collect();
            let late = functions.iter().filter(|(_, ran)| !ran).count();
            eprintln!("    /{page}: {late} of {} functions come late", functions.len());
            web::write_late(page, &functions)?;
        }
    }
    Ok(())
}
