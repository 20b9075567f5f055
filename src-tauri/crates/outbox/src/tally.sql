-- How many open items there are and what they are worth, so that nobody counts a hundred thousand rows
-- for one line on a screen. In memory and counted anew when the store is opened: on the disk it would be
-- one more page to write for every item. `part` is "waiting" or "person"; without an amount the currency is ''.
CREATE TEMP TABLE tally (
  lane     TEXT    NOT NULL,
  part     TEXT    NOT NULL,
  currency TEXT    NOT NULL,
  items    INTEGER NOT NULL,
  minor    INTEGER NOT NULL,
  PRIMARY KEY (lane, part, currency)
) STRICT, WITHOUT ROWID;

CREATE TEMP TRIGGER item_counted AFTER INSERT ON main.item
WHEN new.owed = 1 AND new.state IN ('ready', 'in_flight', 'wedged', 'unknown')
BEGIN
  INSERT INTO tally (lane, part, currency, items, minor)
  VALUES (new.lane, iif(new.state IN ('wedged', 'unknown'), 'person', 'waiting'), ifnull(new.currency, ''),
          1, ifnull(new.minor, 0))
  ON CONFLICT DO UPDATE SET items = items + 1, minor = minor + excluded.minor;
END;

CREATE TEMP TRIGGER item_recounted AFTER UPDATE OF state, owed, lane ON main.item
WHEN (old.lane, old.owed, old.state IN ('ready', 'in_flight'), old.state IN ('wedged', 'unknown'))
  IS NOT (new.lane, new.owed, new.state IN ('ready', 'in_flight'), new.state IN ('wedged', 'unknown'))
BEGIN
  UPDATE tally SET items = items - 1, minor = minor - ifnull(old.minor, 0)
  WHERE old.owed = 1 AND lane = old.lane AND currency = ifnull(old.currency, '')
    AND part = CASE WHEN old.state IN ('wedged', 'unknown') THEN 'person'
                    WHEN old.state IN ('ready', 'in_flight') THEN 'waiting' END;
  INSERT INTO tally (lane, part, currency, items, minor)
  SELECT new.lane, iif(new.state IN ('wedged', 'unknown'), 'person', 'waiting'), ifnull(new.currency, ''),
         1, ifnull(new.minor, 0)
  WHERE new.owed = 1 AND new.state IN ('ready', 'in_flight', 'wedged', 'unknown')
  ON CONFLICT DO UPDATE SET items = items + 1, minor = minor + excluded.minor;
END;

INSERT INTO tally (lane, part, currency, items, minor)
SELECT lane, 'waiting', ifnull(currency, ''), count(*), ifnull(sum(minor), 0) FROM main.item
WHERE state IN ('ready', 'in_flight') AND owed = 1 GROUP BY lane, currency
UNION ALL
SELECT lane, 'person', ifnull(currency, ''), count(*), ifnull(sum(minor), 0) FROM main.item
WHERE state IN ('wedged', 'unknown') AND owed = 1 GROUP BY lane, currency;
