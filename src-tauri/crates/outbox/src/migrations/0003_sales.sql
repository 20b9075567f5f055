-- Sales under way: nothing has been handed out for certain yet, so nothing is owed yet. A row goes when it
-- is known how the sale ended, and `order_key`, `subject` and `body`, which are personal, go with it. Times
-- are milliseconds since 1970 UTC. `key` becomes the key of the item that the sale turns into.
CREATE TABLE sale (
  key            BLOB    PRIMARY KEY NOT NULL CHECK (length(key) = 16),
  kind           TEXT    NOT NULL CHECK (kind IN ('sale', 'time_usage')),
  lane           TEXT    NOT NULL,
  stage          TEXT    NOT NULL CHECK (stage IN ('identified', 'chosen', 'cleared', 'handing_out')),
  began_at       INTEGER NOT NULL,
  minor          INTEGER,
  currency       TEXT,
  transaction_id BLOB,
  lock_for       INTEGER NOT NULL,
  lock_until     INTEGER,
  credit_before  INTEGER,
  reusable       INTEGER NOT NULL CHECK (reusable IN (0, 1)),
  order_key      BLOB,
  subject        TEXT,
  body           TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
