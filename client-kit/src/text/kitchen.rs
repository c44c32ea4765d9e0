//! Words of the kitchen screens. The kitchen's own, short, the same everywhere.

pub use super::kitchen_phrases::*;
pub use super::kitchen_settings::*;

words! {
    Affected = "Open tickets with it", "Comandas que lo llevan", "Offene Bons damit", "Bons en cours avec", "含此菜的未完成单";
    AllDay = "ALL DAY", "EN TOTAL", "GESAMT", "EN TOUT", "合计";
    AllergyOf = "Allergy", "Alergia", "Allergie", "Allergie", "过敏";
    AllStations = "All stations", "Todas las partidas", "Alle Posten", "Tous les postes", "所有档口";
    Bumped = "Bumped", "Lista", "Fertig", "Prêt", "已出餐";
    ByDish = "By dish", "Por plato", "Je Gericht", "Par plat", "按菜品";
    ByTicket = "Tickets", "Comandas", "Bons", "Bons", "按单";
    Cancelled = "CANCELLED", "ANULADA", "STORNO", "ANNULÉ", "已取消";
    Changed = "CHANGED", "CAMBIO", "GEÄNDERT", "MODIFIÉ", "有改动";
    Choose = "Which station is this?", "¿Qué partida es esta?", "Welcher Posten ist das?", "Quel est ce poste ?", "这是哪个档口？";
    Clear = "Clear", "Quitar", "Wegräumen", "Retirer", "移除";
    Coming = "COMING", "DESPUÉS", "KOMMT NOCH", "À SUIVRE", "后续";
    Complete = "Complete", "Entregar", "Ausgeben", "Servir", "传菜";
    Confirm = "confirm", "confirmar", "bestätigen", "confirmer", "确认";
    ConfirmAllergy = "Confirm allergy", "Alergia leída", "Allergie gelesen", "Allergie vue", "确认过敏";
    Confirmed = "confirmed", "confirmada", "bestätigt", "confirmée", "已确认";
    Contains = "Contains", "Contiene", "Enthält", "Contient", "含有";
    CountLeft = "Only so many left", "Solo quedan", "Nur noch so viele", "Il n'en reste que", "仅剩份数";
    Day = "Day", "Día", "Tag", "Jour", "日间";
    Delivery = "Delivery", "A domicilio", "Lieferung", "Livraison", "外卖";
    DineIn = "Dine in", "En sala", "Im Haus", "Sur place", "堂食";
    Done = "Done", "Hecho", "Erledigt", "Fait", "完成";
    Expo = "The pass", "El pase", "Der Pass", "Le passe", "传菜口";
    FromHere = "This screen is read from", "La pantalla se lee desde", "Der Bildschirm wird gelesen aus", "L'écran se lit à", "观看距离";
    GoneNow = "No longer here", "Ya no está", "Nicht mehr da", "N'est plus là", "已不在此";
    HandBar = "Bump bar", "Teclado de cocina", "Bump-Bar", "Clavier de cuisine", "按键条";
    HandedOut = "handed out", "entregada", "ausgegeben", "servi", "已传菜";
    HandFinger = "Fingers", "Dedos", "Finger", "Doigts", "手指";
    HandGlove = "Gloves", "Guantes", "Handschuhe", "Gants", "手套";
    HearChanged = "Hear: changed", "Oír: cambio", "Hören: geändert", "Écouter : modifié", "试听：改动";
    HearNew = "Hear: new", "Oír: nueva", "Hören: neu", "Écouter : nouveau", "试听：新单";
    HearRush = "Hear: rush", "Oír: urgente", "Hören: eilt", "Écouter : urgent", "试听：催菜";
    InTheKitchen = "In the kitchen", "En cocina", "In der Küche", "En cuisine", "制作中";
    Keys = "Keys", "Teclas", "Tasten", "Touches", "按键";
    Kitchen = "Kitchen", "Cocina", "Küche", "Cuisine", "厨房";
    LastTickets = "Last tickets", "Últimas comandas", "Letzte Bons", "Derniers bons", "最近的单";
    Light = "Light", "Luz", "Licht", "Lumière", "亮度";
    MakeRush = "Rush", "Urge", "Eilt", "Urgent", "催菜";
    More = "more", "más", "weitere", "autres", "更多";
    New = "NEW", "NUEVA", "NEU", "NOUVEAU", "新单";
    Night = "Night", "Noche", "Nacht", "Nuit", "夜间";
    NoAllergens = "No allergens named", "Sin alérgenos indicados", "Keine Allergene genannt", "Aucun allergène indiqué", "未标明过敏原";
    NoLast = "Nothing to recall", "Nada que recuperar", "Nichts zum Rückholen", "Rien à rappeler", "没有可召回的单";
    NoStation = "No station", "Sin partida", "Kein Posten", "Sans poste", "未分档口";
    NotAffected = "No open ticket has it",
        "Ninguna comanda lo lleva",
        "Auf keinem offenen Bon",
        "Sur aucun bon en cours",
        "没有未完成单含此菜";
    Nothing = "All done", "Todo hecho", "Alles erledigt", "Tout est fait", "全部完成";
    NothingAtPass = "No orders at the pass", "No hay pedidos en el pase", "Keine Bestellungen am Pass", "Aucune commande au passe", "传菜口没有订单";
    NotYet = "Waiting for the server", "Esperando al servidor", "Warten auf den Server", "En attente du serveur", "等待服务器";
    NowReady = "Ready", "Listo", "Fertig", "Prêt", "请取餐";
    Off = "Off", "No", "Aus", "Non", "关";
    Oldest = "oldest", "la más antigua", "ältester", "le plus ancien", "最久";
    OnMenu = "On the menu", "En la carta", "Auf der Karte", "À la carte", "在售";
    PageBack = "back", "atrás", "zurück", "retour", "上一页";
    Preparing = "In the kitchen", "En cocina", "In der Küche", "En cuisine", "制作中";
    PutBack = "Put it back on", "Volver a ofrecer", "Wieder anbieten", "Remettre à la carte", "恢复供应";
    Ready = "READY", "LISTO", "FERTIG", "PRÊT", "待传菜";
    Recall = "Recall", "Recuperar", "Rückholen", "Rappeler", "召回";
    Rush = "RUSH", "URGE", "EILT", "URGENT", "催菜";
    Sending = "sending", "enviando", "wird gesendet", "envoi", "发送中";
    Settings = "This screen", "Esta pantalla", "Dieser Bildschirm", "Cet écran", "本屏设置";
    ShowPanel = "All-day counts", "Totales", "Gesamtzahlen", "Totaux", "合计栏";
    Sound = "Sound", "Sonido", "Ton", "Son", "声音";
    TakeOff = "86: none left", "Agotado", "Aus", "Rupture", "沽清";
    Takeaway = "Takeaway", "Para llevar", "Abholung", "À emporter", "外带";
    TapForSound = "Tap for sound", "Toca: sonido", "Tippen für Ton", "Activer le son", "点按开声音";
    Undo = "Undo", "Deshacer", "Zurück", "Remettre", "撤销";
    UndoLast = "Undo my last tap", "Deshacer mi último toque", "Mein letztes Tippen zurücknehmen", "Annuler mon dernier geste", "撤销我上一次点按";
    Unread = "not read yet", "sin leer", "ungelesen", "non lue", "未确认";
    UnRush = "No rush", "Normal", "Normal", "Normal", "取消催菜";
    Void = "VOID", "ANULADO", "STORNO", "RETIRÉ", "退菜";
    Without = "NO", "SIN", "OHNE", "SANS", "不要";
    WorkedBy = "Worked by", "Se maneja con", "Bedient mit", "S'utilise avec", "操作方式";
}
