-- What stands beside the orders: stock, customers, payments, alerts, devices, webhooks. Each is a
-- record of JSON under its kind and id, written by the location's writer in the same transaction
-- as the events that changed it.

CREATE TABLE records (
    location text NOT NULL,
    kind     text NOT NULL,
    id       text NOT NULL,
    -- A second way to find it: a phone number, the hash of a pairing code, an order's id.
    lookup   text,
    -- Lists are in this order, the highest first.
    rank     bigint NOT NULL,
    json     text NOT NULL,
    PRIMARY KEY (location, kind, id)
);

CREATE INDEX records_rank ON records (location, kind, rank, id);
CREATE INDEX records_lookup ON records (location, kind, lookup, rank, id) WHERE lookup IS NOT NULL;

INSERT INTO records (location, kind, id, rank, json)
SELECT location, 'ingredient', id, 0, json_build_object('id', id, 'name', name, 'unit', unit, 'stock', stock,
    'threshold', threshold, 'par', par, 'reserved', 0, 'opening', stock)::text
FROM ingredients;

-- What came and went on an account: `stock/mozzarella`, `points/<customer>`. `seq` is the event
-- that moved it, `line` the place within that.
CREATE TABLE ledger (
    location text NOT NULL,
    account  text NOT NULL,
    seq      bigint NOT NULL,
    line     integer NOT NULL,
    amount   bigint NOT NULL,
    json     text NOT NULL,
    PRIMARY KEY (location, account, seq, line)
);

-- How far each consumer has read the log.
CREATE TABLE positions (
    location text NOT NULL,
    consumer text NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (location, consumer)
);

-- Which node works a location's consumers, and until when unless it says so again.
CREATE TABLE leases (
    location text PRIMARY KEY,
    owner    uuid NOT NULL,
    until    bigint NOT NULL
);

-- What is to be done outside: charges, refunds, webhooks. `state`: 0 to be done, 1 set aside. What
-- is done is deleted. Taken by whoever finds it due and not leased.
CREATE TABLE jobs (
    location    text NOT NULL,
    id          uuid NOT NULL,
    kind        text NOT NULL,
    state       smallint NOT NULL,
    due_at      bigint NOT NULL,
    tries       integer NOT NULL,
    owner       uuid,
    lease_until bigint NOT NULL,
    json        text NOT NULL,
    PRIMARY KEY (location, id)
);

CREATE INDEX jobs_due ON jobs (kind, state, due_at);
