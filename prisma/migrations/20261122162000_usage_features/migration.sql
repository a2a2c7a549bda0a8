-- What each application used of each operation: the basis of "`GET /orders` no longer accepts `status=open`; Acme Shop sent it 1,204
-- times in 30 days". Written in the transaction of the raw rows, in the order of its key. The same by day and by week: a look at 90 days
-- reads weeks, and days only before the first whole one.
CREATE TABLE usage.feature_day (
  operation integer NOT NULL,
  stage integer NOT NULL,
  day date NOT NULL,
  -- 0: callers without an application
  application integer NOT NULL,
  n bigint NOT NULL,
  noted bigint NOT NULL,
  last_at timestamptz NOT NULL,
  uses integer[] NOT NULL,
  PRIMARY KEY (operation, stage, day, application)
  -- Rows of the running day are updated by every batch: room on the page keeps these updates off the index.
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX feature_day_day ON usage.feature_day (day);
COMMENT ON TABLE usage.feature_day IS 'Calls that the gateway let through, by operation, application and day, with what they used of the operation.';
COMMENT ON COLUMN usage.feature_day.noted IS 'Calls of which it was noted what they used; of the others it is not known.';
COMMENT ON COLUMN usage.feature_day.uses IS 'For position p of the operation''s dictionary (operation_feature): [2p+1] calls that used it, [2p+2] minute of the last one, since 1970. As long as the highest position used.';

CREATE TABLE usage.feature_week (
  operation integer NOT NULL,
  stage integer NOT NULL,
  -- its Monday
  week date NOT NULL,
  application integer NOT NULL,
  n bigint NOT NULL,
  noted bigint NOT NULL,
  last_at timestamptz NOT NULL,
  uses integer[] NOT NULL,
  PRIMARY KEY (operation, stage, week, application)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX feature_week_week ON usage.feature_week (week);
COMMENT ON TABLE usage.feature_week IS 'usage.feature_day summed by week (Monday, UTC), the running one included.';

CREATE TABLE usage.caller_day (
  version integer NOT NULL,
  stage integer NOT NULL,
  day date NOT NULL,
  application integer NOT NULL,
  n bigint NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (version, stage, day, application)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX caller_day_day ON usage.caller_day (day);
COMMENT ON TABLE usage.caller_day IS 'The calls of usage.feature_day by version: who calls it at all.';

-- Counts are added, last minutes are the later ones; the shorter list counts as padded with zeros.
CREATE FUNCTION usage.uses_add(a integer[], b integer[]) RETURNS integer[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (SELECT coalesce(array_agg(CASE i % 2 WHEN 1 THEN coalesce(x, 0) + coalesce(y, 0) ELSE greatest(x, y) END ORDER BY i), '{}')
          FROM unnest(a, b) WITH ORDINALITY AS pair (x, y, i));
COMMENT ON FUNCTION usage.uses_add IS 'Adds two lists of usage.feature_day.uses.';

-- Redacted shapes of sampled calls, for replay against another contract. A fixed number of places per operation and day, so that a busy
-- operation neither fills the disk nor crowds out the others; of two calls for one place the later one stays.
CREATE TABLE usage.shape (
  day date NOT NULL,
  stage integer NOT NULL,
  operation integer NOT NULL,
  slot smallint NOT NULL,
  version integer NOT NULL,
  application integer NOT NULL,
  at timestamptz NOT NULL,
  request_id uuid NOT NULL,
  shape text NOT NULL,
  PRIMARY KEY (day, stage, operation, slot)
) WITH (fillfactor = 80);
CREATE INDEX shape_version ON usage.shape (version, stage, day);
COMMENT ON TABLE usage.shape IS 'Names, types, lengths and enum values of sampled calls (contracts/src/call-shape.ts), 14 days; never a text that a caller wrote.';
