-- Sign-ups that are being filled in. A row goes when the draft is submitted, dropped or wiped, and `code`,
-- `subject` and `body`, which are personal, go with it. Times are milliseconds since 1970 UTC.
CREATE TABLE draft (
  key        BLOB    NOT NULL UNIQUE CHECK (length(key) = 16),
  -- Keyed hash of the code it can be resumed by; NULL until one was asked for.
  code       BLOB    UNIQUE CHECK (length(code) = 16),
  begun_at   INTEGER NOT NULL,
  touched_at INTEGER NOT NULL,
  -- 1 when it was handed to staff.
  parked     INTEGER NOT NULL CHECK (parked IN (0, 1)),
  step       TEXT    NOT NULL,
  subject    TEXT,
  body       TEXT    NOT NULL
) STRICT;

-- The key of the draft that an item was; it stays when the item is over, so that what was submitted cannot
-- be begun again by a draft that is written down late.
ALTER TABLE item ADD COLUMN draft BLOB CHECK (length(draft) = 16);
-- The vendor's constant for its last refusal.
ALTER TABLE item ADD COLUMN code TEXT;

CREATE INDEX item_draft ON item (draft) WHERE draft IS NOT NULL;
