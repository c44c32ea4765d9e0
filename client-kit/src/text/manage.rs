//! Words of the back office.

pub use super::manage_phrases::*;
pub use super::numbers::{amount, signed};

words! {
    Acknowledge = "Acknowledge", "Visto", "Gesehen", "Vu", "知道了";
    Acknowledged = "Acknowledged", "Vistos", "Gesehene", "Vues", "已知晓";
    Add = "Add", "Añadir", "Hinzufügen", "Ajouter", "添加";
    Address = "Address", "Dirección", "Adresse", "Adresse", "地址";
    Alerts = "Alerts", "Avisos", "Warnungen", "Alertes", "提醒";
    AllStations = "all stations", "todas las partidas", "alle Posten", "tous les postes", "所有档口";
    Amount = "Amount", "Importe", "Betrag", "Montant", "金额";
    AnyDevice = "Any device", "Cualquier dispositivo", "Jedes Gerät", "Tout appareil", "任何设备";
    Attempts = "Tries", "Intentos", "Versuche", "Essais", "次数";
    Available = "Available", "Disponible", "Verfügbar", "Disponible", "可用";
    Balance = "Balance", "Saldo", "Stand", "Solde", "余额";
    ByHour = "By hour", "Por hora", "Nach Stunde", "Par heure", "按小时";
    ByItem = "By dish", "Por plato", "Nach Gericht", "Par plat", "按菜品";
    ByStation = "By station", "Por partida", "Nach Posten", "Par poste", "按档口";
    CameIn = "How much came in", "Cuánto ha entrado", "Wie viel kam dazu", "Quantité reçue", "入库数量";
    CancelledOrders = "Cancelled orders", "Pedidos anulados", "Stornierte Bestellungen", "Commandes annulées", "取消的订单";
    Category = "Category", "Categoría", "Gruppe", "Catégorie", "分类";
    Cause = "Why", "Por qué", "Warum", "Pourquoi", "原因";
    Change = "Change", "Cambio", "Änderung", "Changement", "变动";
    ChooseFile = "Choose a file first", "Elige antes un archivo", "Erst eine Datei wählen", "Choisissez d'abord un fichier", "请先选择文件";
    Close = "Close", "Cerrar", "Schließen", "Fermer", "关闭";
    Column = "Column", "Columna", "Spalte", "Colonne", "列";
    ConnectedSince = "Connected since", "Conectada desde", "Verbunden seit", "Connecté depuis", "连接时间";
    Contains = "Contains", "Contiene", "Enthält", "Contient", "含有";
    Count = "Count", "Recuento", "Zählen", "Compter", "盘点";
    CountHint = "What is really there now", "Lo que hay de verdad ahora", "Was jetzt wirklich da ist", "Ce qu'il y a vraiment", "现在的实际数量";
    Counted = "Counted", "Contado", "Gezählt", "Compté", "盘点数";
    Customers = "Customers", "Clientes", "Kunden", "Clients", "会员";
    Day = "Day", "Día", "Tag", "Jour", "日期";
    Delete = "Delete", "Borrar", "Löschen", "Supprimer", "删除";
    DeleteSure = "Delete it", "Borrar ya", "Ja, löschen", "Oui, supprimer", "确认删除";
    Deliveries = "Not delivered yet", "Aún sin entregar", "Noch nicht zugestellt", "Pas encore livrés", "尚未送达";
    DeviceIs = "It is", "Es", "Es ist", "C'est", "用途";
    DeviceNameHint = "As you would call it: Oven left, Window",
        "Como tú la llamas: Horno izquierda, Ventana",
        "Wie ihr ihn nennt: Ofen links, Fenster",
        "Comme vous l'appelez : Four gauche, Fenêtre",
        "您的叫法：左烤炉、窗口";
    Devices = "Devices", "Dispositivos", "Geräte", "Appareils", "设备";
    Discounts = "Discounts", "Descuentos", "Rabatte", "Remises", "折扣";
    Dish = "Dish", "Plato", "Gericht", "Plat", "菜品";
    EndKey = "End this key", "Anular esta clave", "Schlüssel beenden", "Révoquer cette clé", "停用此密钥";
    EndKeyQuestion = "Whatever works with this key stops within a second. It cannot be brought back.",
        "Todo lo que usa esta clave se detiene en un segundo. No se puede recuperar.",
        "Was mit diesem Schlüssel arbeitet, steht binnen einer Sekunde. Zurückholen geht nicht.",
        "Tout ce qui utilise cette clé s'arrête en une seconde. C'est irréversible.",
        "使用此密钥的程序会在一秒内停止，且无法恢复。";
    EndedAt = "ended", "anulada", "beendet", "révoquée", "停用时间";
    EndedToo = "Ended ones too", "También las anuladas", "Auch beendete", "Aussi les révoqués", "包括已停用";
    Enough = "enough", "suficiente", "genug", "assez", "充足";
    Everybody = "Everybody", "Todos", "Alle", "Tous", "所有人";
    Everything = "Everything", "Todo", "Alles", "Tout", "全部";
    ExportCsv = "Export CSV", "Exportar CSV", "CSV exportieren", "Exporter CSV", "导出 CSV";
    ExportJson = "Export JSON", "Exportar JSON", "JSON exportieren", "Exporter JSON", "导出 JSON";
    FailedPayments = "Failed payments", "Pagos fallidos", "Gescheiterte Zahlungen", "Paiements échoués", "失败的付款";
    Fault = "What is wrong", "Qué está mal", "Was nicht stimmt", "Ce qui ne va pas", "错误说明";
    File = "File", "Archivo", "Datei", "Fichier", "文件";
    Find = "Find", "Buscar", "Suchen", "Chercher", "查找";
    Floor = "Screens", "Pantallas", "Bildschirme", "Écrans", "屏幕";
    FromWhere = "From where", "Desde dónde", "Von wo", "D'où", "来自";
    Gone = "gone", "no está", "weg", "parti", "已离线";
    HowManyLeft = "How many are left", "Cuántos quedan", "Wie viele noch da sind", "Combien il en reste", "剩余数量";
    Import = "Import", "Importar", "Importieren", "Importer", "导入";
    ImportHint = "JSON or CSV. The whole menu is replaced, or nothing where anything is wrong. Orders that are placed keep their dishes and prices.",
        "JSON o CSV. Se sustituye toda la carta, o nada si hay algún error. Los pedidos hechos conservan sus platos y precios.",
        "JSON oder CSV. Die ganze Karte wird ersetzt, oder nichts, wo etwas nicht stimmt. Laufende Bestellungen behalten Gerichte und Preise.",
        "JSON ou CSV. Toute la carte est remplacée, ou rien en cas d'erreur. Les commandes passées gardent plats et prix.",
        "JSON 或 CSV。整份菜单会被替换；如有错误则完全不变。已下的订单保留原菜品和价格。";
    ImportNow = "Replace the menu", "Sustituir la carta", "Karte ersetzen", "Remplacer la carte", "替换菜单";
    ImportTitle = "A menu from a file", "Una carta desde un archivo", "Karte aus einer Datei", "Une carte depuis un fichier", "从文件导入菜单";
    InStock = "In stock", "En existencias", "Im Lager", "En stock", "库存";
    Ingredient = "Ingredient", "Ingrediente", "Zutat", "Ingrédient", "食材";
    IsOff = "Not on sale.", "No está a la venta.", "Nicht im Verkauf.", "Pas en vente.", "已停售。";
    IsOn = "On sale.", "A la venta.", "Im Verkauf.", "En vente.", "在售。";
    Key = "Key", "Clave", "Schlüssel", "Clé", "密钥";
    KeyHint = "For programs of others: delivery services, websites, bookkeeping. With it they place orders and read orders, events and the menu; no reports, no people, no payments.",
        "Para programas ajenos: reparto, webs, contabilidad. Con ella hacen pedidos y leen pedidos, eventos y la carta; ni informes, ni personas, ni pagos.",
        "Für fremde Programme: Lieferdienste, Webseiten, Buchhaltung. Damit bestellen sie und lesen Bestellungen, Ereignisse und die Karte; keine Berichte, keine Personen, keine Zahlungen.",
        "Pour d'autres programmes : livraison, sites, comptabilité. Avec elle ils commandent et lisent commandes, événements et carte ; ni rapports, ni personnes, ni paiements.",
        "供外部程序使用：外卖平台、网站、记账。可下单并读取订单、事件和菜单；不能读取报表、人员和付款。";
    KeyNameHint = "Who uses it: one key for each", "Quién la usa: una clave para cada uno", "Wer ihn benutzt: für jeden einen", "Qui l'utilise : une clé pour chacun", "谁在用：每方一个密钥";
    KeyOnceHint = "Copy it now: it is shown this once. Whoever has it may place orders here.",
        "Cópiala ahora: solo se muestra una vez. Quien la tenga puede hacer pedidos aquí.",
        "Jetzt kopieren: Er wird nur dieses Mal gezeigt. Wer ihn hat, kann hier bestellen.",
        "Copiez-la maintenant : elle n'est montrée qu'une fois. Qui la possède peut commander ici.",
        "请立即复制：只显示这一次。持有者可在此下单。";
    Keys = "Keys", "Claves", "Schlüssel", "Clés", "密钥";
    LastHeard = "Last heard", "Última señal", "Zuletzt gehört", "Dernier signe", "最近信号";
    LastSeen = "Last seen", "Vista por última vez", "Zuletzt gesehen", "Vu la dernière fois", "最近在线";
    LateTickets = "Late tickets", "Comandas tardías", "Späte Bons", "Bons en retard", "超时单";
    Ledger = "What came and went", "Entradas y salidas", "Zu- und Abgänge", "Entrées et sorties", "出入明细";
    Left = "Left", "Quedan", "Übrig", "Reste", "剩余";
    LeftHint = "Counts down with every order; at 0 it goes off at every till. Empty: not counted.",
        "Baja con cada pedido; al llegar a 0 se agota en todas las cajas. Vacío: no se cuenta.",
        "Zählt mit jeder Bestellung herunter; bei 0 ist es an jeder Kasse aus. Leer: nicht gezählt.",
        "Diminue à chaque commande ; à 0, rupture à toutes les caisses. Vide : non compté.",
        "随订单递减；到 0 时所有收银台沽清。留空：不计数。";
    LookFor = "What to look for", "Qué buscar", "Wonach suchen", "Que chercher", "查找条件";
    Low = "low", "bajo", "knapp", "bas", "不足";
    MadeAt = "made", "creada", "erstellt", "créé", "创建时间";
    MakeCode = "Make a code", "Crear un código", "Code erstellen", "Créer un code", "生成配对码";
    MakeKey = "Make the key", "Crear la clave", "Schlüssel erstellen", "Créer la clé", "生成密钥";
    Median = "Median", "Mediana", "Median", "Médiane", "中位数";
    Menu = "Menu", "Carta", "Karte", "Carte", "菜单";
    Months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "ene feb mar abr may jun jul ago sep oct nov dic",
        "Jan. Feb. März Apr. Mai Juni Juli Aug. Sep. Okt. Nov. Dez.",
        "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
        "1 2 3 4 5 6 7 8 9 10 11 12";
    Name = "Name", "Nombre", "Name", "Nom", "名称";
    NewCode = "A new code for it", "Otro código para ella", "Neuer Code dafür", "Un nouveau code", "重新生成配对码";
    NewCustomer = "New customer", "Nuevo cliente", "Neuer Kunde", "Nouveau client", "新会员";
    NewDevice = "Pair a screen", "Vincular pantalla", "Bildschirm koppeln", "Associer un écran", "配对屏幕";
    NewKey = "New API key", "Nueva clave API", "Neuer API-Schlüssel", "Nouvelle clé API", "新 API 密钥";
    NewPerson = "New person", "Nueva persona", "Neue Person", "Nouvelle personne", "新人员";
    NewWebhook = "New webhook", "Nuevo webhook", "Neuer Webhook", "Nouveau webhook", "新 Webhook";
    NineOfTen = "9 of 10 within", "9 de cada 10 en", "9 von 10 binnen", "9 sur 10 en", "九成以内";
    No = "No", "No", "Nein", "Non", "否";
    NoAlerts = "Nothing to look at", "Nada que mirar", "Nichts zu beachten", "Rien à signaler", "没有提醒";
    NoCustomer = "Nobody with that number", "Nadie con ese número", "Niemand mit dieser Nummer", "Personne à ce numéro", "没有此号码的会员";
    NoCustomers = "Nobody collects points yet", "Aún nadie junta puntos", "Noch sammelt niemand Punkte", "Personne n'a encore de points", "还没有积分会员";
    NoDelivery = "Nothing waits: all was delivered", "Nada espera: todo entregado", "Nichts wartet: alles zugestellt", "Rien n'attend : tout est livré", "没有待送：全部已送达";
    NoDevice = "No screen is paired", "Ninguna pantalla vinculada", "Kein Bildschirm gekoppelt", "Aucun écran associé", "没有已配对的屏幕";
    NoFailed = "No payment waits for anybody", "Ningún pago pendiente", "Keine Zahlung wartet", "Aucun paiement en attente", "没有待处理的付款";
    NoKey = "No program of others has a key", "Ningún programa ajeno tiene clave", "Kein fremdes Programm hat einen Schlüssel", "Aucun autre programme n'a de clé", "没有外部程序持有密钥";
    NoScreen = "no screen is there", "ninguna pantalla", "kein Bildschirm da", "aucun écran", "没有屏幕在线";
    NoScreens = "No screen is there, and none was lately",
        "No hay pantallas, ni las hubo hace poco",
        "Kein Bildschirm da, und zuletzt war keiner da",
        "Aucun écran, ni récemment",
        "没有屏幕在线，最近也没有";
    NoTickets = "No tickets on this day", "Sin comandas ese día", "Keine Bons an diesem Tag", "Aucun bon ce jour-là", "当天没有单";
    NoWebhook = "Nothing is sent anywhere", "No se envía nada", "Nirgendwohin wird gesendet", "Rien n'est envoyé", "没有设置发送";
    NotPaired = "not paired yet", "aún sin vincular", "noch nicht gekoppelt", "pas encore associé", "尚未配对";
    Note = "Note", "Nota", "Notiz", "Note", "备注";
    Nothing = "Nothing here", "Aquí no hay nada", "Hier ist nichts", "Rien ici", "暂无内容";
    NothingFound = "Nothing of the kind", "Nada de eso", "Nichts dergleichen", "Rien de tel", "没有找到";
    NothingLow = "Nothing is low", "Nada está bajo", "Nichts ist knapp", "Rien n'est bas", "没有不足的食材";
    Off = "off", "no", "aus", "non", "关";
    On = "on", "sí", "an", "oui", "开";
    OnSale = "On sale", "A la venta", "Im Verkauf", "En vente", "在售";
    OnlyHere = "This page was opened by an address that only this machine knows. Open the back office by the server's name or number on your network, then make a code.",
        "Esta página se abrió con una dirección que solo conoce este equipo. Abre la oficina con el nombre o número del servidor en tu red y crea el código.",
        "Diese Seite wurde über eine Adresse geöffnet, die nur dieser Rechner kennt. Das Büro über Namen oder Nummer des Servers im Netz öffnen, dann den Code erstellen.",
        "Cette page est ouverte par une adresse que seule cette machine connaît. Ouvrez le bureau par le nom ou le numéro du serveur sur votre réseau, puis créez un code.",
        "此页面使用了仅本机可用的地址。请用服务器在网络中的名称或 IP 打开后台，再生成配对码。";
    Order = "Order", "Pedido", "Bestellung", "Commande", "订单";
    Orders = "Orders", "Pedidos", "Bestellungen", "Commandes", "订单";
    Out = "out", "agotado", "aus", "épuisé", "用完";
    OutcomeUnknown = "Whether the card was charged is not known yet. The server goes on asking the card processor.",
        "Aún no se sabe si se cobró la tarjeta. El servidor sigue preguntando al procesador.",
        "Ob die Karte belastet wurde, ist noch unklar. Der Server fragt weiter beim Kartenanbieter.",
        "On ne sait pas encore si la carte a été débitée. Le serveur continue d'interroger le prestataire.",
        "尚不知是否已扣款。服务器会继续向支付平台查询。";
    Paired = "paired", "vinculada", "gekoppelt", "associé", "已配对";
    PairingCode = "Pairing code", "Código de vinculación", "Kopplungscode", "Code d'association", "配对码";
    PairingHint = "Scan it with the new screen, or open the page there and type the code. It works once.",
        "Escanéalo con la pantalla nueva, o abre allí la página y escribe el código. Sirve una vez.",
        "Mit dem neuen Bildschirm scannen, oder dort die Seite öffnen und den Code tippen. Er gilt einmal.",
        "Scannez-le avec le nouvel écran, ou ouvrez-y la page et tapez le code. Il sert une fois.",
        "用新屏幕扫码，或在新屏幕打开页面输入配对码。仅可使用一次。";
    People = "People", "Personas", "Personen", "Personnes", "人员";
    Phone = "Phone", "Teléfono", "Telefon", "Téléphone", "电话";
    Pin = "PIN", "PIN", "PIN", "Code PIN", "PIN";
    PinHint = "4 to 8 digits, nobody else's", "de 4 a 8 cifras, que no use nadie más", "4 bis 8 Ziffern, die sonst niemand hat", "4 à 8 chiffres, à personne d'autre", "4 到 8 位数字，不能与他人相同";
    PinKept = "Empty: it stays as it is", "Vacío: se queda como está", "Leer: bleibt, wie sie ist", "Vide : inchangé", "留空：保持不变";
    Points = "Points", "Puntos", "Punkte", "Points", "积分";
    Price = "Price", "Precio", "Preis", "Prix", "价格";
    Quantity = "Quantity", "Cantidad", "Menge", "Quantité", "数量";
    ReadAgain = "Newest", "Lo último", "Neueste", "Plus récent", "最新";
    Recalls = "Recalls", "Recuperadas", "Rückholungen", "Rappels", "召回";
    Record = "Who did what", "Quién hizo qué", "Wer tat was", "Qui a fait quoi", "操作记录";
    Refund = "refund", "devolución", "Erstattung", "remboursement", "退款";
    RemoveHint = "They are signed out everywhere within a second. What they did stays in the books.",
        "Su sesión se cierra en todas partes en un segundo. Lo que hizo queda registrado.",
        "Die Person ist binnen einer Sekunde überall abgemeldet. Was sie tat, bleibt in den Büchern.",
        "La personne est déconnectée partout en une seconde. Ce qu'elle a fait reste au registre.",
        "此人会在一秒内从所有设备退出，操作记录保留。";
    RemovePerson = "Remove", "Quitar", "Entfernen", "Retirer", "移除";
    RemoveSure = "Remove now", "Quitar ya", "Jetzt entfernen", "Oui, retirer", "确认移除";
    Replay = "Replay", "Repetición", "Rückblick", "Revoir", "回放";
    Reports = "Reports", "Informes", "Berichte", "Rapports", "报表";
    Reserved = "Promised", "Comprometido", "Zugesagt", "Réservé", "已预留";
    Resolve = "Settled otherwise", "Resuelto de otro modo", "Anders erledigt", "Réglé autrement", "已另行处理";
    ResolveHint = "Settled: paid in another way, or given up. Nothing is charged.",
        "Resuelto: pagado de otro modo o perdido. No se cobra nada.",
        "Erledigt: anders bezahlt oder aufgegeben. Nichts wird abgebucht.",
        "Réglé : payé autrement ou abandonné. Rien n'est débité.",
        "已处理：以其他方式付款或放弃，不会扣款。";
    ResolveSure = "It is settled", "Está resuelto", "Ist erledigt", "C'est réglé", "确认已处理";
    Restock = "Restock", "Reponer", "Auffüllen", "Réassort", "补货";
    Revenue = "Revenue", "Ingresos", "Umsatz", "Recettes", "营业额";
    Revoke = "End the pairing", "Desvincular", "Kopplung beenden", "Dissocier", "解除配对";
    RevokeHint = "The screen goes dark within a second, and has to be paired again.",
        "La pantalla se apaga en un segundo y hay que vincularla de nuevo.",
        "Der Bildschirm ist binnen einer Sekunde dunkel und muss neu gekoppelt werden.",
        "L'écran s'éteint en une seconde et doit être associé à nouveau.",
        "屏幕会在一秒内停用，需要重新配对。";
    RevokeSure = "End it now", "Terminar ya", "Jetzt beenden", "Oui, terminer", "确认停用";
    Role = "Role", "Función", "Rolle", "Rôle", "角色";
    Rotate = "A new signing key", "Nueva clave de firma", "Neuer Signaturschlüssel", "Nouvelle clé de signature", "更换签名密钥";
    RotateQuestion = "Sign with a new key from now on? This cannot be taken back; nobody is signed out by it.",
        "¿Firmar con una clave nueva desde ahora? No se puede deshacer; nadie pierde su sesión.",
        "Ab jetzt mit einem neuen Schlüssel signieren? Das lässt sich nicht zurücknehmen; niemand wird abgemeldet.",
        "Signer désormais avec une nouvelle clé ? C'est irréversible ; personne n'est déconnecté.",
        "从现在起使用新密钥签名？此操作无法撤销，但不会让任何人退出。";
    RotateSure = "Yes, a new key", "Sí, clave nueva", "Ja, neuer Schlüssel", "Oui, nouvelle clé", "确认更换";
    Row = "Row", "Fila", "Zeile", "Ligne", "行";
    Save = "Save", "Guardar", "Speichern", "Enregistrer", "保存";
    Screen = "Screen", "Pantalla", "Bildschirm", "Écran", "屏幕";
    ScreenClosed = "closed", "cerrada", "geschlossen", "fermé", "已关闭";
    Secret = "Secret", "Secreto", "Geheimnis", "Secret", "密文";
    SecretHint = "The receiver checks signatures with it. It is shown this once.",
        "El receptor comprueba las firmas con él. Solo se muestra una vez.",
        "Der Empfänger prüft damit die Signaturen. Es wird nur dieses Mal gezeigt.",
        "Le destinataire vérifie les signatures avec. Il n'est montré qu'une fois.",
        "接收方用它校验签名。只显示这一次。";
    Sections = "Sections", "Secciones", "Bereiche", "Sections", "栏目";
    SentWhat = "What is sent", "Qué se envía", "Was gesendet wird", "Ce qui est envoyé", "发送内容";
    Settings = "Settings", "Ajustes", "Einstellungen", "Réglages", "设置";
    ShowedLast = "Showed a ticket last", "Última comanda mostrada", "Zeigte zuletzt einen Bon", "Dernier bon affiché", "最近显示单";
    SigningKey = "Signing key", "Clave de firma", "Signaturschlüssel", "Clé de signature", "签名密钥";
    SigningNot = "It shuts nobody out. To do that, remove the person, end the pairing of the device, or end the API key.",
        "No deja fuera a nadie. Para eso, quita a la persona, desvincula el dispositivo o anula la clave API.",
        "Das sperrt niemanden aus. Dafür die Person entfernen, die Kopplung beenden oder den API-Schlüssel beenden.",
        "Cela n'exclut personne. Pour cela, retirez la personne, dissociez l'appareil ou révoquez la clé API.",
        "这不会阻止任何人。如需阻止，请移除人员、解除设备配对或停用 API 密钥。";
    SigningWhat = "Every sign-in, screen and API key carries a token that the server has signed. A new signing key signs those that are given from now on. Those that are out stay good until they end.",
        "Cada acceso, pantalla y clave API lleva un token firmado por el servidor. Una clave nueva firma los que se den desde ahora. Los ya dados valen hasta que terminen.",
        "Jede Anmeldung, jeder Bildschirm und API-Schlüssel hat ein Token, das der Server signiert hat. Ein neuer Schlüssel signiert alle ab jetzt. Die ausgegebenen gelten bis zu ihrem Ende.",
        "Chaque accès, écran et clé API porte un jeton signé par le serveur. Une nouvelle clé signe ceux donnés désormais. Ceux déjà donnés restent valables jusqu'à leur fin.",
        "每次登录、每块屏幕和每个 API 密钥都带有服务器签名的令牌。新密钥用于之后发出的令牌，已发出的在到期前仍有效。";
    SigningWhen = "Make one now and then, and where a copy of the database may have come into other hands.",
        "Crea una de vez en cuando, y si una copia de la base de datos pudo caer en otras manos.",
        "Ab und zu einen neuen machen, und wenn eine Kopie der Datenbank in fremde Hände gelangt sein kann.",
        "Faites-en une de temps en temps, et si une copie de la base a pu tomber en d'autres mains.",
        "建议定期更换；如数据库副本可能外泄，也请更换。";
    Since = "Since", "Desde", "Seit", "Depuis", "起始";
    Sold = "Sold", "Vendido", "Verkauft", "Vendu", "已售";
    State = "State", "Estado", "Zustand", "État", "状态";
    Stations = "Stations", "Partidas", "Posten", "Postes", "档口";
    StationsHint = "For the kitchen. None chosen: all.", "Para la cocina. Ninguna elegida: todas.", "Für die Küche. Keiner gewählt: alle.", "Pour la cuisine. Aucun choisi : tous.", "用于厨房。不选：全部。";
    Stock = "Stock", "Existencias", "Lager", "Stock", "库存";
    Table = "Table", "Mesa", "Tisch", "Table", "桌号";
    Tax = "Tax", "Impuestos", "Steuer", "Taxes", "税";
    There = "there", "conectada", "da", "présent", "在线";
    Tickets = "Tickets", "Comandas", "Bons", "Bons", "单";
    ToTill = "To the till", "A la caja", "Zur Kasse", "À la caisse", "去收银台";
    TryAgain = "Try again", "Reintentar", "Nochmal", "Réessayer", "重试";
    VoidedItems = "Voided items", "Platos anulados", "Stornierte Artikel", "Articles retirés", "退菜";
    WantsNumber = "A whole number, please", "Un número entero, por favor", "Bitte eine ganze Zahl", "Un nombre entier, SVP", "请输入整数";
    WarnAt = "Warn at", "Avisar con", "Warnen bei", "Alerter à", "提醒阈值";
    Waste = "Waste", "Merma", "Schwund", "Pertes", "损耗";
    WasteHint = "What happened", "Qué pasó", "Was passiert ist", "Ce qui s'est passé", "发生了什么";
    Webhook = "Webhook", "Webhook", "Webhook", "Webhook", "Webhook";
    WebhookHint = "Signed, one call an event, as CloudEvents", "Firmado, una llamada por evento, como CloudEvents", "Signiert, ein Aufruf je Ereignis, als CloudEvents", "Signé, un appel par événement, en CloudEvents", "已签名，每个事件一次调用，CloudEvents 格式";
    Webhooks = "Webhooks", "Webhooks", "Webhooks", "Webhooks", "Webhook";
    WentToWaste = "How much was lost", "Cuánto se perdió", "Wie viel ging verloren", "Quantité perdue", "损耗数量";
    What = "What", "Qué", "Was", "Quoi", "内容";
    When = "When", "Cuándo", "Wann", "Quand", "时间";
    Who = "Who", "Quién", "Wer", "Qui", "操作人";
    Why = "Why", "Por qué", "Warum", "Pourquoi", "原因";
    Yes = "Yes", "Sí", "Ja", "Oui", "是";
}
