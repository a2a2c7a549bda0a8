-- DropForeignKey
ALTER TABLE "pause" DROP CONSTRAINT "pause_version_id_fkey";

-- AlterTable
ALTER TABLE "api" ADD COLUMN     "success_measure" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "deployment" ADD COLUMN     "canary" JSONB,
ADD COLUMN     "end_reason" TEXT;

-- AlterTable
ALTER TABLE "pause" ADD COLUMN     "application_id" TEXT,
ADD COLUMN     "team_id" TEXT,
ALTER COLUMN "version_id" DROP NOT NULL;

-- AlterTable
ALTER TABLE "secret" ADD COLUMN     "expires_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "stage" ADD COLUMN     "approval" JSONB NOT NULL DEFAULT '{"needed":0,"when":"always"}',
ADD COLUMN     "canary" JSONB,
ADD COLUMN     "recording" JSONB NOT NULL DEFAULT '{"features":true,"shapes":0.01}';

-- CreateTable
CREATE TABLE "promotion" (
    "id" TEXT NOT NULL,
    "version_id" TEXT NOT NULL,
    "stage_id" TEXT NOT NULL,
    "from_stage_id" TEXT NOT NULL,
    "revision_id" TEXT NOT NULL,
    "stage_values_id" TEXT,
    "running_id" TEXT,
    "bound_hash" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "state_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "state_reason" TEXT,
    "mode" TEXT NOT NULL DEFAULT 'prepare',
    "origin" JSONB NOT NULL,
    "note" TEXT,
    "canary" JSONB,
    "planned_for" TIMESTAMPTZ(3),
    "emergency" JSONB,
    "findings" JSON NOT NULL DEFAULT '{}',
    "deployment_id" TEXT,
    "watch_until" TIMESTAMPTZ(3),
    "etag" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "promotion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "promotion_check" (
    "id" TEXT NOT NULL,
    "promotion_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "check" TEXT NOT NULL,
    "required" BOOLEAN NOT NULL,
    "options" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "verdict" TEXT,
    "evidence" JSON NOT NULL DEFAULT '{}',
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "override" JSONB,

    CONSTRAINT "promotion_check_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "promotion_decision" (
    "id" TEXT NOT NULL,
    "promotion_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "decision" TEXT NOT NULL,
    "bound_hash" TEXT NOT NULL,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "promotion_decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "promotion_comment" (
    "id" TEXT NOT NULL,
    "promotion_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "promotion_comment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "previous_sealed" TEXT,
    "previous_until" TIMESTAMPTZ(3),
    "events" TEXT[],
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "etag" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "id" TEXT NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "payload" JSON NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_status" INTEGER,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "delivered_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deprecation" (
    "version_id" TEXT NOT NULL,
    "deprecated_at" TIMESTAMPTZ(3) NOT NULL,
    "sunset_at" TIMESTAMPTZ(3),
    "successor_id" TEXT,
    "guide_url" TEXT,
    "message" TEXT NOT NULL DEFAULT '',
    "brown_outs" JSONB NOT NULL DEFAULT '[]',
    "reminder_days" INTEGER[] DEFAULT ARRAY[90, 30, 7, 1]::INTEGER[],
    "actor" JSONB NOT NULL,
    "etag" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "deprecation_pkey" PRIMARY KEY ("version_id")
);

-- CreateTable
CREATE TABLE "sunset_extension" (
    "id" TEXT NOT NULL,
    "version_id" TEXT NOT NULL,
    "application_id" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "actor" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "sunset_extension_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deprecation_notice" (
    "id" TEXT NOT NULL,
    "version_id" TEXT NOT NULL,
    "application_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "occasion" TEXT NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "deprecation_notice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "subscriber_move" (
    "id" TEXT NOT NULL,
    "from_version_id" TEXT NOT NULL,
    "to_version_id" TEXT NOT NULL,
    "actor" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "undo_until" TIMESTAMPTZ(3) NOT NULL,
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "subscriber_move_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "subscriber_move_item" (
    "move_id" TEXT NOT NULL,
    "from_subscription_id" TEXT NOT NULL,
    "to_subscription_id" TEXT,
    "state_before" TEXT NOT NULL,

    CONSTRAINT "subscriber_move_item_pkey" PRIMARY KEY ("move_id","from_subscription_id")
);

-- CreateTable
CREATE TABLE "operation_feature" (
    "operation_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "feature" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "operation_feature_pkey" PRIMARY KEY ("operation_id","position")
);

-- CreateIndex
CREATE UNIQUE INDEX "promotion_deployment_id_key" ON "promotion"("deployment_id");

-- CreateIndex
CREATE INDEX "promotion_version_id_created_at_idx" ON "promotion"("version_id", "created_at");

-- CreateIndex
CREATE INDEX "promotion_stage_id_state_idx" ON "promotion"("stage_id", "state");

-- CreateIndex
CREATE INDEX "promotion_from_stage_id_idx" ON "promotion"("from_stage_id");

-- CreateIndex
CREATE INDEX "promotion_revision_id_idx" ON "promotion"("revision_id");

-- CreateIndex
CREATE INDEX "promotion_state_state_since_idx" ON "promotion"("state", "state_since");

-- CreateIndex
CREATE INDEX "promotion_created_at_id_idx" ON "promotion"("created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "promotion_check_promotion_id_position_key" ON "promotion_check"("promotion_id", "position");

-- CreateIndex
CREATE INDEX "promotion_decision_promotion_id_idx" ON "promotion_decision"("promotion_id");

-- CreateIndex
CREATE INDEX "promotion_decision_person_id_idx" ON "promotion_decision"("person_id");

-- CreateIndex
CREATE INDEX "promotion_comment_promotion_id_at_idx" ON "promotion_comment"("promotion_id", "at");

-- CreateIndex
CREATE INDEX "promotion_comment_person_id_idx" ON "promotion_comment"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_name_key" ON "webhook"("name");

-- CreateIndex
CREATE INDEX "webhook_delivery_webhook_id_created_at_idx" ON "webhook_delivery"("webhook_id", "created_at");

-- CreateIndex
CREATE INDEX "deprecation_successor_id_idx" ON "deprecation"("successor_id");

-- CreateIndex
CREATE INDEX "sunset_extension_version_id_idx" ON "sunset_extension"("version_id");

-- CreateIndex
CREATE INDEX "sunset_extension_application_id_idx" ON "sunset_extension"("application_id");

-- CreateIndex
CREATE INDEX "deprecation_notice_application_id_idx" ON "deprecation_notice"("application_id");

-- CreateIndex
CREATE INDEX "deprecation_notice_person_id_idx" ON "deprecation_notice"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "deprecation_notice_version_id_application_id_person_id_occa_key" ON "deprecation_notice"("version_id", "application_id", "person_id", "occasion");

-- CreateIndex
CREATE INDEX "subscriber_move_from_version_id_created_at_idx" ON "subscriber_move"("from_version_id", "created_at");

-- CreateIndex
CREATE INDEX "subscriber_move_to_version_id_idx" ON "subscriber_move"("to_version_id");

-- CreateIndex
CREATE INDEX "subscriber_move_item_from_subscription_id_idx" ON "subscriber_move_item"("from_subscription_id");

-- CreateIndex
CREATE INDEX "subscriber_move_item_to_subscription_id_idx" ON "subscriber_move_item"("to_subscription_id");

-- CreateIndex
CREATE UNIQUE INDEX "operation_feature_operation_id_feature_key" ON "operation_feature"("operation_id", "feature");

-- CreateIndex
CREATE INDEX "pause_application_id_idx" ON "pause"("application_id");

-- CreateIndex
CREATE INDEX "pause_team_id_idx" ON "pause"("team_id");

-- AddForeignKey
ALTER TABLE "pause" ADD CONSTRAINT "pause_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pause" ADD CONSTRAINT "pause_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pause" ADD CONSTRAINT "pause_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "promotion" ADD CONSTRAINT "promotion_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "promotion" ADD CONSTRAINT "promotion_stage_id_fkey" FOREIGN KEY ("stage_id") REFERENCES "stage"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "promotion" ADD CONSTRAINT "promotion_from_stage_id_fkey" FOREIGN KEY ("from_stage_id") REFERENCES "stage"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "promotion" ADD CONSTRAINT "promotion_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "revision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "promotion" ADD CONSTRAINT "promotion_deployment_id_fkey" FOREIGN KEY ("deployment_id") REFERENCES "deployment"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "promotion_check" ADD CONSTRAINT "promotion_check_promotion_id_fkey" FOREIGN KEY ("promotion_id") REFERENCES "promotion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "promotion_decision" ADD CONSTRAINT "promotion_decision_promotion_id_fkey" FOREIGN KEY ("promotion_id") REFERENCES "promotion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "promotion_decision" ADD CONSTRAINT "promotion_decision_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "promotion_comment" ADD CONSTRAINT "promotion_comment_promotion_id_fkey" FOREIGN KEY ("promotion_id") REFERENCES "promotion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "promotion_comment" ADD CONSTRAINT "promotion_comment_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhook"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deprecation" ADD CONSTRAINT "deprecation_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deprecation" ADD CONSTRAINT "deprecation_successor_id_fkey" FOREIGN KEY ("successor_id") REFERENCES "version"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sunset_extension" ADD CONSTRAINT "sunset_extension_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "deprecation"("version_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sunset_extension" ADD CONSTRAINT "sunset_extension_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deprecation_notice" ADD CONSTRAINT "deprecation_notice_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "deprecation"("version_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deprecation_notice" ADD CONSTRAINT "deprecation_notice_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deprecation_notice" ADD CONSTRAINT "deprecation_notice_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscriber_move" ADD CONSTRAINT "subscriber_move_from_version_id_fkey" FOREIGN KEY ("from_version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscriber_move" ADD CONSTRAINT "subscriber_move_to_version_id_fkey" FOREIGN KEY ("to_version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscriber_move_item" ADD CONSTRAINT "subscriber_move_item_move_id_fkey" FOREIGN KEY ("move_id") REFERENCES "subscriber_move"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscriber_move_item" ADD CONSTRAINT "subscriber_move_item_from_subscription_id_fkey" FOREIGN KEY ("from_subscription_id") REFERENCES "subscription"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscriber_move_item" ADD CONSTRAINT "subscriber_move_item_to_subscription_id_fkey" FOREIGN KEY ("to_subscription_id") REFERENCES "subscription"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operation_feature" ADD CONSTRAINT "operation_feature_operation_id_fkey" FOREIGN KEY ("operation_id") REFERENCES "operation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
