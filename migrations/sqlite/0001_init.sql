-- Locations, their people and stock, their logs and their orders.
--
-- Every key begins with the location, as on PostgreSQL. Instants are milliseconds since 1970 UTC.
-- JSON is text: the database only keeps it. Tables of small rows are their own index (WITHOUT
-- ROWID); rows with a whole order or event in them are better off beside theirs.

CREATE TABLE locations (
    id         TEXT PRIMARY KEY,
    epoch      BLOB NOT NULL,
    location   TEXT NOT NULL,
    stations   TEXT NOT NULL,
    menu       TEXT NOT NULL,
    loyalty    TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Apart from `locations`, because every commit writes it.
CREATE TABLE heads (
    location TEXT PRIMARY KEY REFERENCES locations (id),
    head     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The pass's own order of the rail.
CREATE TABLE rails (
    location TEXT PRIMARY KEY REFERENCES locations (id),
    sequence TEXT NOT NULL
) STRICT;

CREATE TABLE people (
    location   TEXT NOT NULL REFERENCES locations (id),
    id         BLOB NOT NULL,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,
    stations   TEXT NOT NULL,
    pin_lookup BLOB NOT NULL,
    pin_hash   TEXT NOT NULL,
    active     INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (location, id)
) STRICT;

CREATE UNIQUE INDEX people_pin ON people (location, pin_lookup) WHERE active;

CREATE TABLE ingredients (
    location  TEXT NOT NULL REFERENCES locations (id),
    id        TEXT NOT NULL,
    name      TEXT NOT NULL,
    unit      TEXT NOT NULL,
    stock     INTEGER NOT NULL,
    threshold INTEGER NOT NULL,
    par       INTEGER,
    PRIMARY KEY (location, id)
) STRICT, WITHOUT ROWID;

-- Keys that all nodes share, made by whichever starts first.
CREATE TABLE secrets (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- The log. Nothing here is ever changed.
CREATE TABLE events (
    location TEXT NOT NULL,
    seq      INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    order_id BLOB,
    at       INTEGER NOT NULL,
    json     TEXT NOT NULL,
    PRIMARY KEY (location, seq)
) STRICT;

CREATE INDEX events_order ON events (location, order_id, seq) WHERE order_id IS NOT NULL;

-- `shelf` says where an order is found: 0 open, 1 completed, 2 cancelled. It stands in the
-- indexes instead of `status`, because it changes once or twice in an order's life.
CREATE TABLE orders (
    location     TEXT NOT NULL,
    id           BLOB NOT NULL,
    number       INTEGER NOT NULL,
    business_day TEXT NOT NULL,
    shelf        INTEGER NOT NULL,
    status       TEXT NOT NULL,
    placed_at    INTEGER NOT NULL,
    completed_at INTEGER,
    external_id  TEXT,
    json         TEXT NOT NULL,
    PRIMARY KEY (location, id),
    UNIQUE (location, business_day, number)
) STRICT;

CREATE INDEX orders_shelf ON orders (location, shelf, placed_at, id);
CREATE INDEX orders_completed ON orders (location, completed_at, id) WHERE completed_at IS NOT NULL;

-- What each key and command id was used for, for a day.
CREATE TABLE keys (
    location    TEXT NOT NULL,
    id          BLOB NOT NULL,
    fingerprint BLOB NOT NULL,
    status      INTEGER NOT NULL,
    order_id    BLOB,
    seq         INTEGER NOT NULL,
    body        TEXT,
    at          INTEGER NOT NULL,
    PRIMARY KEY (location, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX keys_at ON keys (at);

-- Only the dishes that are off or counted.
CREATE TABLE availability (
    location     TEXT NOT NULL,
    menu_item_id TEXT NOT NULL,
    available    INTEGER NOT NULL,
    remaining    INTEGER,
    why          TEXT,
    PRIMARY KEY (location, menu_item_id)
) STRICT, WITHOUT ROWID;
