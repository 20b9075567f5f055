-- Time devices that run for minutes that were bought, which go on when the program ends: one row a device,
-- until when in milliseconds since 1970 UTC.
CREATE TABLE running (
  device INTEGER PRIMARY KEY,
  until  INTEGER NOT NULL
) STRICT;

-- They were lines of one text before: device and time, with a blank between them. What is none of those is
-- passed over.
WITH RECURSIVE line (text, rest) AS (
  SELECT '', value || char(10) FROM setting WHERE name = 'running-devices'
  UNION ALL
  SELECT substr(rest, 1, instr(rest, char(10)) - 1), substr(rest, instr(rest, char(10)) + 1)
  FROM line WHERE rest <> ''
)
INSERT OR REPLACE INTO running (device, until)
SELECT CAST(substr(text, 1, instr(text, ' ') - 1) AS INTEGER), CAST(substr(text, instr(text, ' ') + 1) AS INTEGER)
FROM line WHERE text GLOB '[0-9]* [0-9]*' AND text NOT GLOB '*[^0-9 ]*' AND text NOT GLOB '* * *';

DELETE FROM setting WHERE name = 'running-devices';
