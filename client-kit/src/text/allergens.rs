//! Allergens. An order and a menu hold their English names, the same on every device; a person
//! reads each in the language of the screen.

use super::{Lang, lang};
use crate::platform::upper;

/// The fourteen that the European Union wants named.
pub const ALLERGENS: [&str; 14] = [
    "gluten",
    "milk",
    "eggs",
    "nuts",
    "peanuts",
    "fish",
    "crustaceans",
    "molluscs",
    "soy",
    "sesame",
    "celery",
    "mustard",
    "sulphites",
    "lupin",
];

const ES: [&str; 14] = [
    "gluten",
    "leche",
    "huevo",
    "frutos secos",
    "cacahuetes",
    "pescado",
    "crustáceos",
    "moluscos",
    "soja",
    "sésamo",
    "apio",
    "mostaza",
    "sulfitos",
    "altramuces",
];

const DE: [&str; 14] = [
    "Gluten",
    "Milch",
    "Eier",
    "Nüsse",
    "Erdnüsse",
    "Fisch",
    "Krebstiere",
    "Weichtiere",
    "Soja",
    "Sesam",
    "Sellerie",
    "Senf",
    "Sulfite",
    "Lupinen",
];

const FR: [&str; 14] = [
    "gluten",
    "lait",
    "œufs",
    "fruits à coque",
    "arachides",
    "poisson",
    "crustacés",
    "mollusques",
    "soja",
    "sésame",
    "céleri",
    "moutarde",
    "sulfites",
    "lupin",
];

const ZH: [&str; 14] =
    ["麸质", "牛奶", "鸡蛋", "坚果", "花生", "鱼", "甲壳类", "软体类", "大豆", "芝麻", "芹菜", "芥末", "亚硫酸盐", "羽扇豆"];

/// One that is not among the fourteen stays as somebody wrote it: better strange than wrong.
pub fn allergen(name: &str) -> &str {
    let table = match lang() {
        Lang::En => return name,
        Lang::Es => &ES,
        Lang::De => &DE,
        Lang::Fr => &FR,
        Lang::Zh => &ZH,
    };
    ALLERGENS.iter().position(|known| known.eq_ignore_ascii_case(name)).map_or(name, |k| table[k])
}

/// `milk, nuts`
pub fn listed(names: &[String]) -> String {
    names.iter().map(|name| allergen(name)).collect::<Vec<_>>().join(", ")
}

/// `MILK, NUTS`: as they stand on a ticket.
pub fn allergens(names: &[String]) -> String {
    upper(&listed(names))
}
