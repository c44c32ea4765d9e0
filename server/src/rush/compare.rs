//! A session's folded board held against a fresh snapshot.

use anyhow::bail;
use serde_json::{Value, json};
use shared::board::{Board, Snapshot};
use shared::ids::OrderId;

use super::session::Session;
use super::wire::{connect, first_snapshot, next_text, now_ms};

impl Session {
    /// Holds the folded board against a fresh snapshot. `None` where they are alike.
    pub async fn compare(&mut self) -> anyhow::Result<Option<String>> {
        for _ in 0..5 {
            let (seq, snapshot) = self.fresh().await?;
            if self.seen.to < seq {
                self.catch_up(seq).await?;
            }
            if self.seen.to == seq {
                let Some(board) = &self.board else { bail!("no board was ever received") };
                return Ok(difference(board, &Board::from_snapshot(snapshot)));
            }
        }
        bail!("the log does not come to rest: somebody else is at work there")
    }

    /// A snapshot from the first node that answers: one of them may be gone by now.
    async fn fresh(&mut self) -> anyhow::Result<(u64, Snapshot)> {
        let nodes = self.run.api.nodes().to_vec();
        let mut failed = anyhow::anyhow!("there is no node");
        for k in 0..nodes.len() {
            let node = &nodes[(self.node + k) % nodes.len()];
            let screen = self.chance.uuid(now_ms() as u64);
            match connect(node, &self.token, screen, self.station.as_deref(), None).await {
                Ok(mut ws) => {
                    self.node += k;
                    let fresh = first_snapshot(&mut ws).await;
                    let _ = ws.close(None).await;
                    return fresh;
                }
                Err(e) => failed = e,
            }
        }
        Err(failed)
    }

    async fn catch_up(&mut self, seq: u64) -> anyhow::Result<()> {
        let node = self.run.api.nodes()[self.node % self.run.api.nodes().len()].clone();
        let resume = self.epoch.clone().map(|epoch| (epoch, self.seen.to));
        let mut ws = connect(&node, &self.token, self.screen, self.station.as_deref(), resume).await?;
        while self.seen.to < seq {
            let text = next_text(&mut ws).await?;
            self.frame(&text)?;
        }
        let _ = ws.close(None).await;
        Ok(())
    }
}

/// The first thing in which two boards differ.
fn difference(held: &Board, fresh: &Board) -> Option<String> {
    if held == fresh {
        return None;
    }
    let ids = |board: &Board| board.orders().chain(board.recent()).map(|o| o.id).collect::<Vec<_>>();
    let (a, b) = (ids(held), ids(fresh));
    if a != b {
        let only = |a: &[OrderId], b: &[OrderId]| a.iter().filter(|id| !b.contains(id)).count();
        return Some(format!(
            "{} orders against {} in the snapshot, {} and {} in one alone",
            a.len(),
            b.len(),
            only(&a, &b),
            only(&b, &a)
        ));
    }
    for id in a {
        if let (Some(x), Some(y)) = (held.order(id), fresh.order(id))
            && x != y
        {
            return Some(format!("order {}: {}", x.number, first_field(&json!(x), &json!(y))));
        }
    }
    Some("sequence, availability or location".into())
}

fn first_field(held: &Value, fresh: &Value) -> String {
    let fields = held.as_object().into_iter().flatten();
    let differs = fields.filter(|(key, value)| fresh.get(key.as_str()) != Some(*value));
    let text: Vec<String> = differs.map(|(key, value)| format!("{key} is {value}, should be {}", fresh[key])).collect();
    format!("{:.400}", text.join("; "))
}
