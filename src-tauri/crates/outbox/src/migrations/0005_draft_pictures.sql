-- The picture of a draft stands apart from what is typed, which is written down with every change: it is
-- hundreds of kilobytes, and written once. It goes with its draft.
CREATE TABLE draft_picture (
  draft BLOB NOT NULL UNIQUE CHECK (length(draft) = 16),
  -- SHA-256 of the picture, which tells whether it is another one.
  mark  BLOB NOT NULL CHECK (length(mark) = 32),
  jpeg  BLOB NOT NULL
) STRICT;
