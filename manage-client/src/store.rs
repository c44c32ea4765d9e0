//! What every section of the back office may read: the house, its menu, the time, and what has changed.

use std::collections::BTreeMap;

use client_kit::Connection;
use client_kit::platform::time;
use dioxus::prelude::*;
use shared::ids::{OrderId, StationId};
use shared::menu::{CardItem, MenuCard};
use shared::time::Timestamp;

use crate::editor::Editor;
use crate::live::Stamps;
use crate::wire::{Event, Location, Numbered, Snapshot};

#[derive(Clone, Copy, PartialEq)]
pub struct Office {
    /// `None` before the first welcome.
    pub house: Signal<Option<Location>>,
    pub menu: Signal<Option<MenuCard>>,
    /// The menu while somebody changes it.
    pub editor: Editor,
    /// The numbers of the orders that are open or were lately.
    numbers: Signal<BTreeMap<OrderId, u32>>,
    /// The server's time, once a second.
    pub now: Signal<Timestamp>,
    /// There while somebody is logged in.
    pub connection: Signal<Option<Connection<Snapshot, Event>>>,
    /// Changes when lists have to be read again.
    pub stamps: Stamps,
}

impl Office {
    pub fn new() -> Office {
        Office {
            house: Signal::new(None),
            menu: Signal::new(None),
            editor: Editor::new(),
            numbers: Signal::new(BTreeMap::new()),
            now: Signal::new(time::now()),
            connection: Signal::new(None),
            stamps: Stamps::new(),
        }
    }

    pub fn replace(&mut self, snapshot: Snapshot) {
        client_kit::money::set_currency(&snapshot.location.currency);
        self.house.set(Some(snapshot.location));
        let orders = snapshot.orders.into_iter().chain(snapshot.recent);
        self.numbers.set(orders.map(|order| (order.id, order.number)).collect());
    }

    pub fn note(&mut self, orders: impl Iterator<Item = Numbered>) {
        let orders: Vec<Numbered> = orders.collect();
        if !orders.is_empty() {
            self.numbers.write().extend(orders.into_iter().map(|order| (order.id, order.number)));
        }
    }

    /// What people call an order; nothing for one of long ago.
    pub fn number_of(&self, id: Option<OrderId>) -> String {
        id.and_then(|id| self.numbers.read().get(&id).map(u32::to_string)).unwrap_or_default()
    }

    /// A dish as the tills have it.
    pub fn dish(&self, id: &str) -> Option<CardItem> {
        let menu = self.menu.read();
        let dishes = menu.iter().flat_map(|menu| &menu.categories).flat_map(|category| &category.items);
        dishes.into_iter().find(|dish| dish.id.as_str() == id).cloned()
    }

    /// Minor units to one of the currency's own.
    pub fn money_unit(&self) -> i64 {
        self.house.read().as_ref().map_or(100, |house| shared::money::major_unit(&house.currency))
    }

    /// The stations of the house, to choose from.
    pub fn stations(&self) -> Vec<(String, String)> {
        let house = self.house.read();
        let stations = house.iter().flat_map(|house| &house.stations);
        stations.map(|station| (station.id.to_string(), station.name.clone())).collect()
    }

    pub fn station_name(&self, id: Option<&StationId>) -> String {
        let Some(id) = id else { return String::new() };
        let house = self.house.read();
        let found = house.iter().flat_map(|house| &house.stations).find(|station| station.id == *id);
        found.map_or_else(|| id.to_string(), |station| station.name.clone())
    }
}
