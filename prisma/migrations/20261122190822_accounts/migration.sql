-- AlterTable
ALTER TABLE "job_identity_rule" ADD COLUMN     "expires_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "management_key" ADD COLUMN     "job_rule_id" TEXT;

-- AlterTable
ALTER TABLE "passkey" ADD COLUMN     "rp_id" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "attempt_backoff" (
    "key" TEXT NOT NULL,
    "failures" INTEGER NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "attempt_backoff_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "erasure_request" (
    "id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "requested_by" JSONB NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "cancelled_at" TIMESTAMPTZ(3),
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "erasure_request_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "attempt_backoff_at_idx" ON "attempt_backoff"("at");

-- CreateIndex
CREATE INDEX "erasure_request_person_id_idx" ON "erasure_request"("person_id");

-- CreateIndex
CREATE INDEX "erasure_request_due_at_idx" ON "erasure_request"("due_at");

-- CreateIndex
CREATE INDEX "management_key_job_rule_id_idx" ON "management_key"("job_rule_id");

-- AddForeignKey
ALTER TABLE "erasure_request" ADD CONSTRAINT "erasure_request_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "management_key" ADD CONSTRAINT "management_key_job_rule_id_fkey" FOREIGN KEY ("job_rule_id") REFERENCES "job_identity_rule"("id") ON DELETE CASCADE ON UPDATE CASCADE;
