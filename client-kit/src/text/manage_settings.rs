//! Words of the settings of a house.

words! {
    Ages = "When a ticket turns old", "Cuándo envejece una comanda", "Ab wann ein Bon alt ist", "Quand un bon vieillit", "单何时算旧";
    AgesHint = "Minutes since it was due, such as 8 or 8:30. A channel with nothing in it goes by all.",
        "Minutos desde que tocaba, como 8 u 8:30. Un canal vacío usa los de todos.",
        "Minuten seit der Fälligkeit, etwa 8 oder 8:30. Ein leerer Kanal gilt wie alle.",
        "Minutes depuis l'échéance, par ex. 8 ou 8:30. Un canal vide suit les valeurs communes.",
        "到期后的分钟数，例如 8 或 8:30。留空的渠道使用通用值。";
    AllChannels = "All", "Todos", "Alle", "Tous", "全部";
    Advise = "Say when to start", "Decir cuándo empezar", "Sagen, wann zu beginnen ist", "Dire quand commencer", "提示何时开始";
    Alarms = "When a manager is told", "Cuándo se avisa al encargado", "Wann die Leitung es erfährt", "Quand le responsable est averti", "何时通知经理";
    Delivery = "Delivery", "A domicilio", "Lieferung", "Livraison", "外卖";
    DineIn = "Dine in", "En sala", "Im Haus", "Sur place", "堂食";
    FirePlan = "Fire plan", "Plan de marcha", "Startplan", "Plan de lancement", "起菜计划";
    FirePlanHint = "So that what belongs together is ready together. Held: a ticket waits, seen as coming, until it is time.",
        "Para que lo que va junto salga junto. Retener: la comanda espera, a la vista, hasta su hora.",
        "Damit zusammen fertig ist, was zusammengehört. Halten: Ein Bon wartet sichtbar, bis es Zeit ist.",
        "Pour que tout soit prêt ensemble. Retenu : le bon attend, visible, jusqu'à son heure.",
        "让同一单同时出齐。保留：单会显示为待起，到时间再开始。";
    Hold = "Hold it until then", "Retener hasta entonces", "Bis dahin halten", "Retenir jusque-là", "保留到时间";
    LateAfter = "Late after", "Tarde a los", "Spät nach", "En retard après", "超时于";
    NoScreenAfter = "A station without a screen, seconds", "Partida sin pantalla, segundos", "Posten ohne Bildschirm, Sekunden", "Poste sans écran, secondes", "档口无屏幕（秒）";
    Saved = "Saved: every screen goes by it now", "Guardado: ya vale en todas las pantallas", "Gespeichert: gilt jetzt auf jedem Bildschirm", "Enregistré : valable sur tous les écrans", "已保存：所有屏幕即刻生效";
    Takeaway = "Takeaway", "Para llevar", "Mitnahme", "À emporter", "自取";
    UnseenAfter = "A ticket that no screen shows, seconds", "Comanda en ninguna pantalla, segundos", "Bon auf keinem Bildschirm, Sekunden", "Bon sur aucun écran, secondes", "未上屏的单（秒）";
    WarnAfter = "Amber after", "Ámbar a los", "Gelb nach", "Orange après", "变黄于";
}
