//! A year of a pizzeria: `id,date,time,name,size,type,price`, one line a pizza.

use std::collections::BTreeMap;

use anyhow::{Context, bail};

use super::{Days, Dish, RawOrder, Source, clock, csv, evening, minor, slug};
use crate::rush::chance::Chance;

pub fn parse(text: &str, days: &Days, seed: u64) -> anyhow::Result<Source> {
    let mut dishes: BTreeMap<String, Dish> = BTreeMap::new();
    let mut orders: Vec<(String, RawOrder)> = Vec::new();
    for (n, row) in csv::rows(text) {
        let [id, date, time, name, size, kind, price] = row.as_slice() else {
            bail!("line {n}: expected 7 fields, found {}", row.len())
        };
        let dish = slug(&format!("{name}-{size}"));
        let price = minor(price).with_context(|| format!("line {n}: {price} is no price"))?;
        dishes.entry(dish.clone()).or_insert_with(|| Dish {
            id: dish.clone(),
            name: format!("{} {size}", title(name)),
            category: title(kind),
            station: station(kind).into(),
            price,
            prep_seconds: prep_seconds(size),
        });
        if orders.last().is_none_or(|(last, _)| last != id) {
            let time_ms = clock(time).with_context(|| format!("line {n}: {time} is no time of day"))?;
            // The data does not say who sat down: two in three do.
            let table = Chance::new(seed, "table", orders.len() as u64).percent(66.0);
            orders.push((id.clone(), RawOrder { day: date.clone(), time_ms, lines: vec![], table }));
        }
        let Some((_, order)) = orders.last_mut() else { continue };
        match order.lines.iter_mut().find(|(d, _)| *d == dish) {
            Some((_, quantity)) => *quantity += 1,
            None => order.lines.push((dish, 1)),
        }
    }
    let (day, orders) = evening(orders.into_iter().map(|(_, order)| order).collect(), days, seed)?;
    Ok(Source {
        title: format!("pizzaplace, {day}"),
        currency: "USD",
        timezone: "America/New_York",
        stations: vec![("oven", "Oven"), ("stone", "Stone oven")],
        dishes: dishes.into_values().collect(),
        orders,
    })
}

/// The data has no stations; two ovens share its four kinds of pizza about evenly.
fn station(kind: &str) -> &'static str {
    match kind {
        "classic" | "chicken" => "oven",
        _ => "stone",
    }
}

/// Assumed: the data says nothing about time.
fn prep_seconds(size: &str) -> u32 {
    match size {
        "S" => 330,
        "M" => 390,
        "L" => 450,
        _ => 520,
    }
}

fn title(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let mut chars = word.chars();
        chars.next().map(|first| first.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default()
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = "id,date,time,name,size,type,price
2015-000001,2015-01-01,11:38:36,hawaiian,M,classic,13.25
2015-000002,2015-01-02,11:57:40,classic_dlx,M,classic,16
2015-000002,2015-01-02,11:57:40,thai_ckn,L,chicken,20.75
2015-000002,2015-01-02,11:57:40,thai_ckn,L,chicken,20.75
2015-000003,2015-01-02,11:59:40,hawaiian,M,classic,13.25
";

    #[test]
    fn the_busiest_day_comes_with_its_lines_and_prices() {
        let source = parse(SAMPLE, &Days::Busiest(1), 1).unwrap();
        let lines =
            |k: usize| source.orders[k].order.items.iter().map(|l| (l.menu_item_id.as_str(), l.quantity)).collect::<Vec<_>>();
        assert_eq!((source.orders.len(), source.orders[1].at_ms), (2, 120_000));
        assert_eq!(lines(0), [("classic-dlx-m", 1), ("thai-ckn-l", 2)]);
        let dish = source.dishes.iter().find(|d| d.id == "thai-ckn-l").unwrap();
        assert_eq!((dish.name.as_str(), dish.price), ("Thai Ckn L", 2075));
    }

    #[test]
    fn a_day_without_orders_is_refused() {
        assert!(parse(SAMPLE, &Days::One("2015-05-05".into()), 1).is_err());
    }
}
