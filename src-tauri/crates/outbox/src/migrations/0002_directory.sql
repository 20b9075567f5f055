-- The studio's member list. Times are milliseconds since 1970 UTC.

-- Members as the vendor listed them last, or as a look-up found them since.
CREATE TABLE member (
  id         INTEGER PRIMARY KEY,
  first_name TEXT,
  last_name  TEXT,
  language   TEXT,
  standing   TEXT    NOT NULL,
  -- The sync that saw the member last.
  generation INTEGER NOT NULL
) STRICT;

-- Keyed hashes of what members hold to a reader. Two members may hold the same.
CREATE TABLE credential (
  hash   BLOB    NOT NULL CHECK (length(hash) = 16),
  member INTEGER NOT NULL,
  PRIMARY KEY (hash, member)
) STRICT, WITHOUT ROWID;

CREATE INDEX credential_member ON credential (member);

-- How far the list is: one row, or none before the first sync.
CREATE TABLE directory (
  id          INTEGER PRIMARY KEY CHECK (id = 1),
  generation  INTEGER NOT NULL,
  -- Where a running sync goes on; NULL at its beginning.
  offset      TEXT,
  -- When the running sync began; NULL while none runs.
  started_at  INTEGER,
  complete_at INTEGER,
  members     INTEGER NOT NULL DEFAULT 0
) STRICT;
