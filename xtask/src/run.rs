//! `cargo xtask run`: the demo restaurant on this machine, with nothing but Rust installed.

use crate::shell::{self, step};
use crate::{build, setup, web};
use anyhow::{Context, Result, bail};
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

const LISTEN: &str = "127.0.0.1:8080";
const LOCATION: &str = "demo/passline.toml";
const READY_WITHIN: Duration = Duration::from_secs(20);

pub fn run() -> Result<()> {
    if TcpListener::bind(LISTEN).is_err() {
        bail!("{LISTEN} is in use: stop what listens there, then try again");
    }
    setup::wasm_target()?;
    web::build()?;
    let binary = build::server(&["--bin", "passline"])?;
    fs::create_dir_all(shell::root().join(".passline"))?;
    step("serve the demo restaurant");
    let mut serve = Command::new(binary);
    serve.args(["serve", "--listen", LISTEN, "--database-url", "sqlite://.passline/demo.sqlite"]);
    let mut server = serve.args(["--location-file", LOCATION]).current_dir(shell::root()).spawn()?;
    wait_ready(&mut server)?;
    println!("{}", welcome()?);
    match shell::wait(server) {
        Ok(status) if !status.success() => bail!("the server ended ({status})"),
        // Ctrl-c is the way to end this.
        _ => Ok(()),
    }
}

fn wait_ready(server: &mut Child) -> Result<()> {
    let start = Instant::now();
    while !ready().unwrap_or(false) {
        if let Some(status) = server.try_wait()? {
            bail!("the server did not start ({status}); the line above says why");
        }
        let stopped = shell::check_stopped();
        if stopped.is_err() || start.elapsed() > READY_WITHIN {
            server.kill()?;
            server.wait()?;
            return stopped.and_then(|()| bail!("the server is not ready after {READY_WITHIN:?}"));
        }
        shell::pause();
    }
    Ok(())
}

fn ready() -> Result<bool> {
    let mut server = TcpStream::connect(LISTEN)?;
    server.set_read_timeout(Some(Duration::from_secs(2)))?;
    write!(server, "GET /readyz HTTP/1.1\r\nHost: {LISTEN}\r\nConnection: close\r\n\r\n")?;
    let mut answer = [0; 12];
    server.read_exact(&mut answer)?;
    Ok(&answer == b"HTTP/1.1 200")
}

fn welcome() -> Result<String> {
    let text = fs::read_to_string(shell::root().join(LOCATION)).with_context(|| format!("reading {LOCATION}"))?;
    let file: toml::Table = text.parse().with_context(|| format!("in {LOCATION}"))?;
    let word = |value: &toml::Value, key: &str| value.get(key).and_then(toml::Value::as_str).unwrap_or("").to_string();
    let mut out = match file.get("location") {
        Some(location) => format!("\n  {} is open.\n\n", word(location, "name")),
        None => bail!("{LOCATION} has no [location]"),
    };
    for client in web::CLIENTS {
        for (page, title) in client.pages {
            out.push_str(&format!("  {title:<14}http://{LISTEN}/{page}\n"));
        }
    }
    out.push_str("\n  PIN    who\n");
    for person in file.get("people").and_then(toml::Value::as_array).into_iter().flatten() {
        let (pin, name, role) = (word(person, "pin"), word(person, "name"), word(person, "role"));
        out.push_str(&format!("  {pin:<7}{name} ({role})\n"));
    }
    out.push_str("\n  Ctrl-c stops it. What was ordered stays in .passline/demo.sqlite.\n");
    Ok(out)
}
