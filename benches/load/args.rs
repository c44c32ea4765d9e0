//! The flags of one run, and the bounds that keep a run from hurting the machine.

pub struct Args {
    pub adapter: String,
    pub host: String,
    pub port: u16,
    pub screens: usize,
    pub rate: f64,
    pub secs: f64,
    pub warm: f64,
    pub locations: usize,
    pub items: usize,
    /// Screens prepare what they see.
    pub prepare: bool,
    pub poisson: bool,
    pub seed: u64,
    pub drain: f64,
    /// The server's process, for CPU and memory.
    pub pid: u32,
    /// Further processes to watch, `name=pid`.
    pub side: Vec<(String, u32)>,
    /// Screens a second that drop their connection, and how long they stay away.
    pub churn: usize,
    pub churn_down: f64,
    /// Screens that stop reading.
    pub stall: usize,
    pub threads: usize,
    pub tag: String,
    /// Passline alone: whom to log in as, or a token, and what to order.
    pub location: String,
    pub pin_pos: String,
    pub pin_kitchen: String,
    pub token: Option<String>,
    pub dishes: Vec<String>,
}

const USAGE: &str = "passline-load --adapter own|ws-node|socketio-node|floor --port PORT [--host IP] \
[--screens 50] [--rate 10] [--secs 10] [--warm 2] [--items 3] [--locations 1] [--prepare 1|0] \
[--arrivals poisson|even] [--seed 1] [--drain 10] [--pid PID] [--side NAME=PID] [--churn N] \
[--churn-down 0.5] [--stall N] [--threads 2] [--tag TEXT] [--location main] [--pin-pos 2001] \
[--pin-kitchen 1000] [--token JWT] [--dishes a,b,c]";

impl Args {
    pub fn read(mut words: impl Iterator<Item = String>) -> Result<Args, String> {
        let mut a = Args {
            adapter: "own".into(),
            host: "127.0.0.1".into(),
            port: 8080,
            screens: 50,
            rate: 10.0,
            secs: 10.0,
            warm: 2.0,
            locations: 1,
            items: 3,
            prepare: true,
            poisson: true,
            seed: 1,
            drain: 10.0,
            pid: 0,
            side: vec![],
            churn: 0,
            churn_down: 0.5,
            stall: 0,
            threads: 2,
            tag: String::new(),
            location: "main".into(),
            pin_pos: "2001".into(),
            pin_kitchen: "1000".into(),
            token: None,
            dishes: vec!["margherita".into(), "chips".into(), "cola".into()],
        };
        while let Some(flag) = words.next() {
            let value = words.next().ok_or(format!("{flag} wants a value\n{USAGE}"))?;
            a.set(&flag, value)?;
        }
        a.check()?;
        Ok(a)
    }

    fn set(&mut self, flag: &str, value: String) -> Result<(), String> {
        fn number<T: std::str::FromStr>(flag: &str, value: &str) -> Result<T, String> {
            value.parse().map_err(|_| format!("{flag} {value} is no number"))
        }
        match flag {
            "--adapter" => self.adapter = value,
            "--host" => self.host = value,
            "--port" => self.port = number(flag, &value)?,
            "--screens" => self.screens = number(flag, &value)?,
            "--rate" => self.rate = number(flag, &value)?,
            "--secs" => self.secs = number(flag, &value)?,
            "--warm" => self.warm = number(flag, &value)?,
            "--locations" => self.locations = number(flag, &value)?,
            "--items" => self.items = number(flag, &value)?,
            "--prepare" => self.prepare = value == "1",
            "--arrivals" => self.poisson = value == "poisson",
            "--seed" => self.seed = number(flag, &value)?,
            "--drain" => self.drain = number(flag, &value)?,
            "--pid" => self.pid = number(flag, &value)?,
            "--side" => {
                let (name, pid) = value.split_once('=').ok_or("--side wants NAME=PID")?;
                self.side.push((name.into(), number(flag, pid)?));
            }
            "--churn" => self.churn = number(flag, &value)?,
            "--churn-down" => self.churn_down = number(flag, &value)?,
            "--stall" => self.stall = number(flag, &value)?,
            "--threads" => self.threads = number(flag, &value)?,
            "--tag" => self.tag = value,
            "--location" => self.location = value,
            "--pin-pos" => self.pin_pos = value,
            "--pin-kitchen" => self.pin_kitchen = value,
            "--token" => self.token = Some(value),
            "--dishes" => self.dishes = value.split(',').map(str::to_owned).collect(),
            _ => return Err(format!("unknown flag {flag}\n{USAGE}")),
        }
        Ok(())
    }

    fn check(&self) -> Result<(), String> {
        if self.rate <= 0.0 || self.rate * (self.secs + self.warm) > 1e6 {
            return Err("at most 1,000,000 orders a run, and more than none".into());
        }
        if self.screens > 15_000 || self.secs > 600.0 {
            return Err("at most 15,000 screens and 600 s a run".into());
        }
        if self.locations == 0 || self.dishes.is_empty() || self.stall > self.screens {
            return Err("a run needs a location, a dish, and screens to stall".into());
        }
        if !self.host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback()) {
            return Err("load goes to this machine alone: --host is a loopback address".into());
        }
        Ok(())
    }
}
