//! An order as cards: one a ticket for stations, one for the pass.

use client_kit::text::allergens::allergens;
use client_kit::text::kitchen as text;
use shared::board::LocationView;
use shared::ids::{ItemId, StationId};
use shared::lean;
use shared::order::{Channel, Item, ItemStatus, Order, Priority, Ticket};
use shared::time::Timestamp;

use crate::kitchen::timing::Timing;
use crate::model::*;
use crate::route::Place;

/// A card, and whether there is still something to do on it.
pub struct Projected {
    pub head: Head,
    pub lines: Vec<Line>,
    pub open: bool,
}

/// What an order puts on this screen at `now`. Tickets that are not due yet are left out; the
/// second value is when the next of them will be.
pub fn project(
    order: &Order,
    place: &Place,
    location: &LocationView,
    timing: &Timing,
    now: Timestamp,
) -> (Vec<Projected>, Option<Timestamp>) {
    if !order.status.is_cooking() {
        return (Vec::new(), None);
    }
    let due = |ticket: &&Ticket| ticket.due_at.is_some_and(|due| due <= now);
    let mine = |ticket: &&Ticket| is_mine(ticket.station.as_ref(), place, location) || stands_in(ticket, place);
    let waiting = order.tickets.iter().filter(mine).filter_map(|t| t.due_at).filter(|due| *due > now).min();
    let cards = match place {
        Place::Expo => pass(order, location, timing, now).into_iter().collect(),
        _ => {
            let tickets: Vec<&Ticket> = order.tickets.iter().filter(mine).filter(due).collect();
            tickets.iter().map(|ticket| station_card(order, ticket, &tickets, place, (location, timing, now))).collect()
        }
    };
    (cards, waiting)
}

/// A station shows its own tickets, and those that no station would.
pub fn is_mine(station: Option<&StationId>, place: &Place, location: &LocationView) -> bool {
    match (place, station) {
        (Place::AllStations | Place::Expo, _) | (_, None) => true,
        (Place::Station(mine), Some(other)) => mine == other || !is_known(other, location),
    }
}

/// Its own station's screens do not show it, and this one is to.
pub fn stands_in(ticket: &Ticket, place: &Place) -> bool {
    matches!(place, Place::Station(mine) if ticket.stand_in() == Some(mine))
}

fn is_known(id: &StationId, location: &LocationView) -> bool {
    location.stations.iter().any(|s| s.id == *id)
}

fn station_name(id: Option<&StationId>, location: &LocationView) -> String {
    let known = |id: &StationId| location.stations.iter().find(|s| s.id == *id).map(|s| s.name.clone());
    match id {
        Some(id) => known(id).unwrap_or_else(|| id.to_string()),
        None => text::say(text::Word::NoStation).into(),
    }
}

fn station_card(
    order: &Order,
    ticket: &Ticket,
    all: &[&Ticket],
    place: &Place,
    (location, timing, now): (&LocationView, &Timing, Timestamp),
) -> Projected {
    let station = ticket.station.as_ref();
    let mut items: Vec<&Item> = order.ticket_items(station, Some(ticket.chit)).collect();
    let open = items.iter().any(|item| is_open(item.status));
    let waits = open && timing.waits(order, station, ticket.chit, now);
    // Held courses are shown as coming, under the station's newest ticket.
    let newest = all.iter().filter(|t| t.station == ticket.station).map(|t| t.chit).max();
    if newest == Some(ticket.chit) {
        items.extend(order.items.iter().filter(|i| i.status == ItemStatus::Held && i.station.as_ref() == station));
    }
    lean::sort_by_key(&mut items, |item| item.course);
    let strange = station.is_none_or(|id| !is_known(id, location)) || stands_in(ticket, place);
    let mut place_words = where_to(order);
    if strange || *place == Place::AllStations {
        place_words = format!("{} · {place_words}", station_name(station, location));
    }
    Projected {
        head: Head {
            key: TicketKey { order: order.id, station: ticket.station.clone(), chit: ticket.chit },
            number: order.number,
            place: place_words,
            note: order.note.clone(),
            rush: order.priority == Priority::Rush,
            due: ticket.due_at.unwrap_or(order.placed_at),
            pace: location.thresholds.of(order.channel),
            ready: false,
            held_courses: Vec::new(),
            party: None,
            held: waits && order.held,
            begun: false,
            planned: timing.is_shared(order, station, ticket.chit),
            waits,
        },
        lines: lines(order, &items, &[]),
        open,
    }
}

/// The pass reads by order: who is missing what, for how long.
fn pass(order: &Order, location: &LocationView, timing: &Timing, now: Timestamp) -> Option<Projected> {
    let due = order.tickets.iter().filter_map(|t| t.due_at).filter(|due| *due <= now);
    let first_open = |t: &&Ticket| order.ticket_items(t.station.as_ref(), Some(t.chit)).any(|i| is_open(i.status));
    let waiting_since = order.tickets.iter().filter(first_open).filter_map(|t| t.due_at).filter(|d| *d <= now).min();
    let ready = order.status == shared::order::Status::Ready;
    let since = if ready { order.ready_at } else { None }.or(waiting_since).or(due.min())?;
    let mut items: Vec<&Item> = order.items.iter().collect();
    let place = |item: &Item| location.stations.iter().position(|s| Some(&s.id) == item.station.as_ref());
    lean::sort_by_key(&mut items, |item| {
        (u32::from(item.course), item.chit.unwrap_or(u32::MAX), place(item).unwrap_or(usize::MAX) as u32)
    });
    let groups = groups(order, &items, location, timing, now);
    let mut held: Vec<u16> = items.iter().filter(|i| i.status == ItemStatus::Held).map(|i| i.course).collect();
    held.dedup();
    // A rush is held no more, nor is what was begun: as long as there is something to let go, the pass can.
    let mut open = groups.iter().filter(|(_, g)| g.done < g.total && g.key.chit > 0);
    Some(Projected {
        head: Head {
            key: TicketKey { order: order.id, station: None, chit: 0 },
            number: order.number,
            place: where_to(order),
            note: order.note.clone(),
            rush: order.priority == Priority::Rush,
            due: since,
            pace: location.thresholds.of(order.channel),
            ready,
            held_courses: held,
            party: party(order),
            held: order.held && open.clone().any(|(_, g)| g.waits),
            begun: order.held && open.any(|(_, g)| !g.waits),
            planned: false,
            waits: false,
        },
        lines: lines(order, &items, &groups),
        open: true,
    })
}

/// The table that gets it, for which there may be another order. Two guests may have the same name.
fn party(order: &Order) -> Option<String> {
    order.table.as_deref().filter(|_| order.channel == Channel::DineIn).map(text::table)
}

/// What each station owes of an order, in the order of its lines: which line is its first, and how it stands.
fn groups(order: &Order, items: &[&Item], location: &LocationView, timing: &Timing, now: Timestamp) -> Vec<(ItemId, Group)> {
    let mut groups: Vec<(ItemId, Group)> = Vec::new();
    let mut last = None;
    for item in items {
        let here = (item.station.as_ref(), item.chit, item.course);
        if last != Some(here) {
            last = Some(here);
            let chit = item.chit.unwrap_or(0);
            let ticket = order.tickets.iter().find(|t| t.station == item.station && Some(t.chit) == item.chit);
            let since = ticket.and_then(|t| t.due_at).filter(|due| *due <= now);
            let key = TicketKey { order: order.id, station: item.station.clone(), chit };
            let first = !groups.iter().any(|(_, g)| g.key == key);
            groups.push((
                item.id,
                Group {
                    station: station_name(item.station.as_ref(), location),
                    done: 0,
                    total: 0,
                    since,
                    longest: false,
                    planned: first && ticket.is_some() && timing.is_shared(order, item.station.as_ref(), chit),
                    waits: ticket.is_some() && timing.waits(order, item.station.as_ref(), chit, now),
                    key,
                },
            ));
        }
        if let Some((_, group)) = groups.last_mut().filter(|_| !item.is_voided()) {
            group.total += item.quantity;
            group.done += if item.status == ItemStatus::Prepared { item.quantity } else { 0 };
        }
    }
    for (_, group) in &mut groups {
        group.since = group.since.filter(|_| group.done < group.total && !group.waits);
    }
    // Where all wait for as long, nobody is pointed at.
    let others_done = groups.iter().any(|(_, g)| g.total > 0 && g.done == g.total);
    let times: Vec<Timestamp> = groups.iter().filter_map(|(_, g)| g.since).collect();
    let first = times.iter().min().copied();
    let alone = times.iter().filter(|since| Some(**since) == first).count() == 1;
    if alone && (times.len() > 1 || others_done) {
        groups.iter_mut().for_each(|(_, group)| group.longest = group.since.is_some() && group.since == first);
    }
    groups
}

fn where_to(order: &Order) -> String {
    text::place(order.channel, order.table.as_deref(), order.guest.as_ref().map(|g| g.name.as_str()), order.covers)
}

fn lines(order: &Order, items: &[&Item], groups: &[(ItemId, Group)]) -> Vec<Line> {
    let courses = order.items.iter().any(|i| i.course != items.first().map_or(1, |f| f.course));
    let mut last = None;
    let mut made = Vec::with_capacity(items.len());
    for item in items {
        let held = item.status == ItemStatus::Held;
        let step = (item.course, held);
        let heading = (courses && last != Some(step))
            .then(|| if held { text::course_held(item.course) } else { text::course(item.course) });
        last = Some(step);
        made.push(Line {
            item: item.id,
            quantity: item.quantity,
            dish: item.kitchen_name.clone().unwrap_or_else(|| item.name.clone()),
            seat: item.seat.filter(|_| item.allergies.is_empty()),
            changes: changes(item),
            note: item.note.clone().filter(|n| !n.trim().is_empty()),
            allergy: allergy(item),
            status: item.status,
            fresh: false,
            heading,
            group: groups.iter().find(|(first, _)| *first == item.id).map(|(_, group)| group.clone()),
        });
    }
    made
}

/// Removals first: a thing that was put on can be taken off no more.
fn changes(item: &Item) -> Vec<Change> {
    let (off, on): (Vec<_>, Vec<_>) = item.modifiers.iter().partition(|m| m.removes);
    let off = off.into_iter().map(|m| Change::Without(text::without(&m.name).to_owned()));
    let on = on.into_iter().map(|m| Change::Add(m.name.clone()));
    off.chain(on).collect()
}

fn allergy(item: &Item) -> Option<AllergyLine> {
    if item.allergies.is_empty() {
        return None;
    }
    let mut words = allergens(&item.allergies);
    if let Some(seat) = item.seat {
        words = format!("{words} · {}", text::seat(seat));
    }
    Some(AllergyLine { words, seen: item.allergy_acknowledged_at.is_some() })
}
