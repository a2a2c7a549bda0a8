-- CreateTable
CREATE TABLE "reviewed_policy" (
    "hash" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "content" JSON NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reviewed_policy_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "policy_review" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "stage_id" TEXT,
    "hash" TEXT NOT NULL,
    "reviewer_id" TEXT NOT NULL,
    "source" TEXT NOT NULL DEFAULT 'review',
    "source_id" TEXT,
    "note" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policy_review_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "exposure" (
    "stage_id" TEXT NOT NULL,
    "operation_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3),

    CONSTRAINT "exposure_pkey" PRIMARY KEY ("stage_id","operation_id","kind","since")
);

-- CreateIndex
CREATE INDEX "policy_review_kind_subject_id_at_idx" ON "policy_review"("kind", "subject_id", "at");

-- CreateIndex
CREATE INDEX "policy_review_hash_idx" ON "policy_review"("hash");

-- CreateIndex
CREATE INDEX "policy_review_stage_id_idx" ON "policy_review"("stage_id");

-- CreateIndex
CREATE INDEX "policy_review_reviewer_id_idx" ON "policy_review"("reviewer_id");

-- CreateIndex
CREATE INDEX "exposure_operation_id_idx" ON "exposure"("operation_id");

-- CreateIndex
CREATE INDEX "exposure_stage_id_until_idx" ON "exposure"("stage_id", "until");

-- AddForeignKey
ALTER TABLE "policy_review" ADD CONSTRAINT "policy_review_hash_fkey" FOREIGN KEY ("hash") REFERENCES "reviewed_policy"("hash") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_review" ADD CONSTRAINT "policy_review_reviewer_id_fkey" FOREIGN KEY ("reviewer_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "exposure" ADD CONSTRAINT "exposure_stage_id_fkey" FOREIGN KEY ("stage_id") REFERENCES "stage"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "exposure" ADD CONSTRAINT "exposure_operation_id_fkey" FOREIGN KEY ("operation_id") REFERENCES "operation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Calls that no contract declares (404) or that a path does not take (405), with ids in paths as {id}: shadow traffic. Written in the
-- transaction of the raw rows, in the order of its key.
CREATE TABLE usage.undeclared_day (
  stage integer NOT NULL,
  -- 0: below no version's base path
  version integer NOT NULL,
  day date NOT NULL,
  method text NOT NULL,
  template text NOT NULL,
  -- 0: callers without an application
  application integer NOT NULL,
  status smallint NOT NULL,
  n bigint NOT NULL,
  last_at timestamptz NOT NULL,
  last_request uuid NOT NULL,
  PRIMARY KEY (stage, version, day, method, template, application)
  -- Rows of the running day are updated by every batch: room on the page keeps these updates off the index.
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX undeclared_day_day ON usage.undeclared_day (day);
COMMENT ON TABLE usage.undeclared_day IS 'Calls of paths and methods that nothing declares, by path template, caller and day.';
