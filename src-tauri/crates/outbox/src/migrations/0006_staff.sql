-- Who of the team did it: the number of a person, 0 for somebody who did not sign in, NULL for what nobody of
-- the team did. Never a name: names are where the PINs are, in the keychain.
ALTER TABLE ledger ADD COLUMN person INTEGER CHECK (person >= 0);

CREATE INDEX ledger_staff ON ledger (id) WHERE person IS NOT NULL;
CREATE INDEX ledger_person ON ledger (person, id) WHERE person IS NOT NULL;
