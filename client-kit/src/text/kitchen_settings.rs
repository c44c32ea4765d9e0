//! Phrases of a kitchen screen's own settings: how far, how it sounds, which key does what.

use super::{Lang, lang};

/// `1.5 m`: from how far the screen is read.
pub fn metres(step: u8) -> &'static str {
    match step {
        0 => "0.7 m",
        1 => "1 m",
        2 => "1.5 m",
        _ => "2 m",
    }
}

/// How the kitchen's signals sound: soft, bright, piercing.
pub fn tone(tone: u8) -> &'static str {
    let words = match lang() {
        Lang::En => ["Soft", "Bright", "Piercing"],
        Lang::Es => ["Suave", "Claro", "Penetrante"],
        Lang::De => ["Weich", "Hell", "Schrill"],
        Lang::Fr => ["Doux", "Clair", "Perçant"],
        Lang::Zh => ["柔和", "清亮", "尖锐"],
    };
    words[usize::from(tone.min(2))]
}

const KEYS: [&str; 9] = ["1–9", "↑ ↓", "Enter", "I", "← →", "P", "R", "U", "S"];

/// The keys of a bump bar or keyboard, and what they do.
pub fn keys() -> [(&'static str, &'static str); 9] {
    let means = match lang() {
        Lang::En => [
            "pick a ticket; again: bump",
            "pick a dish on it",
            "bump, or do the dish",
            "about the dish",
            "pages",
            "by dish, or by ticket",
            "last tickets",
            "undo my last tap",
            "this screen",
        ],
        Lang::Es => [
            "elegir comanda; otra vez: lista",
            "elegir un plato",
            "comanda o plato listo",
            "sobre el plato",
            "páginas",
            "por plato o por comanda",
            "últimas comandas",
            "deshacer mi último toque",
            "esta pantalla",
        ],
        Lang::De => [
            "Bon wählen; nochmal: fertig",
            "Gericht darauf wählen",
            "Bon oder Gericht fertig",
            "über das Gericht",
            "Seiten",
            "je Gericht oder je Bon",
            "letzte Bons",
            "mein letztes Tippen zurück",
            "dieser Bildschirm",
        ],
        Lang::Fr => [
            "choisir un bon ; encore : prêt",
            "choisir un plat",
            "bon ou plat prêt",
            "sur le plat",
            "pages",
            "par plat ou par bon",
            "derniers bons",
            "annuler mon dernier geste",
            "cet écran",
        ],
        Lang::Zh => [
            "选单；再按：出餐",
            "选单上的菜",
            "出餐或完成此菜",
            "菜品详情",
            "翻页",
            "按菜品或按单",
            "最近的单",
            "撤销上一次点按",
            "本屏设置",
        ],
    };
    std::array::from_fn(|k| (KEYS[k], means[k]))
}
