//! A session's folded board held against a fresh snapshot.

use anyhow::bail;
use serde_json::{Value, json};
use shared::board::Board;
use shared::ids::OrderId;

use super::session::Session;
use super::wire::{connect, first_snapshot, next_text, now_ms};

impl Session {
    /// Holds the folded board against a fresh snapshot. `None` where they are alike.
    pub async fn compare(&mut self) -> anyhow::Result<Option<String>> {
        let node = self.run.api.nodes()[self.i % self.run.api.nodes().len()].clone();
        for _ in 0..5 {
            let mut ws = connect(&node, &self.token, self.chance.uuid(now_ms() as u64), self.station.as_deref(), None).await?;
            let (seq, snapshot) = first_snapshot(&mut ws).await?;
            let _ = ws.close(None).await;
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

    async fn catch_up(&mut self, seq: u64) -> anyhow::Result<()> {
        let node = self.run.api.nodes()[self.i % self.run.api.nodes().len()].clone();
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
        return Some(format!("{} orders against {} in the snapshot, {} and {} in one alone", a.len(), b.len(), only(&a, &b), only(&b, &a)));
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
