//! One process of the server.

use std::net::TcpListener;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{Instant, timeout};

use super::PATIENCE;
use super::api::Http;

pub struct Node {
    pub port: u16,
    child: Child,
}

fn binary() -> String {
    std::env::var("PASSLINE_BIN").unwrap_or_else(|_| env!("CARGO_BIN_EXE_passline").to_owned())
}

/// One command of the binary to its end: whether it ended well, and what it said.
pub async fn run_once(arguments: &[&str]) -> (bool, String) {
    let mut command = Command::new(binary());
    let run = command.args(arguments).env_clear().kill_on_drop(true).output();
    let output = timeout(PATIENCE, run).await.expect("it does not end").unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

impl Node {
    pub async fn start(flags: &[&str]) -> Node {
        Node::try_start(flags).await.expect("the server ended before it served")
    }

    /// `None`: it ended before it served, as one that is told to die may.
    pub async fn try_start(flags: &[&str]) -> Option<Node> {
        let mut command = Command::new(binary());
        command.args(["serve", "--listen", "127.0.0.1:0"]).args(flags).env_clear();
        command.env("PASSLINE_LOG", "info").env("PASSLINE_LOG_FORMAT", "json");
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let port = timeout(PATIENCE, async {
            loop {
                let line = lines.next_line().await.unwrap()?;
                if let Some(port) = address(&line) {
                    return Some(port);
                }
                eprintln!("server: {line}");
            }
        });
        let port = port.await.expect("the server does not start")?;
        // A test that fails shows what the server said.
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                eprintln!("server {port}: {line}");
            }
        });
        Some(Node { port, child })
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Asks until it is; each call takes its time.
    pub async fn ready(&self, http: &Http) {
        let until = Instant::now() + PATIENCE;
        let user = super::User::nobody(http.clone(), &self.url());
        while user.raw("GET", "/readyz").send().await.status != 200 {
            assert!(Instant::now() < until, "the server does not become ready");
        }
    }

    /// SIGKILL: as a power cut.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// SIGSTOP: it holds everything and does nothing.
    pub async fn freeze(&self) {
        signal(&self.child, "STOP").await;
    }

    pub async fn thaw(&self) {
        signal(&self.child, "CONT").await;
    }

    /// Waits until it has ended by itself, however long that takes.
    pub async fn end(&mut self) {
        self.child.wait().await.unwrap();
    }

    pub async fn died(&mut self) {
        timeout(PATIENCE, self.end()).await.expect("the server lives");
    }

    pub async fn term(&self) {
        signal(&self.child, "TERM").await;
    }

    pub async fn ended(mut self, within: Duration) -> ExitStatus {
        timeout(within, self.child.wait()).await.expect("the server does not end in time").unwrap()
    }

    /// Resident memory in KiB.
    pub fn memory_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id().unwrap())).unwrap();
        let line = status.lines().find(|l| l.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

/// The port of the line that tells where the server listens.
fn address(line: &str) -> Option<u16> {
    let line: Value = serde_json::from_str(line).ok()?;
    let fields = &line["fields"];
    if fields["message"] != "serving" {
        return None;
    }
    fields["address"].as_str()?.trim_end_matches('/').rsplit(':').next()?.parse().ok()
}

pub async fn signal(child: &Child, name: &str) {
    let pid = child.id().expect("it has ended already").to_string();
    let done = Command::new("kill").args(["-s", name, &pid]).status().await.unwrap();
    assert!(done.success());
}

pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
