//! `passline rush`: replays real orders against any server, with people who cook, call and
//! serve them, and says what became of every one. Knows the wire, not the server.
//!
//! | file | purpose |
//! |---|---|
//! | `formats/` | where the orders come from |
//! | `location`, `menu` | a location file from the data; the server's menu held against the orders |
//! | `replay` | the evening: open loop, then the reckoning |
//! | `client`, `wire`, `session` | REST as a till does it; one screen on the live connection |
//! | `hands` | who does what, when |
//! | `audit`, `compare`, `report` | who saw what, held against the log; boards against snapshots; the figures |
//! | `chance` | all randomness, from one seed |

#![allow(clippy::disallowed_methods, reason = "a client of its own: it measures by the real clock")]

mod audit;
mod chance;
mod client;
mod compare;
mod formats;
mod hands;
mod location;
mod menu;
mod replay;
mod report;
mod session;
mod wire;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{ArgGroup, ValueEnum};

use formats::{Days, Source};

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum Format {
    /// The bundled Friday at the demo restaurant, or a file of the same kind
    Demo,
    /// id,date,time,name,size,type,price (plain or gzip)
    Pizzaplace,
    /// invoice,order date,description,quantity,price,products (plain or gzip)
    Takeaway,
}

/// Replay real orders against a server, with simulated cooks, and report what became of them
#[derive(Clone, Debug, clap::Args)]
#[command(group(ArgGroup::new("which").args(["day", "busiest"])))]
pub struct Args {
    /// The orders; the bundled evening needs none
    pub file: Option<PathBuf>,
    // Named apart from the log's `format`: clap tells arguments of one command by field.
    #[arg(long = "format", value_enum, default_value = "demo")]
    pub orders_format: Format,
    /// A node; give it again for further nodes, sessions and calls move on when one falls silent
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    pub url: Vec<String>,
    #[arg(long, default_value = "main")]
    pub location: String,
    /// Replay this day of the file, YYYY-MM-DD
    #[arg(long)]
    pub day: Option<String>,
    /// Replay the busiest day, or that many of the busiest laid over each other
    #[arg(long, num_args = 0..=1, default_missing_value = "1")]
    pub busiest: Option<usize>,
    /// Restaurant time passes so many times quicker
    #[arg(long, default_value_t = 60.0)]
    pub speed: f64,
    /// Only the first so many orders
    #[arg(long)]
    pub orders: Option<usize>,
    /// Kitchen screens in all, at least one a station [default: one a station]
    #[arg(long)]
    pub screens: Option<usize>,
    /// Cooks work so many times quicker than the menu says
    #[arg(long, default_value_t = 1.0)]
    pub cooks_speed: f64,
    /// Of a hundred items or orders so many are recalled, voided or cancelled
    #[arg(long, default_value_t = 2.0)]
    pub mishaps: f64,
    /// Connections to cut in the course of the rush
    #[arg(long, default_value_t = 0)]
    pub cuts: u32,
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    #[arg(long, default_value = "2001")]
    pub pin_pos: String,
    #[arg(long, default_value = "1000")]
    pub pin_kitchen: String,
    #[arg(long, default_value = "3001")]
    pub pin_expo: String,
    /// The manager's, to read the log at the end
    #[arg(long, default_value = "9000")]
    pub pin_manager: String,
    /// An order is late on a screen so many milliseconds after its scheduled moment
    #[arg(long, default_value_t = 1000)]
    pub late_ms: u64,
    /// How long the kitchen may take after the last order, in seconds
    #[arg(long, default_value_t = 120)]
    pub drain_s: u64,
    /// Screens send no receipts for what they show
    #[arg(long)]
    pub no_receipts: bool,
    /// Put a dish of the server's menu in the place of each that it does not sell
    #[arg(long)]
    pub any_menu: bool,
    /// Write a location file with the menu of the data, and replay nothing
    #[arg(long, value_name = "FILE")]
    pub write_location: Option<PathBuf>,
    /// Write the report as JSON as well
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

/// Exit code 1 where anything was lost, doubled, out of order or left undone.
pub async fn run(args: Args) -> anyhow::Result<ExitCode> {
    anyhow::ensure!(args.speed > 0.0 && args.cooks_speed > 0.0, "--speed and --cooks-speed must be above 0");
    let source = load(&args)?;
    if let Some(path) = &args.write_location {
        anyhow::ensure!(!source.dishes.is_empty(), "the demo restaurant has its file already: demo/passline.toml");
        std::fs::write(path, location::file(&source)).with_context(|| format!("cannot write {}", path.display()))?;
        println!("{}: {} dishes at {} stations", path.display(), source.dishes.len(), source.stations.len());
        return Ok(ExitCode::SUCCESS);
    }
    let report_to = args.report.clone();
    let report = replay::replay(&args, source).await?;
    print!("{}", report.table());
    if let Some(path) = report_to {
        std::fs::write(&path, format!("{:#}\n", report.json())).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn load(args: &Args) -> anyhow::Result<Source> {
    let days = match &args.day {
        Some(day) => Days::One(day.clone()),
        None => Days::Busiest(args.busiest.unwrap_or(1).max(1)),
    };
    let text = args.file.as_deref().map(formats::read).transpose()?;
    match (args.orders_format, text) {
        (Format::Demo, None) => formats::demo::load(),
        (Format::Demo, Some(text)) => formats::demo::parse(&text, "a file of the demo's kind"),
        (format, None) => {
            anyhow::bail!(
                "--format {} needs a FILE",
                format.to_possible_value().map_or(String::new(), |v| v.get_name().to_owned())
            )
        }
        (Format::Pizzaplace, Some(text)) => formats::pizzaplace::parse(&text, &days, args.seed),
        (Format::Takeaway, Some(text)) => formats::takeaway::parse(&text, &days, args.seed),
    }
}
