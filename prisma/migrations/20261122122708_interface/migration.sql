-- AlterTable
ALTER TABLE "contract_import" ADD COLUMN     "description" JSON,
ADD COLUMN     "encoding" TEXT NOT NULL DEFAULT 'text',
ADD COLUMN     "origin" JSONB NOT NULL DEFAULT '{"kind":"upload"}';

-- AlterTable
ALTER TABLE "product" ADD COLUMN     "tools" JSONB;

-- CreateTable
CREATE TABLE "lint_ruleset" (
    "id" TEXT NOT NULL DEFAULT 'default',
    "rules" JSONB NOT NULL DEFAULT '{}',
    "etag" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "lint_ruleset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lint_waiver" (
    "id" TEXT NOT NULL,
    "version_id" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "pointer" TEXT,
    "reason" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "actor" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "lint_waiver_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "lint_waiver_version_id_idx" ON "lint_waiver"("version_id");

-- AddForeignKey
ALTER TABLE "lint_waiver" ADD CONSTRAINT "lint_waiver_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What callers and backends did against the contract, by day: the basis of "block would refuse 0.4 %: 2 applications, here". Written in
-- the transaction of the raw rows, in the order of its key.
CREATE TABLE usage.finding (
  day date NOT NULL,
  stage integer NOT NULL,
  version integer NOT NULL,
  operation integer NOT NULL,
  application integer NOT NULL,
  -- 0 the request, 1 the response
  side smallint NOT NULL,
  -- 0 served all the same (report), 1 refused (block)
  outcome smallint NOT NULL,
  place text NOT NULL,
  pointer text NOT NULL,
  rule text NOT NULL,
  n bigint NOT NULL,
  last_at timestamptz NOT NULL,
  last_request uuid NOT NULL,
  PRIMARY KEY (day, stage, version, operation, application, side, outcome, place, pointer, rule)
) WITH (fillfactor = 70);
CREATE INDEX finding_version ON usage.finding (version, stage, day DESC);
COMMENT ON TABLE usage.finding IS 'Places where requests or responses broke the contract, counted by day. Array positions in pointers are written as "*", so that rows stay few.';
COMMENT ON COLUMN usage.finding.place IS 'path, query, header, cookie or body.';

-- How many distinct requests had at least one finding: what block would refuse (report), or did refuse.
CREATE TABLE usage.finding_request (
  day date NOT NULL,
  stage integer NOT NULL,
  version integer NOT NULL,
  operation integer NOT NULL,
  application integer NOT NULL,
  side smallint NOT NULL,
  outcome smallint NOT NULL,
  n bigint NOT NULL,
  PRIMARY KEY (day, stage, version, operation, application, side, outcome)
) WITH (fillfactor = 70);
COMMENT ON TABLE usage.finding_request IS 'Requests with at least one finding, counted by day; with the calls of usage.minute the share that block would refuse.';
