//! The tills of a takeaway: `invoice,order date,description,quantity,price,products in order`.
//! Years have two digits and times no seconds; one line has a quantity of 51.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context, bail};

use super::{Days, Dish, RawOrder, Source, clock, csv, evening, minor, slug};
use crate::rush::chance::Chance;

pub fn parse(text: &str, days: &Days, seed: u64) -> anyhow::Result<Source> {
    let mut dishes: BTreeMap<String, Dish> = BTreeMap::new();
    let mut orders: Vec<RawOrder> = Vec::new();
    let mut place: HashMap<String, usize> = HashMap::new();
    for (n, row) in csv::rows(text) {
        let [invoice, at, name, quantity, price, _] = row.as_slice() else {
            bail!("line {n}: expected 6 fields, found {}", row.len())
        };
        let price = minor(price).with_context(|| format!("line {n}: {price} is no price"))?;
        let quantity: u32 = quantity.parse().with_context(|| format!("line {n}: {quantity} is no quantity"))?;
        // The same words are sold at several prices (the curries: by what is in them), and a
        // menu has one price a dish.
        let id = format!("{}-{price}", slug(name));
        dishes.entry(id.clone()).or_insert_with(|| dish(&id, name, price));
        let k = match place.get(invoice) {
            Some(k) => *k,
            None => {
                let (day, minute_ms) = moment(at).with_context(|| format!("line {n}: {at} is no date"))?;
                // Whole minutes would make a burst on each: spread them within it.
                let within = Chance::new(seed, "minute", orders.len() as u64).below(60_000) as u64;
                orders.push(RawOrder { day, time_ms: minute_ms + within, lines: vec![], table: false });
                place.insert(invoice.clone(), orders.len() - 1);
                orders.len() - 1
            }
        };
        let lines = &mut orders[k].lines;
        match lines.iter_mut().find(|(d, _)| *d == id) {
            Some((_, have)) => *have += quantity,
            None => lines.push((id, quantity)),
        }
    }
    let (day, orders) = evening(orders, days, seed)?;
    Ok(Source {
        title: format!("takeaway, {day}"),
        currency: "GBP",
        timezone: "Europe/London",
        stations: vec![
            ("tandoor", "Tandoor"),
            ("curry", "Curries"),
            ("rice", "Rice"),
            ("fryer", "Fryer and starters"),
            ("counter", "Counter"),
        ],
        dishes: dishes.into_values().collect(),
        orders,
    })
}

/// `03/08/19 20:25` as `2019-08-03` and milliseconds after midnight.
fn moment(at: &str) -> Option<(String, u64)> {
    let (date, time) = at.split_once(' ')?;
    let mut parts = date.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    Some((format!("20{year}-{month}-{day}"), clock(time)?))
}

/// The data has no stations and no times: both are guessed from the words, first match first.
const STATIONS: &[(&str, &str, u32, &[&str])] = &[
    ("counter", "Drinks", 30, &["coke", "lemonade", "water", "wine", "cobra"]),
    ("tandoor", "Breads", 240, &["naan", "roti", "chapati", "paratha", "puree"]),
    ("rice", "Rice", 300, &["rice"]),
    ("rice", "Biryanis", 600, &["biryani"]),
    ("counter", "Sides", 60, &["chutney", "pickle", "raitha", "mint sauce", "red sauce", "papadum", "salad"]),
    ("fryer", "Starters", 360, &["bhaj", "samosa", "pakora", "fries", "chaat", "roll", "starter"]),
    ("tandoor", "Tandoori", 720, &["tandoori", "shas", "sheek", "sizzler", "tikka (main)", "grill", "butterfly"]),
];

fn dish(id: &str, name: &str, price: i64) -> Dish {
    let lower = name.to_lowercase();
    let is = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let (station, category, prep_seconds) = STATIONS
        .iter()
        .find(|(.., words)| is(words) && !lower.contains("masala"))
        .map_or(("curry", "Curries", 600), |(station, category, seconds, _)| (*station, *category, *seconds));
    Dish { id: id.into(), name: name.into(), category: category.into(), station: station.into(), price, prep_seconds }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = "invoice,Order Date,description,Quantity,Product Price,Total products
16118,03/08/19 20:25,Plain Papadum,2,0.8,6
16118,03/08/19 20:25,King Prawn Balti,1,12.95,6
16117,03/08/19 20:17,Madras,1,8.95,2
16117,03/08/19 20:17,Madras,1,11.95,2
";

    #[test]
    fn lines_are_gathered_by_invoice_and_put_in_order() {
        let source = parse(SAMPLE, &Days::One("2019-08-03".into()), 1).unwrap();
        let ids: Vec<Vec<&str>> =
            source.orders.iter().map(|o| o.order.items.iter().map(|l| l.menu_item_id.as_str()).collect()).collect();
        assert_eq!(ids, [vec!["madras-895", "madras-1195"], vec!["plain-papadum-80", "king-prawn-balti-1295"]]);
        assert_eq!(source.orders[0].at_ms, 0);
        assert!(source.orders[1].at_ms >= 7 * 60_000 && source.orders[1].at_ms < 9 * 60_000);
    }

    #[test]
    fn dishes_find_their_station() {
        let station = |name: &str| dish("x", name, 1).station;
        let names = [
            "Garlic Naan",
            "Pilau Rice",
            "Onion Bhajee",
            "Madras - Lamb",
            "Tandoori Chicken (Main)",
            "Mango Chutney",
            "COBRA (660ML)",
            "Chicken Tikka Masala",
        ];
        assert_eq!(names.map(station), ["tandoor", "rice", "fryer", "curry", "tandoor", "counter", "counter", "curry"]);
    }
}
