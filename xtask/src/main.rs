//! `cargo xtask`: what a person or CI does with this repository, in plain Rust.

mod build;
mod ci;
mod figures;
mod run;
mod services;
mod setup;
mod shell;
mod shifts;
mod test;
mod tidy;
mod trace;
mod web;

use anyhow::{Result, bail};
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <command>

  run                 set up what is missing, build, and serve the demo restaurant
  test [filter...]    set up what is missing, start a throwaway PostgreSQL and Redis,
                      and run every test (or those whose name contains a filter)
  crash [rounds]      cut the power at every named point, 20 times each unless told,
                      on both databases, and check the data after each cut
  pages               build the pages only, say how large they are, and hold them to their budget
  trace               let a browser do each page's main job, and note what code of it can come late
  build [--release]   build the pages and the `passline` binary with them inside
  figures [--quick] [part...]
                      measure the screens beside a hand-written page with the same elements
  shifts [speed]      walk the four shifts of docs/SHIFTS.md in a browser: half an hour
  tidy                check the house rules (seconds, nothing is compiled)
  ci                  everything CI checks: format, clippy, tidy, test
  setup               only set up what `test` needs
";

fn main() -> ExitCode {
    match command() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\x1b[1;31merror:\x1b[0m {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn command() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let rest = args.get(1..).unwrap_or_default();
    shell::stop_children_on_signals()?;
    match args.first().map(String::as_str) {
        Some("run") => none(rest).and_then(|()| run::run()),
        Some("test") => test::run(rest),
        Some("crash") => test::crash(rest),
        Some("pages") => none(rest).and_then(|()| build::pages()),
        Some("trace") => none(rest).and_then(|()| trace::run()),
        Some("build") => build::run(rest),
        Some("figures") => figures::run(rest),
        Some("shifts") => shifts::run(rest),
        Some("tidy") => none(rest).and_then(|()| tidy::run()),
        Some("ci") => none(rest).and_then(|()| ci::run()),
        Some("setup") => none(rest).and_then(|()| setup::for_tests().map(drop)),
        None | Some("help" | "-h" | "--help") => {
            print!("{HELP}");
            Ok(())
        }
        Some(other) => bail!("no command `{other}`\n\n{HELP}"),
    }
}

fn none(rest: &[String]) -> Result<()> {
    match rest.first() {
        Some(arg) => bail!("unexpected argument `{arg}`\n\n{HELP}"),
        None => Ok(()),
    }
}
