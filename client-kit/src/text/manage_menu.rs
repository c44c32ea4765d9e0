//! Words of the menu editor.

words! {
    AddDish = "New dish", "Nuevo plato", "Neues Gericht", "Nouveau plat", "新菜品";
    AddGroup = "New options", "Nuevas opciones", "Neue Auswahl", "Nouvelles options", "新选项组";
    AddOption = "Add an option", "Añadir opción", "Option hinzufügen", "Ajouter une option", "添加选项";
    AddPart = "Add an ingredient", "Añadir ingrediente", "Zutat hinzufügen", "Ajouter un ingrédient", "添加食材";
    Allergens = "Allergens", "Alérgenos", "Allergene", "Allergènes", "过敏原";
    Anywhere = "every screen", "todas las pantallas", "jeder Bildschirm", "tous les écrans", "所有屏幕";
    AtLeast = "At least", "Como mínimo", "Mindestens", "Au moins", "至少";
    AtMost = "At most", "Como máximo", "Höchstens", "Au plus", "至多";
    AtMostHint = "Empty: as many as one likes", "Vacío: sin límite", "Leer: beliebig viele", "Vide : sans limite", "留空：不限";
    Categories = "Categories", "Categorías", "Gruppen", "Catégories", "分类";
    Changed = "changed", "cambiado", "geändert", "modifié", "已改";
    Dishes = "Dishes", "Platos", "Gerichte", "Plats", "菜品";
    Down = "Move down", "Bajar", "Nach unten", "Descendre", "下移";
    InUse = "Dishes offer it: take it off them first.",
        "Hay platos que lo ofrecen: quítalo antes de ellos.",
        "Gerichte bieten es an: dort zuerst wegnehmen.",
        "Des plats le proposent : retirez-le d'abord.",
        "仍有菜品使用，请先从菜品中移除。";
    KitchenName = "The kitchen calls it", "La cocina lo llama", "Die Küche sagt", "La cuisine l'appelle", "厨房叫法";
    KitchenNameHint = "Empty: its name", "Vacío: su nombre", "Leer: sein Name", "Vide : son nom", "留空：用菜名";
    Meanwhile = "Somebody else has changed the menu meanwhile. Throw your changes away to see it, or save yours over it.",
        "Otra persona ha cambiado la carta entretanto. Descarta tus cambios para verla o guarda los tuyos encima.",
        "Jemand anders hat die Karte inzwischen geändert. Verwirf deine Änderungen, um sie zu sehen, oder speichere deine darüber.",
        "Quelqu'un a modifié la carte entre-temps. Abandonnez vos changements pour la voir, ou enregistrez les vôtres par-dessus.",
        "期间有人更改了菜单。放弃您的更改以查看，或用您的覆盖。";
    New = "new", "nuevo", "neu", "nouveau", "新";
    NewName = "Its new name", "Su nombre nuevo", "Sein neuer Name", "Son nouveau nom", "新名称";
    Offers = "Options to choose from", "Opciones que se eligen", "Auswahl dazu", "Options au choix", "可选项";
    Options = "Options", "Opciones", "Auswahl", "Options", "选项";
    Overwrite = "Save mine over it", "Guardar lo mío encima", "Meine darüber speichern", "Enregistrer par-dessus", "用我的覆盖";
    PrepMinutes = "Minutes to make", "Minutos de preparación", "Minuten Zubereitung", "Minutes de préparation", "制作分钟";
    Recipe = "Takes from stock", "Gasta de existencias", "Nimmt aus dem Lager", "Prend du stock", "消耗库存";
    RemoveOption = "Remove", "Quitar", "Entfernen", "Retirer", "移除";
    Rename = "Rename", "Cambiar nombre", "Umbenennen", "Renommer", "重命名";
    SaveMenu = "Save the menu", "Guardar la carta", "Karte speichern", "Enregistrer la carte", "保存菜单";
    Saved = "The menu is saved: every till has it", "Carta guardada: ya está en todas las cajas", "Karte gespeichert: jede Kasse hat sie", "Carte enregistrée : toutes les caisses l'ont", "菜单已保存：所有收银台已更新";
    Station = "Station", "Partida", "Posten", "Poste", "档口";
    TakesOff = "Takes something off (NO …)", "Quita algo (SIN …)", "Lässt etwas weg (OHNE …)", "Enlève quelque chose (SANS …)", "去掉（不要…）";
    ThrowAway = "Throw away", "Descartar", "Verwerfen", "Abandonner", "放弃更改";
    ThrowSure = "Throw my changes away", "Descartar mis cambios", "Meine Änderungen verwerfen", "Abandonner mes changements", "确认放弃";
    Up = "Move up", "Subir", "Nach oben", "Monter", "上移";
}

phrases! {
    /// What is not saved yet.
    pub fn unsaved(count: usize) =
        "1 change is not saved¦{count} changes are not saved",
        "1 cambio sin guardar¦{count} cambios sin guardar",
        "1 Änderung ist nicht gespeichert¦{count} Änderungen sind nicht gespeichert",
        "{count} changement non enregistré¦{count} changements non enregistrés",
        "{count} 处更改未保存";
}
