-- Locations, their people and stock, their logs and their orders.
--
-- Every key begins with the location, so that the tables can be partitioned by it. Instants are
-- milliseconds since 1970 UTC. JSON is text: the database only keeps it.

CREATE TABLE locations (
    id         text PRIMARY KEY,
    epoch      uuid NOT NULL,
    location   text NOT NULL,
    stations   text NOT NULL,
    menu       text NOT NULL,
    loyalty    text NOT NULL,
    created_at bigint NOT NULL
);

-- The row that every writer of a location locks, so it is narrow, and its page has room for the
-- versions that a busy second leaves behind.
CREATE TABLE heads (
    location text PRIMARY KEY REFERENCES locations (id),
    head     bigint NOT NULL
) WITH (fillfactor = 10);

-- The pass's own order of the rail.
CREATE TABLE rails (
    location text PRIMARY KEY REFERENCES locations (id),
    sequence text NOT NULL
);

CREATE TABLE people (
    location   text NOT NULL REFERENCES locations (id),
    id         uuid NOT NULL,
    name       text NOT NULL,
    role       text NOT NULL,
    stations   text NOT NULL,
    pin_lookup bytea NOT NULL,
    pin_hash   text NOT NULL,
    active     boolean NOT NULL DEFAULT true,
    PRIMARY KEY (location, id)
);

CREATE UNIQUE INDEX people_pin ON people (location, pin_lookup) WHERE active;

CREATE TABLE ingredients (
    location  text NOT NULL REFERENCES locations (id),
    id        text NOT NULL,
    name      text NOT NULL,
    unit      text NOT NULL,
    stock     bigint NOT NULL,
    threshold bigint NOT NULL,
    par       bigint,
    PRIMARY KEY (location, id)
);

-- Keys that all nodes share, made by whichever starts first.
CREATE TABLE secrets (
    name  text PRIMARY KEY,
    value bytea NOT NULL
);

-- The log. Nothing here is ever changed.
CREATE TABLE events (
    location text NOT NULL,
    seq      bigint NOT NULL,
    kind     text NOT NULL,
    order_id uuid,
    at       bigint NOT NULL,
    json     text NOT NULL,
    PRIMARY KEY (location, seq)
);

CREATE INDEX events_order ON events (location, order_id, seq) WHERE order_id IS NOT NULL;

-- `shelf` says where an order is found: 0 open, 1 completed, 2 cancelled. It stands in the
-- indexes instead of `status`, because it changes once or twice in an order's life: all the
-- other taps leave every index alone, and the new row stays on its page (HOT).
CREATE TABLE orders (
    location     text NOT NULL,
    id           uuid NOT NULL,
    number       integer NOT NULL,
    business_day text NOT NULL,
    shelf        smallint NOT NULL,
    status       text NOT NULL,
    placed_at    bigint NOT NULL,
    completed_at bigint,
    external_id  text,
    json         text NOT NULL,
    PRIMARY KEY (location, id),
    UNIQUE (location, business_day, number)
) WITH (fillfactor = 50);

CREATE INDEX orders_shelf ON orders (location, shelf, placed_at, id);
CREATE INDEX orders_completed ON orders (location, completed_at, id) WHERE completed_at IS NOT NULL;

-- What each key and command id was used for, for a day.
CREATE TABLE keys (
    location    text NOT NULL,
    id          uuid NOT NULL,
    fingerprint bytea NOT NULL,
    status      smallint NOT NULL,
    order_id    uuid,
    seq         bigint NOT NULL,
    body        text,
    at          bigint NOT NULL,
    PRIMARY KEY (location, id)
);

CREATE INDEX keys_at ON keys (at);

-- Only the dishes that are off or counted.
CREATE TABLE availability (
    location     text NOT NULL,
    menu_item_id text NOT NULL,
    available    boolean NOT NULL,
    remaining    bigint,
    why          text,
    PRIMARY KEY (location, menu_item_id)
);
