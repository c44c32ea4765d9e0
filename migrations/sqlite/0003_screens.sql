-- Which screens are connected, and where. No part of the log, and nothing is decided on it but alerts:
-- each node says every few seconds which screens it holds, and for how long that is so.

CREATE TABLE screens (
    location     TEXT NOT NULL,
    screen       BLOB NOT NULL,
    -- The running node that says so.
    node         BLOB NOT NULL,
    connected_at INTEGER NOT NULL,
    seen_at      INTEGER NOT NULL,
    -- From then on it is gone, unless its node says so again.
    until        INTEGER NOT NULL,
    json         TEXT NOT NULL,
    PRIMARY KEY (location, screen)
) STRICT, WITHOUT ROWID;
