-- AlterTable
ALTER TABLE "api_grant" ADD COLUMN     "suspended_at" TIMESTAMPTZ(3),
ADD COLUMN     "suspended_for" TEXT;

-- AlterTable
ALTER TABLE "credential" ADD COLUMN     "suspended_at" TIMESTAMPTZ(3),
ADD COLUMN     "suspended_for" TEXT;

-- AlterTable
ALTER TABLE "role_assignment" ADD COLUMN     "suspended_at" TIMESTAMPTZ(3),
ADD COLUMN     "suspended_for" TEXT;

-- CreateTable
CREATE TABLE "campaign" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "kinds" TEXT[],
    "scope" JSONB NOT NULL DEFAULT '{}',
    "reviewers" JSONB NOT NULL,
    "owner_id" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "opens_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "first_reminder_at" TIMESTAMPTZ(3) NOT NULL,
    "second_reminder_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "ended_by" JSONB,
    "reason" TEXT,
    "document" TEXT,
    "document_hash" TEXT,
    "created_by" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "etag" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "campaign_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaign_item" (
    "id" TEXT NOT NULL,
    "campaign_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "holder_key" TEXT NOT NULL,
    "holder_name" TEXT NOT NULL,
    "owner_ids" TEXT[],
    "snapshot" JSONB NOT NULL,
    "hints" TEXT[],
    "reviewer_ids" TEXT[],
    "reviewer_note" TEXT,
    "decision" TEXT NOT NULL DEFAULT 'unanswered',
    "note" TEXT,
    "decided_by" JSONB,
    "decided_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "outcome_note" TEXT,
    "effect_at" TIMESTAMPTZ(3),
    "effect_seq" BIGINT,
    "effect_stage_id" TEXT,
    "restored_at" TIMESTAMPTZ(3),
    "restored_by" JSONB,
    "restored_seq" BIGINT,
    "etag" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "campaign_item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaign_notice" (
    "campaign_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "occasion" TEXT NOT NULL,
    "items" INTEGER NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "campaign_notice_pkey" PRIMARY KEY ("campaign_id","person_id","occasion")
);

-- CreateIndex
CREATE INDEX "campaign_state_due_at_idx" ON "campaign"("state", "due_at");

-- CreateIndex
CREATE INDEX "campaign_created_at_id_idx" ON "campaign"("created_at", "id");

-- CreateIndex
CREATE INDEX "campaign_owner_id_idx" ON "campaign"("owner_id");

-- CreateIndex
CREATE INDEX "campaign_item_campaign_id_holder_key_id_idx" ON "campaign_item"("campaign_id", "holder_key", "id");

-- CreateIndex
CREATE INDEX "campaign_item_campaign_id_decision_idx" ON "campaign_item"("campaign_id", "decision");

-- CreateIndex
CREATE INDEX "campaign_item_subject_id_idx" ON "campaign_item"("subject_id");

-- CreateIndex
CREATE INDEX "campaign_item_reviewer_ids_idx" ON "campaign_item" USING GIN ("reviewer_ids");

-- CreateIndex
CREATE UNIQUE INDEX "campaign_item_campaign_id_kind_subject_id_key" ON "campaign_item"("campaign_id", "kind", "subject_id");

-- CreateIndex
CREATE INDEX "campaign_notice_person_id_idx" ON "campaign_notice"("person_id");

-- AddForeignKey
ALTER TABLE "campaign" ADD CONSTRAINT "campaign_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaign_item" ADD CONSTRAINT "campaign_item_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaign_notice" ADD CONSTRAINT "campaign_notice_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaign_notice" ADD CONSTRAINT "campaign_notice_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
