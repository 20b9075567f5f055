-- What the team looks members up by besides their names: as the member list says it, and gone with it.
ALTER TABLE member ADD COLUMN number TEXT;
-- The date of birth, as YYYY-MM-DD: it tells two members of one name apart.
ALTER TABLE member ADD COLUMN born TEXT;
