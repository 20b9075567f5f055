-- What happened at the desk and what became of it. `body`, `subject`, `words` and `order_key` are
-- personal and are emptied with the last step. Times are milliseconds since 1970 UTC.
-- An item is open until it is delivered or closed.
CREATE TABLE item (
  id            INTEGER PRIMARY KEY,
  key           BLOB    NOT NULL UNIQUE CHECK (length(key) = 16),
  kind          TEXT    NOT NULL,
  lane          TEXT    NOT NULL,
  state         TEXT    NOT NULL CHECK (state IN ('ready', 'in_flight', 'delivered', 'wedged', 'unknown', 'closed')),
  reason        TEXT,
  act           TEXT    NOT NULL CHECK (act IN ('send', 'look_up', 'read_credit')),
  -- 0 while the vendor is being asked and nothing has been given yet.
  owed          INTEGER NOT NULL CHECK (owed IN (0, 1)),
  -- 1 once an attempt to send ended without a certain answer.
  maybe_sent    INTEGER NOT NULL DEFAULT 0 CHECK (maybe_sent IN (0, 1)),
  -- 1 when a person decided to send it whatever its age.
  by_hand       INTEGER NOT NULL DEFAULT 0 CHECK (by_hand IN (0, 1)),
  happened_at   INTEGER NOT NULL,
  -- NULL while it waits for another item: the one in `waits_for`, or an earlier one with its `order_key`.
  due_at        INTEGER,
  attempts      INTEGER NOT NULL DEFAULT 0,
  waits_for     INTEGER REFERENCES item (id),
  order_key     BLOB,
  minor         INTEGER,
  currency      TEXT,
  reusable      INTEGER NOT NULL DEFAULT 0 CHECK (reusable IN (0, 1)),
  transaction_id BLOB,
  lock_for      INTEGER,
  lock_until    INTEGER,
  credit_before INTEGER,
  credit_after  INTEGER,
  reference     TEXT,
  trace_id      TEXT,
  note          TEXT,
  subject       TEXT,
  words         TEXT,
  body          TEXT,
  CHECK ((state IN ('delivered', 'closed')) <= (body IS NULL AND subject IS NULL AND words IS NULL AND order_key IS NULL))
) STRICT;

CREATE INDEX item_due ON item (lane, due_at, id) WHERE state = 'ready';
-- The parts of the outbox that people see, kind by kind, so that a rare one is found among many.
CREATE INDEX item_waiting ON item (kind, happened_at, id) WHERE state IN ('ready', 'in_flight') AND owed = 1;
CREATE INDEX item_person ON item (kind, happened_at, id) WHERE state IN ('wedged', 'unknown');
CREATE INDEX item_over ON item (kind, happened_at, id) WHERE state IN ('delivered', 'closed') AND owed = 1;
CREATE INDEX item_flight ON item (id) WHERE state = 'in_flight';
CREATE INDEX item_order ON item (order_key, id) WHERE order_key IS NOT NULL AND state IN ('ready', 'in_flight');
CREATE INDEX item_waits ON item (waits_for) WHERE waits_for IS NOT NULL;

-- Everything that ever happened to an item, in order. Holds nothing personal but what staff wrote.
CREATE TABLE ledger (
  id       INTEGER PRIMARY KEY,
  at       INTEGER NOT NULL,
  item     INTEGER REFERENCES item (id),
  event    TEXT    NOT NULL,
  attempt  INTEGER NOT NULL,
  detail   TEXT,
  trace_id TEXT,
  note     TEXT
) STRICT;

-- One row a credential.
CREATE TABLE lane (
  name         TEXT    PRIMARY KEY,
  -- Our own pause after failures; an answer ends it.
  not_before   INTEGER NOT NULL DEFAULT 0,
  -- The pause the vendor asked for; only time ends it.
  rests_until  INTEGER NOT NULL DEFAULT 0,
  failures     INTEGER NOT NULL DEFAULT 0,
  -- Since when the vendor has not accepted the credential.
  withdrawn_at INTEGER
) STRICT, WITHOUT ROWID;

-- Small things that must survive, by name.
CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
