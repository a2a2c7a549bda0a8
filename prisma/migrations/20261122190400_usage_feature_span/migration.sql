-- A third tier above usage.feature_week: four weeks in a row, so that a look at 90 days reads half as many rows.
CREATE TABLE usage.feature_span (
  operation integer NOT NULL,
  stage integer NOT NULL,
  -- its first Monday; the first of all is 1970-01-05
  span date NOT NULL,
  application integer NOT NULL,
  n bigint NOT NULL,
  noted bigint NOT NULL,
  last_at timestamptz NOT NULL,
  uses integer[] NOT NULL,
  PRIMARY KEY (operation, stage, span, application)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX feature_span_span ON usage.feature_span (span);
COMMENT ON TABLE usage.feature_span IS 'usage.feature_week summed by four weeks, the running ones included.';

CREATE AGGREGATE usage.uses_sum (integer[]) (SFUNC = usage.uses_add, STYPE = integer[], INITCOND = '{}', PARALLEL = SAFE);
COMMENT ON AGGREGATE usage.uses_sum(integer[]) IS 'Lists of usage.feature_day.uses added up.';

INSERT INTO usage.feature_span
SELECT operation, stage, week - (week - date '1970-01-05') % 28, application, sum(n), sum(noted), max(last_at), usage.uses_sum(uses)
FROM usage.feature_week GROUP BY 1, 2, 3, 4;
