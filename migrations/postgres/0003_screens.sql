-- Which screens are connected, and where. No part of the log, and nothing is decided on it but alerts:
-- each node says every few seconds which screens it holds, and for how long that is so.

CREATE TABLE screens (
    location     text NOT NULL,
    screen       uuid NOT NULL,
    -- The running node that says so.
    node         uuid NOT NULL,
    connected_at bigint NOT NULL,
    seen_at      bigint NOT NULL,
    -- From then on it is gone, unless its node says so again.
    until        bigint NOT NULL,
    json         text NOT NULL,
    PRIMARY KEY (location, screen)
);
