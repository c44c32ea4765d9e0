-- What stands beside the orders: stock, customers, payments, alerts, devices, webhooks. Each is a
-- record of JSON under its kind and id, written by the location's writer in the same transaction
-- as the events that changed it.

CREATE TABLE records (
    location TEXT NOT NULL,
    kind     TEXT NOT NULL,
    id       TEXT NOT NULL,
    -- A second way to find it: a phone number, the hash of a pairing code, an order's id.
    lookup   TEXT,
    -- Lists are in this order, the highest first.
    rank     INTEGER NOT NULL,
    json     TEXT NOT NULL,
    PRIMARY KEY (location, kind, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX records_rank ON records (location, kind, rank, id);
CREATE INDEX records_lookup ON records (location, kind, lookup, rank, id) WHERE lookup IS NOT NULL;

INSERT INTO records (location, kind, id, rank, json)
SELECT location, 'ingredient', id, 0, json_object('id', id, 'name', name, 'unit', unit, 'stock', stock,
    'threshold', threshold, 'par', par, 'reserved', 0, 'opening', stock)
FROM ingredients;

-- What came and went on an account: `stock/mozzarella`, `points/<customer>`. `seq` is the event
-- that moved it, `line` the place within that.
CREATE TABLE ledger (
    location TEXT NOT NULL,
    account  TEXT NOT NULL,
    seq      INTEGER NOT NULL,
    line     INTEGER NOT NULL,
    amount   INTEGER NOT NULL,
    json     TEXT NOT NULL,
    PRIMARY KEY (location, account, seq, line)
) STRICT, WITHOUT ROWID;

-- How far each consumer has read the log.
CREATE TABLE positions (
    location TEXT NOT NULL,
    consumer TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (location, consumer)
) STRICT, WITHOUT ROWID;

-- Which node works a location's consumers, and until when unless it says so again.
CREATE TABLE leases (
    location TEXT PRIMARY KEY,
    owner    BLOB NOT NULL,
    until    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What is to be done outside: charges, refunds, webhooks. `state`: 0 to be done, 1 set aside. What
-- is done is deleted. Taken by whoever finds it due and not leased.
CREATE TABLE jobs (
    location    TEXT NOT NULL,
    id          BLOB NOT NULL,
    kind        TEXT NOT NULL,
    state       INTEGER NOT NULL,
    due_at      INTEGER NOT NULL,
    tries       INTEGER NOT NULL,
    owner       BLOB,
    lease_until INTEGER NOT NULL,
    json        TEXT NOT NULL,
    PRIMARY KEY (location, id)
) STRICT;

CREATE INDEX jobs_due ON jobs (kind, state, due_at);
