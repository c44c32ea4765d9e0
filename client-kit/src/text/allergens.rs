//! Allergens. An order and a menu hold their English names, the same on every device; a person
//! reads each in the language of the screen.

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

codes! {
    fn known(name) =
        "gluten" => "gluten", "gluten", "Gluten", "gluten", "麸质";
        "milk" => "milk", "leche", "Milch", "lait", "牛奶";
        "eggs" => "eggs", "huevo", "Eier", "œufs", "鸡蛋";
        "nuts" => "nuts", "frutos secos", "Nüsse", "fruits à coque", "坚果";
        "peanuts" => "peanuts", "cacahuetes", "Erdnüsse", "arachides", "花生";
        "fish" => "fish", "pescado", "Fisch", "poisson", "鱼";
        "crustaceans" => "crustaceans", "crustáceos", "Krebstiere", "crustacés", "甲壳类";
        "molluscs" => "molluscs", "moluscos", "Weichtiere", "mollusques", "软体类";
        "soy" => "soy", "soja", "Soja", "soja", "大豆";
        "sesame" => "sesame", "sésamo", "Sesam", "sésame", "芝麻";
        "celery" => "celery", "apio", "Sellerie", "céleri", "芹菜";
        "mustard" => "mustard", "mostaza", "Senf", "moutarde", "芥末";
        "sulphites" => "sulphites", "sulfitos", "Sulfite", "sulfites", "亚硫酸盐";
        "lupin" => "lupin", "altramuces", "Lupinen", "lupin", "羽扇豆";
}

/// One that is not among the fourteen stays as somebody wrote it: better strange than wrong.
pub fn allergen(name: &str) -> &str {
    ALLERGENS.iter().find(|known| known.eq_ignore_ascii_case(name)).map_or(name, |name| known(name))
}

/// `milk, nuts`
pub fn listed(names: &[String]) -> String {
    names.iter().map(|name| allergen(name)).collect::<Vec<_>>().join(", ")
}

/// `MILK, NUTS`: as they stand on a ticket.
pub fn allergens(names: &[String]) -> String {
    upper(&listed(names))
}
