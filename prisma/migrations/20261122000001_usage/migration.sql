-- Usage: what the gateways answered, stored exactly once. Written in bulk by the ingest alone; partitioned by UTC day, without
-- foreign keys, its keys narrow integers. Nothing of it is in the Prisma schema, which can say neither partitions nor functions.
CREATE SCHEMA usage;
COMMENT ON SCHEMA usage IS 'What the gateways answered: raw events, rollups, and the ledger that lets each be stored once.';

CREATE TABLE usage.dimension (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind smallint NOT NULL,
  key text NOT NULL,
  UNIQUE (kind, key)
);
COMMENT ON TABLE usage.dimension IS 'Gives each id that events name (an API, an application, a problem code …) a narrow integer. 0 is never given: it says "none".';
COMMENT ON COLUMN usage.dimension.kind IS '1 stage, 2 api, 3 version, 4 operation, 5 application, 6 subscription, 7 plan version, 8 credential, 9 team, 10 gateway, 11 deployment, 12 problem code';

-- Columns by falling width, so that no byte is lost to alignment.
CREATE TABLE usage.raw (
  ts timestamptz NOT NULL,
  request_id uuid NOT NULL,
  log_id uuid NOT NULL,
  log_offset bigint NOT NULL,
  bytes_in bigint NOT NULL DEFAULT 0,
  bytes_out bigint NOT NULL DEFAULT 0,
  us_total bigint NOT NULL,
  us_upstream bigint,
  stage integer NOT NULL DEFAULT 0,
  api integer NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 0,
  operation integer NOT NULL DEFAULT 0,
  application integer NOT NULL DEFAULT 0,
  subscription integer NOT NULL DEFAULT 0,
  plan integer NOT NULL DEFAULT 0,
  credential integer NOT NULL DEFAULT 0,
  team integer NOT NULL DEFAULT 0,
  gateway integer NOT NULL DEFAULT 0,
  deployment integer NOT NULL DEFAULT 0,
  code integer NOT NULL DEFAULT 0,
  us_gateway integer NOT NULL DEFAULT 0,
  us_upstream_connect integer,
  us_upstream_ttfb integer,
  method smallint NOT NULL,
  status smallint NOT NULL,
  outcome smallint NOT NULL,
  status_source smallint NOT NULL,
  billable_reason smallint NOT NULL DEFAULT 0,
  actor smallint NOT NULL DEFAULT 0,
  billable boolean NOT NULL DEFAULT false,
  interim boolean NOT NULL DEFAULT false,
  units numeric(20,6) NOT NULL DEFAULT 0
) PARTITION BY RANGE (ts);
CREATE INDEX raw_application_ts ON usage.raw (application, ts DESC);
CREATE INDEX raw_stage_ts ON usage.raw (stage, ts DESC);
CREATE INDEX raw_ts ON usage.raw USING brin (ts) WITH (pages_per_range = 32, autosummarize = on);
COMMENT ON TABLE usage.raw IS 'One row per record of a gateway''s usage log: a finished request, or each minute of a long one (interim). What is billed is recomputed from here. Daily partitions (usage.ensure_partitions).';
COMMENT ON COLUMN usage.raw.ts IS 'When the head of the request was complete; for an interim record, the end of its minute. At most moments after the time in request_id (usage.request_time).';
COMMENT ON COLUMN usage.raw.request_id IS 'UUIDv7 of the request. There is no index on it: restrict ts by usage.request_time(request_id).';
COMMENT ON COLUMN usage.raw.log_offset IS 'Byte offset of the record in the log log_id; with it, the identity of the row.';
COMMENT ON COLUMN usage.raw.us_total IS 'Microseconds from the first byte of the request to the last byte of the answer.';
COMMENT ON COLUMN usage.raw.us_gateway IS 'Microseconds spent in the gateway itself.';
COMMENT ON COLUMN usage.raw.us_upstream IS 'Microseconds spent waiting for the backend in all: connect, first byte and body; null when no backend was asked.';
COMMENT ON COLUMN usage.raw.us_upstream_connect IS 'Microseconds to a connection with the backend; null when none was asked.';
COMMENT ON COLUMN usage.raw.us_upstream_ttfb IS 'Microseconds to the first byte of the backend''s answer; null when there was none.';
COMMENT ON COLUMN usage.raw.units IS 'What the plan''s meter counts for this record.';
COMMENT ON COLUMN usage.raw.plan IS 'The plan version under which the call was made.';
COMMENT ON COLUMN usage.raw.code IS 'The problem''s code where the gateway answered.';
COMMENT ON COLUMN usage.raw.outcome IS '0 request (no operation or no application known), 1 call (both known), 2 successful call (2xx or 3xx)';
COMMENT ON COLUMN usage.raw.method IS 'As status_source, billable_reason and actor: the place in the list of that name that usage records are encoded with.';

CREATE TABLE usage.detail (
  request_id uuid NOT NULL,
  ts timestamptz NOT NULL,
  path text,
  client jsonb,
  trace jsonb,
  errors jsonb,
  limits jsonb,
  PRIMARY KEY (request_id, ts)
) PARTITION BY RANGE (ts);
COMMENT ON TABLE usage.detail IS 'What the page of one request shows beyond usage.raw, under the same ts. Kept shorter than raw. Daily partitions.';
COMMENT ON COLUMN usage.detail.path IS 'The path as it was called, without its query.';
COMMENT ON COLUMN usage.detail.client IS 'The caller: host that was called, masked address, agent, prefix and hash of an unknown key.';
COMMENT ON COLUMN usage.detail.trace IS 'Each step of the pipeline with its verdict and time.';
COMMENT ON COLUMN usage.detail.errors IS 'What the contract refused: location, pointer, rule, expected.';
COMMENT ON COLUMN usage.detail.limits IS 'State of rate limit and quota after this request.';

CREATE TABLE usage.log_head (
  log_id uuid PRIMARY KEY,
  gateway integer NOT NULL,
  head bigint NOT NULL DEFAULT 0,
  watermark timestamptz
) WITH (fillfactor = 50);
COMMENT ON TABLE usage.log_head IS 'How far each gateway log is stored. A batch locks its row and is accepted only if it begins at head: the reason why nothing is stored twice.';
COMMENT ON COLUMN usage.log_head.watermark IS 'Time of the newest stored record.';

CREATE TABLE usage.batch (
  log_id uuid NOT NULL,
  from_offset bigint NOT NULL,
  to_offset bigint NOT NULL,
  first_ts timestamptz,
  last_ts timestamptz,
  n integer NOT NULL,
  sha256 bytea NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (log_id, from_offset),
  CHECK (to_offset > from_offset)
);
CREATE INDEX batch_received_at ON usage.batch (received_at);
COMMENT ON TABLE usage.batch IS 'The ledger: each stored byte range [from_offset, to_offset) of a log, with the hash of its bytes and the number of its records.';

CREATE TABLE usage.rejected (
  log_id uuid NOT NULL,
  log_offset bigint NOT NULL,
  reason text NOT NULL,
  bytes bytea NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (log_id, log_offset)
);
CREATE INDEX rejected_received_at ON usage.rejected (received_at);
COMMENT ON TABLE usage.rejected IS 'Records that could not be stored, byte for byte and counted, so that one of them never stops its log.';

CREATE TABLE usage.served (
  log_id uuid NOT NULL,
  second timestamptz NOT NULL,
  n integer NOT NULL,
  PRIMARY KEY (log_id, second)
);
CREATE INDEX served_second ON usage.served (second);
COMMENT ON TABLE usage.served IS 'How many requests a log''s thread says it served in a second. Served minus stored is the gap that reconciliation shows.';

CREATE TABLE usage.minute (
  bucket timestamptz NOT NULL,
  stage integer NOT NULL,
  api integer NOT NULL,
  version integer NOT NULL,
  operation integer NOT NULL,
  application integer NOT NULL,
  plan integer NOT NULL,
  sclass smallint NOT NULL,
  n bigint NOT NULL,
  billable bigint NOT NULL,
  units numeric(20,6) NOT NULL,
  bytes_in bigint NOT NULL,
  bytes_out bigint NOT NULL,
  lat_sum bigint NOT NULL,
  lat_max bigint NOT NULL,
  up_sum bigint NOT NULL,
  hist integer[] NOT NULL,
  PRIMARY KEY (bucket, stage, api, version, operation, application, plan, sclass)
  -- Rows of the running minute are updated by every batch: room on the page keeps these updates off the index.
) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
CREATE INDEX minute_application ON usage.minute (application, bucket DESC);
COMMENT ON TABLE usage.minute IS 'Rollup by minute, written in the same transaction as the raw rows, in the order of its key so that writers cannot deadlock. Can be rebuilt from usage.raw.';
COMMENT ON COLUMN usage.minute.sclass IS 'First digit of the status; plus 10 where the gateway itself answered (a refusal, not the backend''s word).';
COMMENT ON COLUMN usage.minute.lat_sum IS 'Microseconds, as lat_max, up_sum and the histogram hist (usage.histogram_sum merges histograms).';

-- Quota use by the log that counted it, so that a gateway can be told what the others have served.
CREATE TABLE usage.quota_count (
  subscription integer NOT NULL,
  period smallint NOT NULL,
  window_start timestamptz NOT NULL,
  log_id uuid NOT NULL,
  used bigint NOT NULL,
  PRIMARY KEY (subscription, period, window_start, log_id)
) WITH (fillfactor = 60);
CREATE INDEX quota_count_window ON usage.quota_count (window_start);
COMMENT ON TABLE usage.quota_count IS 'Units counted against quotas, written in the same transaction as the raw rows.';
COMMENT ON COLUMN usage.quota_count.period IS '0 day, 1 calendar month; windows begin at midnight UTC.';

-- A request's id says when it came, so a look-up by id reads one or two partitions without an index on the id:
--   WHERE request_id = $1 AND ts >= usage.request_time($1) - interval '1 second' AND ts < usage.request_time($1) + interval '1 hour'
CREATE FUNCTION usage.request_time(id uuid) RETURNS timestamptz
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN to_timestamp((('x' || lpad(left(replace(id::text, '-', ''), 12), 16, '0'))::bit(64)::bigint)::double precision / 1000);
COMMENT ON FUNCTION usage.request_time IS 'The time in a UUIDv7, to the millisecond.';

CREATE FUNCTION usage.histogram_add(a integer[], b integer[]) RETURNS integer[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (SELECT coalesce(array_agg(coalesce(x, 0) + coalesce(y, 0) ORDER BY i), '{}')
          FROM unnest(a, b) WITH ORDINALITY AS pair (x, y, i));
COMMENT ON FUNCTION usage.histogram_add IS 'Adds two histograms bucket by bucket; the shorter one counts as padded with zeros.';

CREATE AGGREGATE usage.histogram_sum(integer[]) (SFUNC = usage.histogram_add, STYPE = integer[], INITCOND = '{}', COMBINEFUNC = usage.histogram_add, PARALLEL = SAFE);
COMMENT ON AGGREGATE usage.histogram_sum(integer[]) IS 'Merges the histograms of many rollup rows into one.';

-- Attaching a table made beforehand lets the ingest go on meanwhile; PARTITION OF would lock the parent against it.
CREATE FUNCTION usage.ensure_partitions(first_day date, last_day date) RETURNS integer
  LANGUAGE plpgsql AS $$
DECLARE
  parent text;
  day date;
  child text;
  made integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('usage.ensure_partitions'));
  FOREACH parent IN ARRAY ARRAY['raw', 'detail'] LOOP
    FOR day IN SELECT generate_series(first_day, last_day, interval '1 day')::date LOOP
      child := parent || '_' || to_char(day, 'YYYYMMDD');
      CONTINUE WHEN to_regclass('usage.' || child) IS NOT NULL;
      EXECUTE format('CREATE TABLE usage.%I (LIKE usage.%I INCLUDING ALL)', child, parent);
      EXECUTE format('ALTER TABLE usage.%I ATTACH PARTITION usage.%I FOR VALUES FROM (%L) TO (%L)',
        parent, child, day || ' 00:00:00+00', (day + 1) || ' 00:00:00+00');
      made := made + 1;
    END LOOP;
  END LOOP;
  RETURN made;
END $$;
COMMENT ON FUNCTION usage.ensure_partitions IS 'Makes the missing daily partitions (UTC) of usage.raw and usage.detail, both days included, and returns how many it made. Safe at any time from any process.';

-- There is no default partition: rows in it would block the making of their day. Each start and a daily job look ahead instead.
SELECT usage.ensure_partitions((now() AT TIME ZONE 'UTC')::date - 1, (now() AT TIME ZONE 'UTC')::date + 7);
