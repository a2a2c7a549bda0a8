-- AlterTable
ALTER TABLE "guardrail" ADD COLUMN     "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- CreateIndex
CREATE UNIQUE INDEX "guardrail_name_key" ON "guardrail"("name");

-- CreateTable
CREATE TABLE "access_change" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "act" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "target_kind" TEXT,
    "target_id" TEXT,
    "proposed_by" JSONB NOT NULL,
    "proposer_id" TEXT,
    "base" JSON NOT NULL,
    "bound_hash" TEXT NOT NULL,
    "shown" JSON NOT NULL,
    "state" TEXT NOT NULL,
    "state_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "state_reason" TEXT,
    "review" TEXT NOT NULL DEFAULT 'none',
    "undo" JSON,
    "decider_id" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "decision_reason" TEXT,
    "applied_at" TIMESTAMPTZ(3),
    "change_seq" BIGINT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "etag" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "access_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "access_change_comment" (
    "id" TEXT NOT NULL,
    "change_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "access_change_comment_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "access_change_state_state_since_idx" ON "access_change"("state", "state_since");

-- CreateIndex
CREATE INDEX "access_change_target_kind_target_id_created_at_idx" ON "access_change"("target_kind", "target_id", "created_at");

-- CreateIndex
CREATE INDEX "access_change_proposer_id_idx" ON "access_change"("proposer_id");

-- CreateIndex
CREATE INDEX "access_change_decider_id_idx" ON "access_change"("decider_id");

-- CreateIndex
CREATE INDEX "access_change_comment_change_id_at_idx" ON "access_change_comment"("change_id", "at");

-- CreateIndex
CREATE INDEX "access_change_comment_person_id_idx" ON "access_change_comment"("person_id");

-- AddForeignKey
ALTER TABLE "access_change" ADD CONSTRAINT "access_change_proposer_id_fkey" FOREIGN KEY ("proposer_id") REFERENCES "person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_change" ADD CONSTRAINT "access_change_decider_id_fkey" FOREIGN KEY ("decider_id") REFERENCES "person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_change_comment" ADD CONSTRAINT "access_change_comment_change_id_fkey" FOREIGN KEY ("change_id") REFERENCES "access_change"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_change_comment" ADD CONSTRAINT "access_change_comment_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
