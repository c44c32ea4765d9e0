//! Phrases of the pass and of the fire plan.

phrases! {
    /// `1 of 3`: what a station has done of an order.
    pub fn progress(done: u32, total: u32) =
        "{done} of {total}",
        "{done} de {total}",
        "{done} von {total}",
        "{done} sur {total}",
        "{done}/{total}";

    pub fn start_in(time: &str) =
        "Start in {time}",
        "Empezar en {time}",
        "Beginnen in {time}",
        "Commencer dans {time}",
        "{time} 后开始";

    /// Why it is not started yet.
    pub fn to_meet(dish: &str, station: &str) =
        "to meet {dish} ({station})",
        "para salir con {dish} ({station})",
        "zugleich mit {dish} ({station})",
        "pour sortir avec {dish} ({station})",
        "与 {dish}（{station}）同时好";

    pub fn late_by(time: &str) =
        "late by {time}",
        "{time} de retraso",
        "{time} zu spät",
        "{time} de retard",
        "已晚 {time}";

    pub fn started(time: &str) =
        "Started {time} ago",
        "Empezado hace {time}",
        "Seit {time} begonnen",
        "Commencé depuis {time}",
        "已开始 {time}";

    /// Several orders of one table, or of one guest, with one tap.
    pub fn hand_over(to: &str) = "Hand over {to}", "Entregar {to}", "{to} ausgeben", "Servir {to}", "{to} 一起传菜";

    /// What can be undone: an order that was handed over.
    pub fn handed_over(number: u32) =
        "{number} handed over",
        "{number} entregado",
        "{number} ausgegeben",
        "{number} servi",
        "{number} 已传菜";

    /// What can be undone: an order that stands in another place.
    pub fn moved(number: u32) =
        "{number} moved",
        "{number} movido",
        "{number} verschoben",
        "{number} déplacé",
        "{number} 已移动";
}
