//! Flags, tracing, and the command that was asked for; nothing else.

use std::process::ExitCode;

use passline::config::{self, Cli, Command, LogFormat, LogSettings};
use passline::{app, rush};

/// The system's allocator keeps what a login needed (19 MiB a PIN) for good; this one gives it
/// back.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let Cli { log, command } = config::read();
    trace(&log);
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(cause) => return failed(&cause.into()),
    };
    let done = runtime.block_on(async {
        match command {
            Command::Serve(serve) => app::serve(&serve).await.map(|()| ExitCode::SUCCESS),
            Command::Migrate(database) => app::migrate(&database).await.map(|()| ExitCode::SUCCESS),
            Command::Check { serve, data } => app::check(&serve, data).await,
            Command::Rush(rush) => rush::run(*rush).await,
            Command::Backup { .. } | Command::Restore { .. } => Err(anyhow::anyhow!(
                "backup and restore come with a later release; copy the SQLite file of a stopped server, or use pg_dump"
            )),
        }
    });
    done.unwrap_or_else(|cause| failed(&cause))
}

/// One line: the setting or the file, and what to mend.
fn failed(cause: &anyhow::Error) -> ExitCode {
    eprintln!("passline: {cause:#}");
    ExitCode::FAILURE
}

fn trace(log: &LogSettings) {
    use tracing_subscriber::fmt;
    let filter = tracing_subscriber::EnvFilter::new(&log.filter);
    match log.format {
        LogFormat::Json => fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init(),
        LogFormat::Text => fmt().with_env_filter(filter).with_writer(std::io::stderr).init(),
    }
}
