//! A house for a test: the real binary, a database and a bus of its own, people who sign in.

pub mod api;
pub mod described;
pub mod live;
pub mod node;
pub mod receiver;
pub mod services;
pub mod stripe;

use std::future::Future;
use std::sync::Mutex;
use std::time::Duration;

use serde_json::{Value, json};
use shared::ids::Uuid;

pub use api::{Answer, User};
pub use live::{Live, Raw};
pub use node::Node;
pub use receiver::Receiver;
use services::{Database, RedisServer};

/// What a test waits for has to happen within this time, on a machine that is busy.
pub const PATIENCE: Duration = Duration::from_secs(15);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Db {
    Sqlite,
    Postgres,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bus {
    InProcess,
    /// The server that the tests were given, under a location id of the test's own.
    Redis,
    /// A server of this test's own, which it may stop and kill.
    OwnRedis,
}

pub struct House {
    pub location: String,
    location_file: String,
    /// Gone when the house is.
    _folder: tempfile::TempDir,
    database: Database,
    pub redis: Option<RedisServer>,
    redis_url: Option<String>,
    http: api::Http,
    sessions: Mutex<Vec<Live>>,
}

impl House {
    /// With `more` in the location file. `None`: this test needs a service that is not there.
    pub async fn build(db: Db, bus: Bus, more: &str) -> Option<House> {
        let folder = tempfile::tempdir().unwrap();
        let location = format!("house-{}", &Uuid::new_v4().simple().to_string()[..12]);
        let database = match db {
            Db::Sqlite => Database::sqlite(folder.path()),
            Db::Postgres => Database::postgres().await?,
        };
        let redis = if bus == Bus::OwnRedis { Some(RedisServer::start().await) } else { None };
        let redis_url = match bus {
            Bus::InProcess => None,
            Bus::Redis => Some(services::given("PASSLINE_TEST_REDIS_URL")?),
            Bus::OwnRedis => redis.as_ref().map(RedisServer::url),
        };
        let file = folder.path().join("location.toml");
        std::fs::write(&file, format!("{}{more}", MENU.replace("{location}", &location))).unwrap();
        let location_file = file.to_str().unwrap().to_owned();
        Some(House {
            location,
            location_file,
            _folder: folder,
            database,
            redis,
            redis_url,
            http: api::http(),
            sessions: Mutex::default(),
        })
    }

    pub fn has_redis(&self) -> bool {
        self.redis_url.is_some()
    }

    /// Changes the location's file, before its first node.
    pub fn edit_location(&self, edit: impl FnOnce(String) -> String) {
        let text = std::fs::read_to_string(&self.location_file).unwrap();
        std::fs::write(&self.location_file, edit(text)).unwrap();
    }

    /// Tickets are missed after a second.
    pub fn is_impatient(&self) {
        self.edit_location(|text| text.replace("display_deadline_s = 3600", "display_deadline_s = 1"));
    }

    /// Starts a node, on a free port, and waits until it is ready.
    pub async fn node(&self) -> Node {
        self.node_with(&[]).await
    }

    pub async fn node_with(&self, flags: &[&str]) -> Node {
        let node = Node::start(&self.flags(flags)).await;
        node.ready(&self.http).await;
        node
    }

    pub fn database_url(&self) -> &str {
        &self.database.url
    }

    /// A node with these flags; `None`: it ended before it served.
    pub async fn try_node(&self, flags: &[&str]) -> Option<Node> {
        Node::try_start(&self.flags(flags)).await
    }

    /// A node that dies at this point of `crash.rs`; `None`: it got there before it served.
    pub async fn doomed_node(&self, point: &str) -> Option<Node> {
        Node::try_start(&self.flags(&["--crash-at", point])).await
    }

    fn flags<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        let mut all = vec!["--database-url", &self.database.url, "--location-file", &self.location_file];
        if let Some(url) = &self.redis_url {
            all.extend(["--redis-url", url]);
        }
        all.extend(more);
        all
    }

    /// Signs somebody in by the PIN of the location file.
    pub async fn sign_in(&self, node: &Node, pin: &str) -> User {
        let nobody = User::nobody(self.http.clone(), &node.url());
        let answer = nobody.post("/auth/login", json!({ "location": self.location, "pin": pin })).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        nobody.with_token(answer.body["token"].as_str().unwrap())
    }

    pub async fn pos(&self, node: &Node) -> User {
        self.sign_in(node, "1000").await
    }

    /// A cook of this station alone.
    pub async fn kds(&self, node: &Node, station: &str) -> User {
        let pin = if station == "oven" { "2000" } else { "2001" };
        self.sign_in(node, pin).await
    }

    /// A screen or till that was just paired, by its own token; and its id.
    pub async fn paired(&self, node: &Node, body: Value) -> (User, String) {
        let made = self.manager(node).await.post("/devices", body).await.ok();
        let paired = self.nobody(node).post("/auth/pair", json!({ "code": made["code"] })).await.ok();
        (self.nobody(node).with_token(paired["token"].as_str().unwrap()), made["id"].as_str().unwrap().to_owned())
    }

    pub async fn expo(&self, node: &Node) -> User {
        self.sign_in(node, "3000").await
    }

    pub async fn manager(&self, node: &Node) -> User {
        self.sign_in(node, "9000").await
    }

    pub fn nobody(&self, node: &Node) -> User {
        User::nobody(self.http.clone(), &node.url())
    }

    /// A live session that is compared with the server's own picture when the test ends.
    pub async fn live(&self, user: &User) -> Live {
        let live = Live::open(user, None).await;
        self.sessions.lock().unwrap().push(live.clone());
        live
    }

    pub async fn live_from(&self, user: &User, epoch: &str, seq: u64) -> Live {
        let live = Live::open(user, Some((epoch.parse().unwrap(), seq))).await;
        self.sessions.lock().unwrap().push(live.clone());
        live
    }

    /// What `passline check --data` says of this house's database, and whether all is well.
    pub async fn check_data(&self) -> (bool, String) {
        node::run_once(&["check", "--data", "--database-url", &self.database.url]).await
    }

    /// Behind the server's back.
    pub async fn sql(&self, text: &str) {
        self.database.execute(text).await;
    }

    /// Every open session shows what a fresh one is told, and heard every number once.
    pub async fn close(self) {
        let sessions = std::mem::take(&mut *self.sessions.lock().unwrap());
        for live in sessions {
            live.agrees_with_the_server().await;
        }
        self.database.end().await;
    }
}

/// Runs a test in one set-up: a house with one node. A set-up whose services are missing is left out.
pub fn run<F, Fut>(db: Db, bus: Bus, test: F)
where
    F: FnOnce(std::sync::Arc<House>, Node) -> Fut,
    Fut: Future<Output = Node>,
{
    bare(db, bus, |house| async move {
        let node = house.node().await;
        test(house, node).await
    });
}

/// The same without a node; whatever the test gives back lives until the sessions were compared.
pub fn bare<F, Fut, T>(db: Db, bus: Bus, test: F)
where
    F: FnOnce(std::sync::Arc<House>) -> Fut,
    Fut: Future<Output = T>,
{
    bare_with(db, bus, "", test);
}

/// The same with more in the location file.
pub fn bare_with<F, Fut, T>(db: Db, bus: Bus, more: &str, test: F)
where
    F: FnOnce(std::sync::Arc<House>) -> Fut,
    Fut: Future<Output = T>,
{
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let Some(house) = House::build(db, bus, more).await else { return };
        let house = std::sync::Arc::new(house);
        let kept = test(house.clone()).await;
        let Some(house) = std::sync::Arc::into_inner(house) else { panic!("somebody still holds the house") };
        house.close().await;
        drop(kept);
    });
}

/// One test in every set-up of the matrix.
#[macro_export]
macro_rules! everywhere {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            use $crate::harness::{Bus, Db, run};

            #[test]
            fn sqlite() {
                run(Db::Sqlite, Bus::InProcess, super::steps::$name);
            }
            #[test]
            fn sqlite_and_redis() {
                run(Db::Sqlite, Bus::Redis, super::steps::$name);
            }
            #[test]
            fn postgres() {
                run(Db::Postgres, Bus::InProcess, super::steps::$name);
            }
            #[test]
            fn postgres_and_redis() {
                run(Db::Postgres, Bus::Redis, super::steps::$name);
            }
        }
    )*};
}

/// One test on each database, a node alone.
#[macro_export]
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            use $crate::harness::{Bus, Db, run};

            #[test]
            fn sqlite() {
                run(Db::Sqlite, Bus::InProcess, super::steps::$name);
            }
            #[test]
            fn postgres() {
                run(Db::Postgres, Bus::InProcess, super::steps::$name);
            }
        }
    )*};
}

/// The body of a small takeaway order.
pub fn takeaway(dishes: &[(&str, u32)]) -> Value {
    let items: Vec<Value> = dishes.iter().map(|(dish, quantity)| json!({ "menu_item_id": dish, "quantity": quantity })).collect();
    json!({ "channel": "takeaway", "items": items })
}

pub fn key() -> String {
    Uuid::now_v7().to_string()
}

/// Prices in cents, tax 8.875 % on top.
const MENU: &str = r#"
[location]
id = "{location}"
name = "Test house"
timezone = "America/New_York"
currency = "USD"
tax_percent = "8.875"
tax_included = false
business_day_starts = "04:00"
# Tests count events: nobody watches their tickets unless they say so.
display_deadline_s = 3600
screen_offline_s = 3600

[[stations]]
id = "oven"
name = "Oven"
backup = "expo"
[[stations]]
id = "grill"
name = "Grill"
backup = "oven"
[[stations]]
id = "bar"
name = "Bar"

[[people]]
name = "Mara"
role = "manager"
pin = "9000"
[[people]]
name = "Tom"
role = "pos"
pin = "1000"
[[people]]
name = "Ovenia"
role = "kitchen"
pin = "2000"
stations = ["oven"]
[[people]]
name = "Grillo"
role = "kitchen"
pin = "2001"
stations = ["grill"]
[[people]]
name = "Pia"
role = "expo"
pin = "3000"

[[modifier_groups]]
id = "extras"
name = "Extras"
min = 0
max = 2
[[modifier_groups.options]]
id = "extra-cheese"
name = "Extra cheese"
price = 150
allergens = ["milk"]
[[modifier_groups.options]]
id = "no-olives"
name = "Olives"
removes = true
[[modifier_groups.options]]
id = "chili"
name = "Chili"
price = 50

[[modifier_groups]]
id = "doneness"
name = "Doneness"
min = 1
max = 1
[[modifier_groups.options]]
id = "rare"
name = "Rare"
[[modifier_groups.options]]
id = "medium"
name = "Medium"

[[items]]
id = "margherita"
name = "Margherita"
kitchen_name = "MARG"
category = "Pizza"
price = 1295
station = "oven"
prep_seconds = 420
allergens = ["milk", "gluten"]
modifier_groups = ["extras"]

[[items]]
id = "steak"
name = "Steak"
category = "Grill"
price = 2450
station = "grill"
prep_seconds = 600
modifier_groups = ["doneness"]

[[items]]
id = "burger"
name = "Burger"
category = "Grill"
price = 1100
station = "grill"
prep_seconds = 300

[[items]]
id = "cola"
name = "Cola"
category = "Drinks"
price = 300
station = "bar"
prep_seconds = 30

[[items]]
id = "bread"
name = "Bread"
category = "Sides"
price = 125

[loyalty]
points_per_major_unit = 1
"#;
