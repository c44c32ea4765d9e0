//! Random services at two nodes: whatever happens, the records are what the log says, nothing is
//! sold twice, and no portion is lost.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::json;
use shared::ids::*;
use shared::menu::{AddItems, Line, PlaceOrder};
use shared::menu_file::MenuFile;
use shared::order::{Command, EventData, Item, Order, Status};
use shared::protocol::Ask;
use shared::stock::{self, Ingredient, Stock, cause};
use shared::time::Timestamp;
use tokio::sync::{Notify, mpsc};

use crate::auth::Actor;
use crate::clock::{Clock, FakeClock, FakeIds, Ids};
use crate::log::Logged;
use crate::metrics::Metrics;
use crate::orders::{self, Answer, Effect, Key, NewMenu, Orders, Receipt, Refusal, Request, Step, StockAsk, Terms, What};
use crate::store::{self, Kind, NewLocation, OrderFilter, RecordFilter, Store};

/// A house with little in it, so that things run out.
fn file() -> serde_json::Value {
    json!({
        "location": { "id": "main", "name": "Test", "timezone": "Europe/Berlin", "currency": "EUR",
                      "tax_percent": "19", "business_day_starts": "04:00" },
        "ingredients": [
            { "id": "dough", "name": "Dough", "unit": "pc", "stock": 12, "threshold": 4 },
            { "id": "cheese", "name": "Cheese", "unit": "g", "stock": 900, "threshold": 300 },
            { "id": "lemon", "name": "Lemon", "unit": "pc", "stock": 0 }
        ],
        "modifier_groups": [
            { "id": "extras", "name": "Extras", "options": [
                { "id": "more-cheese", "name": "More cheese", "recipe": { "cheese": 60 } },
                { "id": "no-cheese", "name": "Cheese", "removes": true, "recipe": { "cheese": -100 } } ] },
            { "id": "slice", "name": "Slice", "min": 1, "max": 1, "options": [
                { "id": "lemon-slice", "name": "Lemon", "recipe": { "lemon": 1 } },
                { "id": "no-slice", "name": "None" } ] }
        ],
        "items": [
            { "id": "pizza", "name": "Pizza", "price": 900, "recipe": { "dough": 1, "cheese": 100 }, "modifier_groups": ["extras"] },
            { "id": "bread", "name": "Bread", "price": 300, "recipe": { "dough": 2 } },
            { "id": "water", "name": "Water", "price": 200, "modifier_groups": ["slice"] },
            { "id": "lemonade", "name": "Lemonade", "price": 400, "recipe": { "lemon": 2 } }
        ]
    })
}

/// Two nodes on one database.
struct Town {
    store: Arc<dyn Store>,
    nodes: [Orders; 2],
    clock: Arc<FakeClock>,
    ids: Arc<FakeIds>,
    location: LocationId,
    turn: usize,
    position: u64,
    placed: Vec<OrderId>,
    /// What was accepted of each kind of deed, so that a test of nothing is noticed.
    done: BTreeMap<&'static str, u32>,
    refused: u32,
    _folder: tempfile::TempDir,
}

impl Town {
    async fn new() -> Town {
        let folder = tempfile::tempdir().unwrap();
        let store = store::open(&format!("sqlite://{}/a.db", folder.path().display()), 4).await.unwrap();
        let clock = Arc::new(FakeClock::at("2026-11-22T12:00:00Z".parse::<Timestamp>().unwrap()));
        let ids = Arc::new(FakeIds::seeded(7));
        let new = NewLocation {
            file: serde_json::from_value(file()).unwrap(),
            epoch: Epoch(ids.fresh()),
            people: Vec::new(),
            now: clock.now(),
        };
        store.create_location(&new).await.unwrap();
        let node = || {
            let (committed, mut hears) = mpsc::channel(64);
            tokio::spawn(async move { while hears.recv().await.is_some() {} });
            Orders::new(orders::Parts {
                store: store.clone(),
                clock: clock.clone(),
                ids: ids.clone(),
                metrics: Metrics::new(),
                committed,
                tracker: Default::default(),
                stop: Default::default(),
                jobs_waiting: Arc::new(Notify::new()),
                inbox_max: 64,
                batch_max: 8,
                discount_max: shared::money::Percent::default(),
                terms: Terms { cards: false, second_ms: 1_000, unpaid_after_seconds: 900 },
            })
        };
        let nodes = [node(), node()];
        let location = LocationId::from("main");
        Town {
            store,
            nodes,
            clock,
            ids,
            location,
            turn: 0,
            position: 0,
            placed: Vec::new(),
            done: BTreeMap::new(),
            refused: 0,
            _folder: folder,
        }
    }

    async fn ask(&mut self, name: &'static str, what: What) -> Result<Receipt, Refusal> {
        self.turn += 1;
        let request = Request {
            actor: Actor::system(&self.location),
            key: Key { id: CommandId(self.ids.fresh()), fingerprint: vec![1] },
            if_match: None,
            tapped_at: None,
            what,
        };
        let answer = self.nodes[self.turn % 2].submit(&self.location, request).await;
        match &answer {
            Ok(_) => *self.done.entry(name).or_default() += 1,
            Err(Refusal::Unavailable | Refusal::LostPlace) => panic!("{name}: {answer:?}"),
            Err(_) => self.refused += 1,
        }
        answer
    }

    async fn ingredients(&self) -> Vec<Ingredient> {
        let rows = self.store.records(&self.location, &RecordFilter::of(Kind::Ingredient, 100)).await.unwrap();
        rows.iter().map(|row| serde_json::from_str(&row.json).unwrap()).collect()
    }

    async fn orders(&self) -> Vec<Order> {
        let rows = self.store.orders(&self.location, &OrderFilter { limit: 10_000, ..OrderFilter::default() }).await.unwrap();
        rows.iter().map(|json| serde_json::from_str(json).unwrap()).collect()
    }

    /// What the inventory consumer does, as far as the log goes.
    async fn step(&mut self) {
        let (mut effects, mut to) = (Vec::new(), self.position);
        for row in self.store.events(&self.location, self.position, 10_000).await.unwrap() {
            let event = Logged::parse(&row.json).unwrap().event;
            let items: &[Item] = match &event.data {
                EventData::Placed(placed) => &placed.order.items,
                EventData::ItemsAdded(added) => &added.items,
                _ => &[],
            };
            let uses: Vec<_> = stock::takes(items).into_iter().collect();
            if let Some(order_id) = event.order_id.filter(|_| !uses.is_empty()) {
                effects.push(Effect::Take { order_id, uses });
            }
            to = event.seq;
        }
        let step = Step { consumer: "inventory", expected: self.position, to, effects };
        self.ask("step", What::Step(step)).await.unwrap();
        self.position = to;
    }

    async fn act(&mut self, (what, a, b, n): Deed) {
        self.clock.advance_seconds(1);
        let (id, other) = (self.any(a), self.any(b));
        let Some((id, other)) = id.zip(other).filter(|_| what > 5) else { return self.place(a, b, n).await };
        let order = self.orders().await.into_iter().find(|order| order.id == id).unwrap();
        let item = order.items.get(usize::from(b) % order.items.len().max(1)).map(|i| (i.id, i.quantity));
        let (item, quantity) = item.unwrap_or((ItemId(Uuid::nil()), 1));
        let reason = || "told so".to_owned();
        let some = (n % 2 == 0).then(|| 1 + u32::from(n) % quantity);
        let (name, command) = match what {
            6 | 7 => return self.add(id, a, b, n).await,
            8 | 9 => return self.stock(a, n).await,
            10 => return self.by_hand(a, n).await,
            11 => return self.new_menu(a, n).await,
            12 | 13 => return self.step().await,
            14 | 15 => {
                if let Ok(receipt) = self.ask("split", What::Split { order_id: id, items: vec![(item, some)] }).await {
                    let Answer::Order(first) = receipt.answer else { panic!("a split answers its order") };
                    let all = self.orders().await;
                    let new = all.iter().filter(|o| o.id != first.id).max_by_key(|o| o.id).unwrap();
                    self.placed.push(new.id);
                }
                return;
            }
            16 => return drop(self.ask("merge", What::Merge { order_id: id, from: other }).await),
            17 | 18 => ("start", Command::Start { item }),
            19 => ("prepare", Command::Prepare { item }),
            20 => ("recall", Command::RecallItem { item }),
            21..=23 => ("void", Command::Void { item, quantity: some, reason: reason() }),
            24 | 27 => ("bump", Command::Bump { station: None, chit: None }),
            25 | 28 => ("complete", Command::Complete { runner: None }),
            _ => ("cancel", Command::Cancel { reason: reason() }),
        };
        let _ = self.ask(name, What::Ask(Ask::Order { order_id: id, command })).await;
    }

    fn any(&self, which: u8) -> Option<OrderId> {
        self.placed.get(usize::from(which) % self.placed.len().max(1)).copied()
    }

    async fn place(&mut self, a: u8, b: u8, n: u8) {
        let body = json!({ "channel": "takeaway", "items": lines(a, b, n) });
        let body: PlaceOrder = serde_json::from_value(body).unwrap();
        if let Ok(Receipt { answer: Answer::Order(order), .. }) = self.ask("place", What::Place(Box::new(body))).await {
            self.placed.push(order.id);
        }
    }

    async fn add(&mut self, order_id: OrderId, a: u8, b: u8, n: u8) {
        let body = AddItems { items: lines(a, b, n), ..AddItems::default() };
        let _ = self.ask("add", What::AddItems { order_id, body }).await;
    }

    async fn stock(&mut self, a: u8, n: u8) {
        let ingredient = IngredientId::from(["dough", "cheese", "lemon"][usize::from(a) % 3]);
        let quantity = if a % 3 == 1 { i64::from(n) * 100 + 1 } else { i64::from(n) + 1 };
        let (name, ask) = match a % 4 {
            0 => ("restock", StockAsk::Restock { ingredient, quantity, note: None }),
            1 | 2 => ("waste", StockAsk::Waste { ingredient, quantity, note: Some("dropped".into()) }),
            _ => ("count", StockAsk::Count { ingredient, stock: quantity - 1, note: None }),
        };
        let _ = self.ask(name, What::Stock(ask)).await;
    }

    async fn by_hand(&mut self, a: u8, n: u8) {
        let menu_item_id = MenuItemId::from(["pizza", "bread", "water", "lemonade"][usize::from(a) % 4]);
        let remaining = (n % 3 == 1).then_some(u32::from(n));
        let ask = Ask::Availability { menu_item_id, available: !n.is_multiple_of(3), remaining };
        let _ = self.ask("by hand", What::Ask(ask)).await;
    }

    /// Recipes change, and dishes go and come back.
    async fn new_menu(&mut self, a: u8, n: u8) {
        let mut file = file();
        file["items"][0]["recipe"]["cheese"] = json!(50 + u32::from(n) * 30);
        if a.is_multiple_of(2) {
            file["items"].as_array_mut().unwrap().remove(1 + usize::from(n) % 3);
        }
        let file = json!({ "items": file["items"], "modifier_groups": file["modifier_groups"] });
        let file: MenuFile = serde_json::from_value(file).unwrap();
        self.ask("menu", What::Menu(Box::new(NewMenu::Whole(file)))).await.unwrap();
    }

    async fn judge(&mut self) {
        self.agrees().await;
        self.dishes_are_told_right().await;
        self.step().await;
        self.agrees().await;
        self.nothing_is_lost().await;
    }

    async fn agrees(&self) {
        for (name, found) in super::location(&*self.store, &self.location).await.unwrap() {
            assert!(found.wrong.is_empty(), "{name}: {:#?}", found.wrong);
            assert!(
                found.compared > 0 || ["availability", "points", "payments"].contains(&name) || self.placed.is_empty(),
                "{name} compared nothing"
            );
        }
        for ingredient in self.ingredients().await {
            assert!(ingredient.stock >= 0 && ingredient.reserved >= 0 && ingredient.available() >= 0, "{ingredient:?}");
        }
    }

    /// A dish is off by stock exactly where the house lacks something for it.
    async fn dishes_are_told_right(&self) {
        let menu = self.store.location(&self.location).await.unwrap().unwrap().menu;
        let stock = Stock::of(self.ingredients().await);
        let told = self.store.availability(&self.location).await.unwrap();
        for dish in &menu.items {
            let short = stock::short_of(&menu, dish, |id| stock.get(id).map(|i| i.available()));
            let row = told.iter().find(|row| row.menu_item_id == dish.id).cloned().map(Into::into);
            assert!(short.is_empty() || row.as_ref().is_some_and(|a: &shared::order::Availability| !a.available), "{dish:?}");
            let off = row.as_ref().is_some_and(stock::is_off_by_stock);
            assert!(!off || !short.is_empty(), "{} is back and nobody was told: {row:?}", dish.id);
        }
        assert!(told.iter().all(|row| menu.find(&row.menu_item_id).is_some()), "what is gone is not told of");
    }

    /// All is written off: what is left is what was there and came, less what stands and was wasted.
    async fn nothing_is_lost(&self) {
        let orders = self.orders().await;
        let open = orders.iter().filter(|order| order.status != Status::Cancelled);
        let standing = stock::takes(open.flat_map(|order| &order.items).filter(|item| !item.is_voided()));
        for ingredient in self.ingredients().await {
            let account = format!("stock/{}", ingredient.id);
            let lines = self.store.ledger(&self.location, &account, None, 100_000).await.unwrap();
            let (mut moved, mut wasted) = (0, 0);
            for line in lines {
                let json: serde_json::Value = serde_json::from_str(&line.json).unwrap();
                if [cause::RESTOCK, cause::WASTE, cause::COUNT].contains(&json["cause"].as_str().unwrap()) {
                    moved += line.amount;
                }
                wasted += json["wasted"].as_i64().unwrap_or(0);
            }
            let stands = standing.get(&ingredient.id).copied().unwrap_or(0);
            let expected = ingredient.opening + moved - stands - wasted;
            assert_eq!((ingredient.stock, ingredient.reserved), (expected, 0), "{}", ingredient.id);
        }
    }
}

fn lines(a: u8, b: u8, n: u8) -> Vec<Line> {
    let line = |which: u8| {
        let (dish, modifiers): (&str, &[&str]) = match which % 8 {
            0 | 1 => ("pizza", &[]),
            2 => ("pizza", &["more-cheese"]),
            3 => ("pizza", &["no-cheese"]),
            4 => ("bread", &[]),
            5 => ("water", &["lemon-slice"]),
            6 => ("water", &["no-slice"]),
            _ => ("lemonade", &[]),
        };
        let quantity = 1 + u32::from(n % 3);
        let modifiers = modifiers.iter().map(|id| OptionId::from(*id)).collect();
        Line { menu_item_id: dish.into(), quantity, modifiers, note: None, seat: None, course: None }
    };
    [a, b][..1 + usize::from(n % 2)].iter().map(|which| line(*which)).collect()
}

/// What, to which order, with which item, and a number.
type Deed = (u8, u8, u8, u8);

#[test]
fn any_service_leaves_what_the_log_says() {
    let config = Config { cases: 24, rng_seed: RngSeed::Fixed(20_261_122), failure_persistence: None, ..Config::default() };
    let deeds = prop::collection::vec((0u8..30, any::<u8>(), any::<u8>(), 0u8..12), 10..70);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let done = std::cell::RefCell::new(BTreeMap::<&str, u32>::new());
    let result = TestRunner::new(config).run(&deeds, |deeds| {
        let town = runtime.block_on(async {
            let mut town = Town::new().await;
            town.ask("settle", What::Stock(StockAsk::Settle)).await.unwrap();
            for deed in deeds {
                town.act(deed).await;
            }
            town.judge().await;
            town
        });
        town.done.iter().for_each(|(name, n)| *done.borrow_mut().entry(name).or_default() += n);
        *done.borrow_mut().entry("refused").or_default() += town.refused;
        Ok(())
    });
    result.unwrap();
    // Services in which little happens would prove little.
    let names = [
        "place", "add", "restock", "waste", "count", "by hand", "menu", "step", "split", "merge", "start", "prepare", "recall",
        "void", "bump", "complete", "cancel", "refused",
    ];
    let done = done.into_inner();
    for name in names {
        assert!(done.get(name).is_some_and(|n| *n > 2), "{name}: {done:?}");
    }
}

/// A number is given once a day, whenever the guests sat down who have it now.
#[tokio::test]
async fn what_is_split_off_the_day_after_has_a_number_of_its_own_day() {
    let mut town = Town::new().await;
    let more = StockAsk::Restock { ingredient: IngredientId::from("dough"), quantity: 100, note: None };
    town.ask("restock", What::Stock(more)).await.unwrap();
    let two = || {
        let body = json!({ "channel": "dine_in", "items": [{ "menu_item_id": "bread", "quantity": 2 }] });
        What::Place(Box::new(serde_json::from_value(body).unwrap()))
    };
    let Answer::Order(late) = town.ask("place", two()).await.unwrap().answer else { panic!("no order") };
    town.clock.advance_seconds(24 * 3600);
    let Answer::Order(first) = town.ask("place", two()).await.unwrap().answer else { panic!("no order") };
    assert_eq!((late.number, first.number), (1, 1));
    let split = What::Split { order_id: late.id, items: vec![(late.items[0].id, Some(1))] };
    town.ask("split", split).await.unwrap();
    // At either node.
    for number in [3, 4] {
        let Answer::Order(next) = town.ask("place", two()).await.unwrap().answer else { panic!("no order") };
        assert_eq!(next.number, number);
    }
    town.agrees().await;
}
