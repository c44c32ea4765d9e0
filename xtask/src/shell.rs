//! Running other programs: say what is done, wait for it, and stop it when we are stopped.

use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// The program in the foreground, 0 if there is none. A signal to us is passed on to it; it
/// ends, its caller sees a failure, and everything on the stack is dropped (and so stopped).
static FOREGROUND: AtomicU32 = AtomicU32::new(0);
static STOPPED: AtomicBool = AtomicBool::new(false);

/// The checkout, wherever the command was called from. cargo tells where it runs us from; what
/// it told when we were compiled may be another checkout that shares its target folder.
pub fn root() -> PathBuf {
    let told = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let here = told.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    here.parent().unwrap_or(&here).to_path_buf()
}

/// Where cargo puts what it builds.
pub fn target_dir() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// One line on what comes next.
pub fn step(what: &str) {
    eprintln!("\x1b[1m==> {what}\x1b[0m");
}

/// A cargo of the toolchain that runs us, in the checkout.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    // Set by the cargo that runs us; they would make every crate that reads them build again.
    for name in ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_PKG_NAME", "CARGO_PKG_VERSION"] {
        command.env_remove(name);
    }
    command
}

/// Runs to the end; a failure is an error that names the command.
pub fn run(command: &mut Command) -> Result<()> {
    let status = status(command)?;
    if status.success() {
        return Ok(());
    }
    bail!("{} ({status})", shown(command))
}

/// Runs to the end and tells how it ended.
pub fn status(command: &mut Command) -> Result<ExitStatus> {
    let child = command.spawn().with_context(|| format!("cannot start {}", shown(command)))?;
    wait(child)
}

/// Waits for a child in the foreground.
pub fn wait(mut child: Child) -> Result<ExitStatus> {
    FOREGROUND.store(child.id(), Ordering::SeqCst);
    let status = child.wait();
    FOREGROUND.store(0, Ordering::SeqCst);
    check_stopped()?;
    Ok(status?)
}

/// Runs to the end and returns what it printed.
pub fn output(command: &mut Command) -> Result<String> {
    let child = command.stdout(Stdio::piped()).spawn();
    let child = child.with_context(|| format!("cannot start {}", shown(command)))?;
    FOREGROUND.store(child.id(), Ordering::SeqCst);
    let output = child.wait_with_output();
    FOREGROUND.store(0, Ordering::SeqCst);
    check_stopped()?;
    let output = output?;
    if !output.status.success() {
        bail!("{} ({})", shown(command), output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The path of a program, if it is installed.
pub fn which(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(program)).find(|file| file.is_file())
}

/// Sends a signal by the `kill` program: this crate forbids unsafe code.
pub fn signal(name: &str, pid: u32) {
    let pid = pid.to_string();
    let mut kill = Command::new("kill");
    kill.args(["-s", name, &pid]).stdout(Stdio::null()).stderr(Stdio::null());
    // It may have ended a moment ago; that is as good.
    let _gone_is_fine = kill.status();
}

/// Between two looks at another program that cannot tell us when it is ready.
#[expect(clippy::disallowed_methods, reason = "this is not the server, and has nobody else to serve")]
pub fn pause() {
    std::thread::sleep(std::time::Duration::from_millis(30));
}

/// Whether we were asked to stop.
pub fn check_stopped() -> Result<()> {
    if STOPPED.load(Ordering::SeqCst) {
        bail!("stopped");
    }
    Ok(())
}

/// From now on ctrl-c and SIGTERM stop the program in the foreground, and we end by returning,
/// so that whatever was started is stopped on the way out.
pub fn stop_children_on_signals() -> Result<()> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM])?;
    std::thread::spawn(move || {
        for _signal in signals.forever() {
            STOPPED.store(true, Ordering::SeqCst);
            let child = FOREGROUND.load(Ordering::SeqCst);
            if child != 0 {
                signal("TERM", child);
            }
        }
    });
    Ok(())
}

fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|arg| arg.to_string_lossy().into_owned()));
    words.join(" ")
}
