//! A throwaway PostgreSQL and Redis for the tests: own ports, own folder, gone afterwards.
//!
//! They are stopped when dropped, so also after an error, a panic or ctrl-c; and if we are
//! killed outright, the kernel stops them (`setpriv --pdeathsig`, where it exists).

use crate::setup::{self, Tools};
use crate::shell::{self, step};
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const READY_WITHIN: Duration = Duration::from_secs(60);
const GONE_WITHIN: Duration = Duration::from_secs(10);

/// Both, running.
pub struct Services {
    pub database_url: String,
    pub redis_url: String,
    // Stopped in this order; the folder goes last.
    _redis: Daemon,
    _postgres: Daemon,
    _folder: Folder,
}

impl Services {
    pub fn start(tools: &Tools) -> Result<Self> {
        step("start a throwaway PostgreSQL and Redis");
        let folder = Folder::make()?;
        let (postgres, database_url) = postgres(tools, &folder.0)?;
        let (redis, redis_url) = redis(tools, &folder.0)?;
        eprintln!("    {database_url}\n    {redis_url}");
        Ok(Self { database_url, redis_url, _redis: redis, _postgres: postgres, _folder: folder })
    }
}

fn postgres(tools: &Tools, folder: &Path) -> Result<(Daemon, String)> {
    let home = folder.join("postgres");
    fs::create_dir(&home)?;
    let user = postgres_user()?;
    if let Some(user) = user {
        shell::run(Command::new("chown").arg(user).arg(&home))?;
    }
    let data = home.join("data");
    let mut init = bound_to_us(user);
    init.arg(tools.postgres.join("initdb")).arg("-D").arg(&data);
    init.args(["--username=passline", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]);
    shell::run(init.current_dir(&home).stdout(Stdio::null()))?;

    let port = free_port()?;
    let mut server = bound_to_us(user);
    server.arg(tools.postgres.join("postgres")).arg("-D").arg(&data).arg("-k").arg(&home);
    server.args(["-h", "127.0.0.1", "-p", &port.to_string(), "-c", "max_connections=300"]);
    // fsync stays on: the tests are about what survives.
    let mut daemon = Daemon::spawn("PostgreSQL", server.current_dir(&home), &folder.join("postgres.log"))?;
    let port = port.to_string();
    daemon.wait_until(|| {
        let mut ready = Command::new(tools.postgres.join("pg_isready"));
        setup::quiet(ready.args(["-q", "-h", "127.0.0.1", "-U", "passline", "-d", "postgres", "-p", &port]))
    })?;
    Ok((daemon, format!("postgres://passline@127.0.0.1:{port}/postgres")))
}

fn redis(tools: &Tools, folder: &Path) -> Result<(Daemon, String)> {
    let port = free_port()?;
    let mut server = bound_to_us(None);
    server.arg(&tools.redis).args(["--bind", "127.0.0.1", "--port", &port.to_string()]);
    server.args(["--save", "", "--appendonly", "no", "--dir"]).arg(folder);
    let mut daemon = Daemon::spawn("Redis", &mut server, &folder.join("redis.log"))?;
    daemon.wait_until(|| ping(port).unwrap_or(false))?;
    Ok((daemon, format!("redis://127.0.0.1:{port}")))
}

fn ping(port: u16) -> Result<bool> {
    let mut redis = TcpStream::connect(("127.0.0.1", port))?;
    redis.set_read_timeout(Some(Duration::from_secs(1)))?;
    redis.write_all(b"PING\r\n")?;
    let mut answer = [0; 5];
    redis.read_exact(&mut answer)?;
    Ok(&answer == b"+PONG")
}

/// PostgreSQL refuses to run as root.
fn postgres_user() -> Result<Option<&'static str>> {
    if !setup::is_root() {
        return Ok(None);
    }
    if setup::quiet(Command::new("id").arg("postgres")) {
        return Ok(Some("postgres"));
    }
    bail!("as root, PostgreSQL needs a user `postgres` to run as (Debian's package makes it)")
}

/// The start of a command line for a program that ends when we end.
fn bound_to_us(user: Option<&str>) -> Command {
    if shell::which("setpriv").is_none() {
        // Not Linux. `env` only so that the caller can go on with the program's own name.
        return Command::new("env");
    }
    let mut command = Command::new("setpriv");
    command.arg("--pdeathsig=INT");
    if let Some(user) = user {
        command.args([&format!("--reuid={user}"), &format!("--regid={user}"), "--init-groups"]);
    }
    command
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// A folder that is removed with everything in it.
struct Folder(PathBuf);

impl Folder {
    fn make() -> Result<Self> {
        let dir = std::env::temp_dir().join(format!("passline-test-{}", std::process::id()));
        fs::create_dir(&dir).with_context(|| format!("making {}", dir.display()))?;
        Ok(Self(dir))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            eprintln!("could not remove {}: {error}", self.0.display());
        }
    }
}

/// A program in the background.
struct Daemon {
    name: &'static str,
    child: Child,
    log: PathBuf,
}

impl Daemon {
    fn spawn(name: &'static str, command: &mut Command, log: &Path) -> Result<Self> {
        let out = File::create(log)?;
        let command = command.stdin(Stdio::null()).stdout(out.try_clone()?).stderr(out);
        // Away from the terminal's ctrl-c: it stops the tests first, and then we stop this.
        let child = command.process_group(0).spawn().with_context(|| format!("starting {name}"))?;
        Ok(Self { name, child, log: log.to_path_buf() })
    }

    fn wait_until(&mut self, mut ready: impl FnMut() -> bool) -> Result<()> {
        let start = Instant::now();
        loop {
            shell::check_stopped()?;
            let ended = self.child.try_wait()?;
            if ended.is_some() || start.elapsed() > READY_WITHIN {
                let log = fs::read_to_string(&self.log).unwrap_or_default();
                bail!("{} does not start:\n{log}", self.name);
            }
            if ready() {
                return Ok(());
            }
            shell::pause();
        }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // SIGINT is PostgreSQL's fast shutdown, and Redis takes it as SIGTERM.
        shell::signal("INT", self.child.id());
        let start = Instant::now();
        while start.elapsed() < GONE_WITHIN {
            match self.child.try_wait() {
                Ok(None) => shell::pause(),
                _ => return,
            }
        }
        eprintln!("{} does not stop: killing it", self.name);
        let _gone_is_fine = self.child.kill();
        let _gone_is_fine = self.child.wait();
    }
}
