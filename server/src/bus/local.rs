//! The bus of one process: a single node, or several in one process in tests and simulations.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use shared::ids::LocationId;

use super::queue::{Inbox, Queue, Subscribers};
use super::{Bus, BusState};
use crate::metrics::{self, Metrics};

/// Where nodes of one process meet.
#[derive(Default)]
pub struct Exchange {
    nodes: RwLock<Vec<Arc<Node>>>,
}

#[derive(Default)]
struct Node {
    followed: Mutex<Vec<LocationId>>,
    subscribers: Subscribers,
}

struct Local {
    exchange: Arc<Exchange>,
    node: Arc<Node>,
    metrics: Arc<Metrics>,
}

impl Exchange {
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// The bus of one more node. A node alone tells nobody, at no cost.
    pub fn join(self: &Arc<Self>, metrics: Arc<Metrics>) -> Arc<dyn Bus> {
        let node = Arc::new(Node::default());
        self.nodes.write().unwrap_or_else(PoisonError::into_inner).push(node.clone());
        metrics.bus_up.set(1);
        Arc::new(Local { exchange: self.clone(), node, metrics })
    }
}

impl Bus for Local {
    fn publish(&self, location: &LocationId, text: String) {
        let text: Arc<str> = text.into();
        let nodes = self.exchange.nodes.read().unwrap_or_else(PoisonError::into_inner);
        for node in nodes.iter().filter(|node| !Arc::ptr_eq(node, &self.node)) {
            if !node.followed.lock().unwrap_or_else(PoisonError::into_inner).contains(location) {
                continue;
            }
            let mut gone = 0;
            node.subscribers.each(|queue| gone += queue.push(location, text.clone()));
            if gone > 0 {
                self.metrics.queue_dropped.get_or_create(&metrics::Queue { queue: "bus_in" }).inc_by(gone);
            }
        }
    }

    fn follow(&self, location: &LocationId) {
        let mut followed = self.node.followed.lock().unwrap_or_else(PoisonError::into_inner);
        if !followed.contains(location) {
            followed.push(location.clone());
        }
    }

    fn subscribe(&self) -> Inbox {
        self.node.subscribers.add(BusState::Up)
    }

    fn state(&self) -> BusState {
        BusState::Up
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        let mut nodes = self.exchange.nodes.write().unwrap_or_else(PoisonError::into_inner);
        nodes.retain(|node| !Arc::ptr_eq(node, &self.node));
        self.node.subscribers.each(Queue::close);
    }
}
