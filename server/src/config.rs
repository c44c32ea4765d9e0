//! Every setting with its unit, default and limit; the only reader of the environment.
//!
//! A setting is a flag and, where it has a name there, an environment variable; the flag wins. A
//! bad one is refused at start with one line that names the setting and the mend.

mod network;

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
pub use network::Network;
use shared::money::Percent;

#[derive(Parser, Debug)]
#[command(name = "passline", version, about = "The kitchen display system a restaurant can trust on its worst Friday")]
pub struct Cli {
    #[command(flatten)]
    pub log: LogSettings,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Runs the server.
    Serve(Box<ServeSettings>),
    /// Brings the database to this version's form, and ends.
    Migrate(DatabaseSettings),
    /// Checks the configuration; with --data every projection against the log too.
    Check {
        #[command(flatten)]
        serve: Box<ServeSettings>,
        #[arg(long)]
        data: bool,
    },
    /// Copies the database into a file while the server runs.
    Backup {
        #[command(flatten)]
        database: DatabaseSettings,
        /// The file to write; it must not exist.
        #[arg(value_name = "FILE")]
        to: PathBuf,
    },
    /// Brings a backup back. The log gets a new epoch, so that every screen starts afresh.
    Restore {
        #[command(flatten)]
        database: DatabaseSettings,
        #[arg(value_name = "FILE")]
        from: PathBuf,
    },
    /// Replays real orders against any server, with simulated cooks.
    Rush(Box<crate::rush::Args>),
}

#[derive(Args, Debug, Clone)]
pub struct LogSettings {
    /// What to log: error, warn, info, debug, trace, or `target=level` with commas between.
    #[arg(id = "log_filter", long = "log", env = "PASSLINE_LOG", default_value = "info", global = true, value_name = "FILTER")]
    pub filter: String,
    /// How a log line is written.
    #[arg(id = "log_format", long = "log-format", env = "PASSLINE_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text, global = true)]
    pub format: LogFormat,
}

#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

#[derive(Args, Debug, Clone)]
pub struct DatabaseSettings {
    /// sqlite://path (made if missing) or postgres://…
    #[arg(
        long = "database-url",
        env = "DATABASE_URL",
        default_value = "sqlite://passline.db",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub database_url: String,
    /// Connections to PostgreSQL.
    #[arg(long, env = "PASSLINE_DATABASE_CONNECTIONS_MAX", default_value_t = 20, value_name = "COUNT")]
    pub database_connections_max: u32,
}

#[derive(Args, Debug, Clone)]
pub struct ServeSettings {
    /// Where to listen.
    #[arg(long, env = "PASSLINE_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT")]
    pub listen: SocketAddr,
    #[command(flatten)]
    pub database: DatabaseSettings,
    /// redis://… joins several nodes. Without it this is the only node.
    #[arg(long, env = "REDIS_URL", hide_env_values = true, value_name = "URL")]
    pub redis_url: Option<String>,
    /// Loaded when its location does not exist yet.
    #[arg(long, env = "PASSLINE_LOCATION_FILE", value_name = "FILE")]
    pub location_file: Option<PathBuf>,
    #[command(flatten)]
    pub tls: TlsSettings,
    #[command(flatten)]
    pub auth: AuthSettings,
    #[command(flatten)]
    pub stripe: StripeSettings,
    #[command(flatten)]
    pub rules: HouseRules,
    #[command(flatten)]
    pub webhooks: WebhookSettings,
    #[command(flatten)]
    pub limits: Limits,
    /// For tests of what a power cut leaves behind: `point:n`, see `crash.rs`.
    #[arg(long, env = "PASSLINE_CRASH_AT", hide = true, value_name = "POINT")]
    pub crash_at: Option<String>,
}

#[derive(Args, Debug, Clone)]
pub struct TlsSettings {
    /// `local`: a certificate authority of this house's own; /tls installs it on tablets.
    #[arg(long = "tls", env = "PASSLINE_TLS", value_enum, value_name = "MODE")]
    pub mode: Option<TlsMode>,
    /// The certificate chain, PEM.
    #[arg(long, env = "PASSLINE_TLS_CERT", value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,
    /// Its private key, PEM.
    #[arg(long, env = "PASSLINE_TLS_KEY", value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
    /// Further names and addresses that `--tls local` answers for, with commas between: what
    /// tablets type where the server stands behind a router or in a container.
    #[arg(long, env = "PASSLINE_TLS_NAMES", value_delimiter = ',', value_name = "NAME")]
    pub tls_names: Vec<String>,
}

#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsMode {
    Local,
}

/// What to do about TLS, once the flags agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tls {
    Off,
    Files { cert: PathBuf, key: PathBuf },
    Local { names: Vec<String> },
}

#[derive(Args, Debug, Clone)]
pub struct AuthSettings {
    /// Signs tokens; the same on every node. Several with commas between: the first signs, all
    /// verify. Unset: made at first start, kept in the database, and rotated by a manager.
    #[arg(long = "jwt-secret", env = "PASSLINE_JWT_SECRET", hide = true, hide_env_values = true)]
    pub jwt_secret: Option<Secret>,
    /// How long a person's token lives, in minutes.
    #[arg(long, env = "PASSLINE_PERSON_TOKEN_MINUTES", default_value_t = 720, value_name = "MINUTES")]
    pub person_token_minutes: u32,
    /// How long a device's token lives, in days. Its screen gets a new one in time.
    #[arg(long, env = "PASSLINE_DEVICE_TOKEN_DAYS", default_value_t = 90, value_name = "DAYS")]
    pub device_token_days: u32,
    /// Proxies whose `X-Forwarded-For` is believed, with commas between: addresses or networks.
    #[arg(long, env = "PASSLINE_TRUSTED_PROXIES", value_delimiter = ',', value_name = "NETWORK")]
    pub trusted_proxies: Vec<Network>,
    /// Wrong PINs an address may enter in a minute before it has to wait.
    #[arg(long, env = "PASSLINE_PIN_FAILURES_MAX", default_value_t = 5, value_name = "COUNT")]
    pub pin_failures_max: u32,
    /// PINs that are checked at once; each takes 19 MiB meanwhile.
    #[arg(long, env = "PASSLINE_PIN_CHECKS_MAX", default_value_t = 2, value_name = "COUNT")]
    pub pin_checks_max: u32,
}

#[derive(Args, Debug, Clone)]
pub struct StripeSettings {
    /// Without it only `cash` and `none` are taken.
    #[arg(long, env = "STRIPE_SECRET_KEY", hide = true, hide_env_values = true)]
    pub stripe_secret_key: Option<Secret>,
    #[arg(long, env = "STRIPE_API_BASE", default_value = "https://api.stripe.com", value_name = "URL")]
    pub stripe_api_base: String,
    /// How long one call to the processor may take, in milliseconds.
    #[arg(long, env = "PASSLINE_STRIPE_TIMEOUT_MS", default_value_t = 10_000, hide = true)]
    pub stripe_timeout_ms: u32,
    /// How long an order whose payment failed keeps its stock and points before it is cancelled
    /// as unpaid, in minutes.
    #[arg(long, env = "PASSLINE_PAYMENT_RETRY_MINUTES", default_value_t = 15, value_name = "MINUTES")]
    pub payment_retry_minutes: u32,
    /// How long a second of the payments' own clock lasts, in milliseconds: tests make it short.
    #[arg(long, env = "PASSLINE_PAYMENT_SECOND_MS", default_value_t = 1_000, hide = true)]
    pub payment_second_ms: u32,
}

/// How the house works, where the location's file does not say so.
#[derive(Args, Debug, Clone)]
pub struct HouseRules {
    /// Percent of a bill's subtotal that anybody but a manager may take off by discounts.
    #[arg(long, env = "PASSLINE_DISCOUNT_PERCENT_MAX", default_value = "20", value_name = "PERCENT")]
    pub discount_percent_max: Percent,
    /// Portions that a station cooks side by side; what quotes and the fire plan are reckoned by.
    #[arg(long, env = "PASSLINE_PORTIONS_AT_ONCE", default_value_t = 4, value_name = "COUNT")]
    pub portions_at_once: u32,
}

#[derive(Args, Debug, Clone, Copy)]
pub struct WebhookSettings {
    /// Webhooks may go to private and local addresses too: for receivers in this house.
    #[arg(long, env = "PASSLINE_WEBHOOKS_ALLOW_PRIVATE")]
    pub webhooks_allow_private: bool,
}

/// What is refused, and from how much on. Each bounds memory or work that a caller can cause.
#[derive(Args, Debug, Clone)]
pub struct Limits {
    /// Connections from one address.
    #[arg(long, env = "PASSLINE_CONNECTIONS_PER_ADDRESS_MAX", default_value_t = 10_000, value_name = "COUNT")]
    pub connections_per_address_max: u32,
    /// Connections in all.
    #[arg(long, env = "PASSLINE_CONNECTIONS_MAX", default_value_t = 100_000, value_name = "COUNT")]
    pub connections_max: u32,
    /// Calls a token may make in a second.
    #[arg(long, env = "PASSLINE_CALLS_PER_SECOND_MAX", default_value_t = 5_000, value_name = "COUNT")]
    pub calls_per_second_max: u32,
    /// Commands a live connection may send in a second before it is read more slowly.
    #[arg(long, env = "PASSLINE_COMMANDS_PER_SECOND_MAX", default_value_t = 200, value_name = "COUNT")]
    pub commands_per_second_max: u32,
    /// Seconds of being read slowly after which a live connection is closed with 4429.
    #[arg(long, env = "PASSLINE_COMMANDS_OVER_LIMIT_SECONDS", default_value_t = 10, value_name = "SECONDS")]
    pub commands_over_limit_seconds: u32,
    /// Commands that wait for a location's writer; more are answered 503.
    #[arg(long, env = "PASSLINE_WRITER_INBOX_MAX", default_value_t = 1_024, value_name = "COUNT")]
    pub writer_inbox_max: usize,
    /// Commands in one transaction.
    #[arg(long, env = "PASSLINE_WRITER_BATCH_MAX", default_value_t = 64, value_name = "COUNT")]
    pub writer_batch_max: usize,
    /// Frames that wait for one screen; past that it gets a new welcome, or is closed with 1013.
    #[arg(long, env = "PASSLINE_SESSION_QUEUE_FRAMES_MAX", default_value_t = 256, value_name = "COUNT")]
    pub session_queue_frames_max: usize,
    /// Seconds that accepted work may take to end after SIGTERM.
    #[arg(long, env = "PASSLINE_DRAIN_SECONDS", default_value_t = 8, value_name = "SECONDS")]
    pub drain_seconds: u32,
}

/// Text that no log line and no error shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Secret {
    /// Several, with commas between.
    pub fn list(&self) -> impl Iterator<Item = &str> {
        self.0.split(',').map(str::trim)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl std::str::FromStr for Secret {
    type Err = std::convert::Infallible;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Ok(Secret(s.to_owned()))
    }
}

/// A setting that cannot be: which one, and what to write instead. One line.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{setting}: {fault}")]
pub struct BadSetting {
    pub setting: &'static str,
    pub fault: String,
}

fn bad(setting: &'static str, fault: impl Into<String>) -> BadSetting {
    BadSetting { setting, fault: fault.into() }
}

/// What the command line and the environment say. A bad one ends the process with one line.
pub fn read() -> Cli {
    match Cli::try_parse() {
        Ok(cli) => match cli.check() {
            Ok(()) => cli,
            Err(e) => refuse(&e.to_string()),
        },
        Err(e) if !e.use_stderr() => e.exit(), // --help and --version are no errors
        Err(e) => refuse(&one_line(&e)),
    }
}

fn refuse(line: &str) -> ! {
    eprintln!("passline: {line}");
    std::process::exit(2)
}

/// clap says what is wrong in its first paragraph; the usage after it is in `--help`.
fn one_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let first: Vec<&str> = text.lines().take_while(|line| !line.trim().is_empty()).map(str::trim).collect();
    first.join(" ").trim_start_matches("error: ").to_owned() + " (see passline --help)"
}

impl Cli {
    /// Whether the settings can be at all; what they point at is looked at when it is used.
    pub fn check(&self) -> Result<(), BadSetting> {
        tracing_subscriber::EnvFilter::try_new(&self.log.filter)
            .map_err(|e| bad("--log", format!("{:?} is no filter: {e}", self.log.filter)))?;
        match &self.command {
            Command::Serve(serve) | Command::Check { serve, .. } => serve.check(),
            Command::Migrate(database) | Command::Backup { database, .. } | Command::Restore { database, .. } => database.check(),
            Command::Rush(_) => Ok(()),
        }
    }
}

impl DatabaseSettings {
    fn check(&self) -> Result<(), BadSetting> {
        let url = &self.database_url;
        let known = ["sqlite://", "postgres://", "postgresql://"]
            .iter()
            .any(|scheme| url.len() > scheme.len() && url.starts_with(scheme));
        if !known {
            return Err(bad("--database-url", format!("{:?} is neither sqlite://path nor postgres://…", without_password(url))));
        }
        at_least(1, "--database-connections-max", self.database_connections_max as usize)
    }
}

impl ServeSettings {
    fn check(&self) -> Result<(), BadSetting> {
        self.database.check()?;
        if let Some(url) = &self.redis_url
            && redis::Client::open(url.as_str()).is_err()
        {
            let url = without_password(url);
            return Err(bad("--redis-url", format!("{url:?} is no redis://host:port address; leave it away for one node")));
        }
        if let Some(file) = self.location_file.as_ref().filter(|file| !file.is_file()) {
            return Err(bad("--location-file", format!("there is no file {}", file.display())));
        }
        if let Some(plan) = &self.crash_at {
            crate::crash::plan(plan).map_err(|fault| bad("--crash-at", fault))?;
        }
        self.tls.plan()?;
        self.auth.check()?;
        at_least(1, "--portions-at-once", self.rules.portions_at_once as usize)?;
        self.stripe.check()?;
        self.limits.check()
    }
}

impl StripeSettings {
    fn check(&self) -> Result<(), BadSetting> {
        let graphic = |key: &Secret| !key.expose().is_empty() && key.expose().bytes().all(|b| b.is_ascii_graphic());
        if self.stripe_secret_key.as_ref().is_some_and(|key| !graphic(key)) {
            return Err(bad("STRIPE_SECRET_KEY", "no key: set what the processor gave you, or unset it to take cash only"));
        }
        let base: Option<axum::http::Uri> = self.stripe_api_base.parse().ok();
        let address = |uri: &axum::http::Uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some();
        if !base.as_ref().is_some_and(address) {
            return Err(bad("STRIPE_API_BASE", format!("{:?} is neither http://… nor https://…", self.stripe_api_base)));
        }
        at_least(1, "--stripe-timeout-ms", self.stripe_timeout_ms as usize)?;
        at_least(1, "--payment-retry-minutes", self.payment_retry_minutes as usize)?;
        at_least(1, "--payment-second-ms", self.payment_second_ms as usize)
    }
}

impl TlsSettings {
    pub fn plan(&self) -> Result<Tls, BadSetting> {
        match (self.mode, &self.tls_cert, &self.tls_key) {
            (None, None, None) => Ok(Tls::Off),
            (Some(TlsMode::Local), None, None) => Ok(Tls::Local { names: self.tls_names.clone() }),
            (None, Some(cert), Some(key)) => {
                for (setting, file) in [("--tls-cert", cert), ("--tls-key", key)] {
                    if !file.is_file() {
                        return Err(bad(setting, format!("there is no file {}", file.display())));
                    }
                }
                Ok(Tls::Files { cert: cert.clone(), key: key.clone() })
            }
            (Some(_), ..) => Err(bad("--tls", "either `local`, or --tls-cert and --tls-key, not both")),
            (None, Some(_), None) => Err(bad("--tls-key", "missing: --tls-cert needs its key")),
            (None, None, Some(_)) => Err(bad("--tls-cert", "missing: --tls-key needs its certificate")),
        }
    }
}

impl AuthSettings {
    pub fn person_token(&self) -> Duration {
        Duration::from_secs(u64::from(self.person_token_minutes) * 60)
    }

    fn check(&self) -> Result<(), BadSetting> {
        if self.jwt_secret.as_ref().is_some_and(|secrets| secrets.list().any(|secret| secret.len() < 32)) {
            return Err(bad("PASSLINE_JWT_SECRET", "too short: at least 32 characters, such as `openssl rand -hex 32` gives"));
        }
        at_least(1, "--person-token-minutes", self.person_token_minutes as usize)?;
        at_least(1, "--device-token-days", self.device_token_days as usize)?;
        at_least(1, "--pin-failures-max", self.pin_failures_max as usize)?;
        at_least(1, "--pin-checks-max", self.pin_checks_max as usize)
    }
}

impl Limits {
    pub fn drain(&self) -> Duration {
        Duration::from_secs(self.drain_seconds.into())
    }

    fn check(&self) -> Result<(), BadSetting> {
        at_least(1, "--connections-per-address-max", self.connections_per_address_max as usize)?;
        at_least(1, "--connections-max", self.connections_max as usize)?;
        at_least(1, "--calls-per-second-max", self.calls_per_second_max as usize)?;
        at_least(1, "--commands-per-second-max", self.commands_per_second_max as usize)?;
        at_least(1, "--commands-over-limit-seconds", self.commands_over_limit_seconds as usize)?;
        at_least(1, "--writer-inbox-max", self.writer_inbox_max)?;
        at_least(1, "--writer-batch-max", self.writer_batch_max)?;
        at_least(8, "--session-queue-frames-max", self.session_queue_frames_max)
    }
}

fn at_least(least: usize, setting: &'static str, value: usize) -> Result<(), BadSetting> {
    if value >= least { Ok(()) } else { Err(bad(setting, format!("{value} is too little: at least {least}"))) }
}

/// An address as it may be shown: what stands before the @ is left out.
pub fn without_password(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if at > scheme => format!("{}…{}", &url[..scheme + 3], &url[at..]),
        _ => url.to_owned(),
    }
}

/// The address on which a location's own machine reaches this server.
pub fn own_address(listen: SocketAddr) -> SocketAddr {
    if listen.ip().is_unspecified() {
        let loopback: IpAddr = if listen.is_ipv4() { [127, 0, 0, 1].into() } else { std::net::Ipv6Addr::LOCALHOST.into() };
        return SocketAddr::new(loopback, listen.port());
    }
    listen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(args: &[&str]) -> String {
        let args = ["passline"].iter().chain(args).copied();
        match Cli::try_parse_from(args) {
            Ok(cli) => cli.check().unwrap_err().to_string(),
            Err(e) => one_line(&e),
        }
    }

    fn accepted(args: &[&str]) -> Cli {
        let cli = Cli::try_parse_from(["passline"].iter().chain(args).copied()).unwrap();
        cli.check().unwrap();
        cli
    }

    #[test]
    fn the_flags_are_sound() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }

    #[test]
    fn a_bad_setting_is_one_line_that_names_it_and_the_mend() {
        for (args, line) in [
            (
                &["serve", "--database-url", "mysql://root:geheim@db/x"][..],
                r#"--database-url: "mysql://…@db/x" is neither sqlite://path nor postgres://…"#,
            ),
            (
                &["serve", "--database-url", "sqlite://"],
                r#"--database-url: "sqlite://" is neither sqlite://path nor postgres://…"#,
            ),
            (
                &["serve", "--redis-url", "http://x"],
                r#"--redis-url: "http://x" is no redis://host:port address; leave it away for one node"#,
            ),
            (&["serve", "--location-file", "/nowhere.toml"], "--location-file: there is no file /nowhere.toml"),
            (&["serve", "--tls", "local", "--tls-cert", "x"], "--tls: either `local`, or --tls-cert and --tls-key, not both"),
            (&["serve", "--tls-cert", "x"], "--tls-key: missing: --tls-cert needs its key"),
            (
                &["serve", "--jwt-secret", "hunter2"],
                "PASSLINE_JWT_SECRET: too short: at least 32 characters, such as `openssl rand -hex 32` gives",
            ),
            (&["serve", "--portions-at-once", "0"], "--portions-at-once: 0 is too little: at least 1"),
            (
                &["serve", "--jwt-secret", "0123456789abcdef0123456789abcdef,hunter2"],
                "PASSLINE_JWT_SECRET: too short: at least 32 characters, such as `openssl rand -hex 32` gives",
            ),
            (&["serve", "--writer-batch-max", "0"], "--writer-batch-max: 0 is too little: at least 1"),
            (&["serve", "--stripe-api-base", "stripe"], "STRIPE_API_BASE: \"stripe\" is neither http://… nor https://…"),
            (
                &["serve", "--stripe-secret-key", ""],
                "STRIPE_SECRET_KEY: no key: set what the processor gave you, or unset it to take cash only",
            ),
        ] {
            assert_eq!(refused(args), line);
        }
        let line = refused(&["serve", "--discount-percent-max", "101"]);
        assert!(line.contains("--discount-percent-max") && line.contains("not a percentage between 0 and 100"), "{line}");
        assert!(refused(&["serve", "--log", "loud=very"]).starts_with("--log: \"loud=very\" is no filter: "));
        let line = refused(&["serve", "--listen", "8080"]);
        assert!(line.contains("--listen") && line.contains("8080") && !line.contains('\n'), "{line}");
    }

    #[test]
    fn the_defaults_serve_one_house() {
        let Command::Serve(serve) = accepted(&["serve"]).command else { panic!("serve") };
        assert_eq!(serve.tls.plan(), Ok(Tls::Off));
        assert_eq!(serve.auth.person_token(), Duration::from_secs(12 * 3600));
        assert!(format!("{serve:?}").find("hunter").is_none());
        accepted(&["serve", "--tls", "local", "--tls-names", "kitchen.lan,192.168.1.5", "--redis-url", "redis://127.0.0.1:6379"]);
        accepted(&["check", "--data", "--database-url", "postgres://a@b/c"]);
        accepted(&["rush", "--speed", "60"]);
    }
}
