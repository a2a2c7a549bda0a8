-- AlterTable
ALTER TABLE "guardrail" DROP COLUMN "scope";

-- How often each access rule decided a call: what reviewers see beside a rule. Written in the transaction of the raw rows, in the order of
-- its key.
CREATE TABLE usage.rule_day (
  stage integer NOT NULL,
  -- "owner:rule" of contracts/src/access-rules.ts
  rule text NOT NULL,
  day date NOT NULL,
  allowed bigint NOT NULL,
  refused bigint NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (rule, stage, day)
  -- Rows of the running day are updated by every batch: room on the page keeps these updates off the index.
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX rule_day_day ON usage.rule_day (day);
COMMENT ON TABLE usage.rule_day IS 'Calls that an access rule decided, by rule and day: the one that refused, or the last one that allowed.';
