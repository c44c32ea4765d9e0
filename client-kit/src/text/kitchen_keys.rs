//! What the keys of a bump bar or keyboard do.

words! {
    AboutDish = "about the dish", "sobre el plato", "über das Gericht", "sur le plat", "菜品详情";
    BumpOrDish = "bump, or do the dish", "comanda o plato listo", "Bon oder Gericht fertig", "bon ou plat prêt", "出餐或完成此菜";
    ByTime = "order of time", "orden de llegada", "nach der Zeit", "ordre d'arrivée", "按时间排";
    DishOrTicket = "by dish, or by ticket", "por plato o por comanda", "je Gericht oder je Bon", "par plat ou par bon", "按菜品或按单";
    DishPrepared = "the dish is prepared, or not", "plato listo, o no", "Gericht fertig, oder nicht", "plat prêt, ou non", "菜已好，或未好";
    EarlierLater = "earlier, later", "antes, después", "früher, später", "plus tôt, plus tard", "提前、推后";
    FireNext = "fire the next course", "marchar el pase siguiente", "nächsten Gang abrufen", "envoyer le service suivant", "起下一道";
    HandOver = "hand it over, or the first", "entregarlo, o el primero", "diese ausgeben, oder die erste", "la servir, ou la première", "传这单或最早的单";
    HoldOrLetGo = "hold, or let go", "retener o soltar", "anhalten oder freigeben", "retenir ou relâcher", "压单或放行";
    LastTickets = "last tickets", "últimas comandas", "letzte Bons", "derniers bons", "最近的单";
    NextReady = "pick what is ready", "elegir lo listo", "Fertiges wählen", "choisir ce qui est prêt", "选已好的单";
    OpenOrder = "open the order", "abrir el pedido", "Bestellung öffnen", "ouvrir la commande", "打开订单";
    Pages = "pages", "páginas", "Seiten", "pages", "翻页";
    PassPages = "pages", "páginas", "Seiten", "pages", "翻页";
    PassRest = "recall · undo · this screen", "recuperar · deshacer · pantalla", "rückholen · zurück · Bildschirm", "rappeler · annuler · écran", "召回 · 撤销 · 本屏";
    PickDish = "pick a dish on it", "elegir un plato", "Gericht darauf wählen", "choisir un plat", "选单上的菜";
    PickDishOfOrder = "pick a dish on it", "elegir un plato", "Gericht darauf wählen", "choisir un plat", "选单上的菜";
    PickOrder = "pick an order; again: open it", "elegir pedido; otra vez: abrir", "Bestellung wählen; nochmal: öffnen", "choisir une commande ; encore : ouvrir", "选订单；再按：打开";
    PickTicket = "pick a ticket; again: bump", "elegir comanda; otra vez: lista", "Bon wählen; nochmal: fertig", "choisir un bon ; encore : prêt", "选单；再按：出餐";
    RushOrNot = "rush, or not", "urge, o no", "eilt, oder nicht", "urgent, ou non", "催菜或取消";
    StartTicket = "start the ticket", "empezar la comanda", "Bon beginnen", "commencer le bon", "开始此单";
    ThisScreen = "this screen", "esta pantalla", "dieser Bildschirm", "cet écran", "本屏设置";
    UndoLast = "undo my last tap", "deshacer mi último toque", "mein letztes Tippen zurück", "annuler mon dernier geste", "撤销上一次点按";
    WhoCarries = "runner", "quién lo lleva", "wer trägt", "qui porte", "传菜员";
}

const STATION: [(&str, Word); 10] = [
    ("1–9", Word::PickTicket),
    ("↑ ↓", Word::PickDish),
    ("Enter", Word::BumpOrDish),
    ("T", Word::StartTicket),
    ("I", Word::AboutDish),
    ("← →", Word::Pages),
    ("P", Word::DishOrTicket),
    ("R", Word::LastTickets),
    ("U", Word::UndoLast),
    ("S", Word::ThisScreen),
];

const PASS: [(&str, Word); 14] = [
    ("1–9", Word::PickOrder),
    ("↑ ↓", Word::PickDishOfOrder),
    ("Enter", Word::DishPrepared),
    ("I", Word::OpenOrder),
    ("[ ]", Word::EarlierLater),
    ("O", Word::ByTime),
    ("F", Word::FireNext),
    ("H", Word::HoldOrLetGo),
    ("X", Word::RushOrNot),
    ("N", Word::NextReady),
    ("C", Word::HandOver),
    ("W", Word::WhoCarries),
    ("← →", Word::PassPages),
    ("R U S", Word::PassRest),
];

/// The keys of a station's screen, and what they do.
pub fn keys() -> Vec<(&'static str, &'static str)> {
    STATION.map(|(key, means)| (key, say(means))).to_vec()
}

/// The keys of the pass, and what they do.
pub fn pass_keys() -> Vec<(&'static str, &'static str)> {
    PASS.map(|(key, means)| (key, say(means))).to_vec()
}
