//! Finds what the commands need, and installs what is missing where that is possible:
//! Rust's parts by rustup and cargo, the rest as Debian packages.

use crate::shell::{self, step, which};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const WASM: &str = "wasm32-unknown-unknown";
/// The version this repository's `.config/nextest.toml` was written for.
const NEXTEST: &str = "0.9.143";

/// Where the programs are that tests start.
pub struct Tools {
    /// The folder of `initdb` and `postgres`.
    pub postgres: PathBuf,
    pub redis: PathBuf,
    pub chromium: PathBuf,
}

/// The compile target of the pages.
pub fn wasm_target() -> Result<()> {
    let libs = shell::output(Command::new(rustc()).args(["--print", "target-libdir", "--target", WASM]));
    if libs.is_ok_and(|dir| Path::new(dir.trim()).is_dir()) {
        return Ok(());
    }
    if which("rustup").is_none() {
        bail!("the Rust target {WASM} is missing: install it as your Rust came, or use rustup");
    }
    step(&format!("add the Rust target {WASM}"));
    shell::run(Command::new("rustup").args(["target", "add", WASM]).current_dir(shell::root()))
}

/// Everything `test` needs.
pub fn for_tests() -> Result<Tools> {
    wasm_target()?;
    let needs: [(&str, bool, &[&str]); 4] = [
        ("PostgreSQL's server", postgres().is_some(), &["postgresql"]),
        ("Redis", which("redis-server").is_some(), &["redis-server"]),
        ("Chromium", chromium().is_some(), &["chromium", "fonts-dejavu-core"]),
        ("Node.js with npm", which("node").is_some() && which("npm").is_some(), &["nodejs", "npm"]),
    ];
    let missing: Vec<_> = needs.iter().filter(|(_, found, _)| !found).collect();
    if !missing.is_empty() {
        let names: Vec<&str> = missing.iter().map(|(name, ..)| *name).collect();
        let packages: Vec<&str> = missing.iter().flat_map(|(.., packages)| packages.iter().copied()).collect();
        install(&names.join(", "), &packages)?;
    }
    nextest()?;
    Ok(Tools {
        postgres: postgres().context("PostgreSQL's `initdb` and `postgres` are not where they should be")?,
        redis: which("redis-server").context("no redis-server in PATH")?,
        chromium: chromium().context("no chromium in PATH (or set PASSLINE_CHROMIUM)")?,
    })
}

fn nextest() -> Result<()> {
    if which("cargo-nextest").is_some() || home_bin("cargo-nextest").is_some() {
        return Ok(());
    }
    step("install cargo-nextest (some minutes, once)");
    let mut cargo = shell::cargo();
    cargo.args(["install", "cargo-nextest", "--locked", "--version", NEXTEST]);
    // It starts other programs and waits for them: what it would gain by being optimized takes minutes.
    cargo.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
    shell::run(cargo.env_remove("CARGO_TARGET_DIR"))
}

/// cargo finds its subcommands there even when PATH lacks it.
fn home_bin(program: &str) -> Option<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")))?;
    Some(home.join("bin").join(program)).filter(|file| file.is_file())
}

fn install(names: &str, packages: &[&str]) -> Result<()> {
    let wanted = packages.join(" ");
    if which("apt-get").is_none() {
        bail!("missing: {names}. Install them and try again (on Debian: {wanted})");
    }
    let sudo = !is_root();
    if sudo && !quiet(Command::new("sudo").args(["-n", "true"])) {
        bail!("missing: {names}. Run: sudo apt-get install {wanted}");
    }
    step(&format!("install {names} (apt-get: {wanted})"));
    let apt = |args: &[&str]| {
        let mut command = if sudo { Command::new("sudo") } else { Command::new("env") };
        if sudo {
            command.arg("-n").arg("env");
        }
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]).args(args);
        shell::run(command.stdout(Stdio::null()))
    };
    apt(&["update"])?;
    let mut args = vec!["install", "-y", "--no-install-recommends"];
    args.extend(packages);
    apt(&args)
}

/// In PATH, or where Debian keeps the versions side by side (the newest of them).
fn postgres() -> Option<PathBuf> {
    let full = |dir: &Path| dir.join("initdb").is_file() && dir.join("postgres").is_file();
    let debian = std::fs::read_dir("/usr/lib/postgresql").ok();
    let debian = debian.into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    let version = |dir: &PathBuf| -> Option<u32> { dir.parent()?.file_name()?.to_str()?.parse().ok() };
    let newest = debian.filter(|dir| full(dir)).max_by_key(version);
    newest.or_else(|| which("initdb")?.parent().map(Path::to_path_buf).filter(|dir| full(dir)))
}

fn chromium() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("PASSLINE_CHROMIUM") {
        return Some(path.into());
    }
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].iter().find_map(|name| which(name))
}

pub fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}

/// Whether a command succeeds, with nothing printed.
pub fn quiet(command: &mut Command) -> bool {
    let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn rustc() -> std::ffi::OsString {
    std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())
}
