//! What differs between a card before and after: whether somebody has to look, and what takes the
//! step back.

use shared::ids::ItemId;
use shared::order::{Command, ItemStatus};
use shared::protocol::Ask;

use crate::model::*;

/// Whether something changed that somebody has to look at: not what a tap does, but what the
/// till or a manager did.
pub fn is_changed(old: &Card, new: &Card) -> bool {
    fn head(c: &Card) -> (&str, bool, Option<&str>) {
        (&c.head.place, c.head.rush, c.head.note.as_deref())
    }
    // A held course that is fired leaves for a ticket of its own; that is no change to this one.
    fn sent(c: &Card) -> impl Iterator<Item = Gist<'_>> {
        c.lines.iter().filter(|l| l.status != ItemStatus::Held).map(gist)
    }
    head(old) != head(new) || !sent(old).eq(sent(new))
}

/// Whether it stands where it stood and takes as much room: most taps change nothing but a line's
/// state.
pub fn stands_as(old: &Card, new: &Card) -> bool {
    let line = |(a, b): (&Line, &Line)| {
        let planned = |line: &Line| line.group.as_ref().map(|group| group.planned);
        gist(a) == gist(b)
            && (a.heading.is_some(), a.seat, &a.dish) == (b.heading.is_some(), b.seat, &b.dish)
            && planned(a) == planned(b)
    };
    old.head == new.head && old.lines.len() == new.lines.len() && old.lines.iter().zip(&new.lines).all(line)
}

type Gist<'a> = (ItemId, u32, &'a [Change], Option<&'a str>, Option<&'a str>, bool);

/// What of a line is the till's doing and not the cook's.
fn gist(l: &Line) -> Gist<'_> {
    let allergy = l.allergy.as_ref().map(|a| a.words.as_str());
    (l.item, l.quantity, &l.changes, l.note.as_deref(), allergy, l.status == ItemStatus::Voided)
}

/// Which lines changed, beside those that were marked before: the head says that something did.
pub fn mark_lines(before: &Card, now: &mut Card, changed: bool) {
    for line in &mut now.lines {
        let old = before.lines.iter().find(|l| l.item == line.item);
        let differs = line.status != ItemStatus::Held && old.is_none_or(|old| gist(old) != gist(line));
        line.fresh = old.is_some_and(|old| old.fresh) || (changed && differs);
    }
}

/// What takes back the step from `before` to `after`: the whole ticket where nothing had been
/// prepared, else the items alone.
pub fn undo(before: &Card, after: &Card) -> Vec<Ask> {
    let key = &after.head.key;
    let was_done = before.lines.iter().any(|l| l.status == ItemStatus::Prepared);
    if !was_done {
        let command = Command::RecallTicket { station: key.station.clone(), chit: Some(key.chit) };
        return vec![Ask::Order { order_id: key.order, command }];
    }
    let newly = |line: &&Line| {
        let old = before.lines.iter().find(|l| l.item == line.item);
        line.status == ItemStatus::Prepared && old.is_some_and(|l| l.status != ItemStatus::Prepared)
    };
    let recall = |line: &Line| Ask::Order { order_id: key.order, command: Command::RecallItem { item: line.item } };
    after.lines.iter().filter(newly).map(recall).collect()
}
