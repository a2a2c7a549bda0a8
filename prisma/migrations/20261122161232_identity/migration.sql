-- AlterTable
ALTER TABLE "credential" ADD COLUMN     "client" JSONB,
ADD COLUMN     "ip_ranges" TEXT[],
ADD COLUMN     "key_import_id" TEXT,
ADD COLUMN     "overlap_until" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "totp_factor" (
    "person_id" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),
    "last_step" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "totp_factor_pkey" PRIMARY KEY ("person_id")
);

-- CreateTable
CREATE TABLE "passkey" (
    "id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "credential_id" TEXT NOT NULL,
    "public_key" BYTEA NOT NULL,
    "counter" BIGINT NOT NULL DEFAULT 0,
    "transports" TEXT[],
    "backed_up" BOOLEAN NOT NULL DEFAULT false,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "passkey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "recovery_code" (
    "hash" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_code_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "identity_provider" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "sealed" TEXT,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "sign_in" BOOLEAN NOT NULL DEFAULT false,
    "subject_claim" TEXT,
    "health" JSONB NOT NULL DEFAULT '{}',
    "etag" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "identity_provider_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person_identity" (
    "identity_provider_id" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_sign_in_at" TIMESTAMPTZ(3),

    CONSTRAINT "person_identity_pkey" PRIMARY KEY ("identity_provider_id","subject")
);

-- CreateTable
CREATE TABLE "directory_person" (
    "id" TEXT NOT NULL,
    "identity_provider_id" TEXT NOT NULL,
    "external_id" TEXT,
    "user_name" TEXT NOT NULL,
    "user_name_key" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "attributes" JSONB NOT NULL DEFAULT '{}',
    "person_id" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "directory_person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "directory_group" (
    "id" TEXT NOT NULL,
    "identity_provider_id" TEXT NOT NULL,
    "external_id" TEXT,
    "display_name" TEXT NOT NULL,
    "attributes" JSONB NOT NULL DEFAULT '{}',
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "directory_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "directory_membership" (
    "group_id" TEXT NOT NULL,
    "directory_person_id" TEXT NOT NULL,

    CONSTRAINT "directory_membership_pkey" PRIMARY KEY ("group_id","directory_person_id")
);

-- CreateTable
CREATE TABLE "group_mapping" (
    "id" TEXT NOT NULL,
    "group_id" TEXT NOT NULL,
    "gives" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "group_mapping_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "scim_token" (
    "id" TEXT NOT NULL,
    "identity_provider_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "start" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "scim_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "directory_message" (
    "id" TEXT NOT NULL,
    "identity_provider_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "kind" TEXT NOT NULL,
    "directory_person_id" TEXT,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "change_seq" BIGINT,

    CONSTRAINT "directory_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rotation_task" (
    "id" TEXT NOT NULL,
    "credential_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "decision" TEXT,
    "decided_by" JSONB,
    "decided_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rotation_task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "issuer_record" (
    "model" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "grant_id" TEXT,
    "uid" TEXT,
    "user_code" TEXT,
    "consumed_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "issuer_record_pkey" PRIMARY KEY ("model","id")
);

-- CreateTable
CREATE TABLE "issued_token" (
    "jti" TEXT NOT NULL,
    "credential_id" TEXT NOT NULL,
    "end_user_id" TEXT,
    "grant_id" TEXT,
    "scopes" TEXT[],
    "audience" TEXT NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "issued_token_pkey" PRIMARY KEY ("jti")
);

-- CreateTable
CREATE TABLE "issuer_policy" (
    "id" TEXT NOT NULL,
    "identity_provider_id" TEXT,
    "policy" JSONB NOT NULL,
    "etag" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "issuer_policy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "scope_entry" (
    "issuer_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "consent" TEXT,

    CONSTRAINT "scope_entry_pkey" PRIMARY KEY ("issuer_id","name")
);

-- CreateTable
CREATE TABLE "api_token_rule" (
    "id" TEXT NOT NULL,
    "api_id" TEXT NOT NULL,
    "stage_id" TEXT NOT NULL,
    "identity_provider_id" TEXT,
    "rule" JSONB NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,
    "etag" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "api_token_rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "revocation" (
    "id" TEXT NOT NULL,
    "of" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "not_before" TIMESTAMPTZ(3) NOT NULL,
    "expires" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "revocation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "end_user_group" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "end_user_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "end_user_group_member" (
    "group_id" TEXT NOT NULL,
    "end_user_id" TEXT NOT NULL,

    CONSTRAINT "end_user_group_member_pkey" PRIMARY KEY ("group_id","end_user_id")
);

-- CreateTable
CREATE TABLE "end_user_token" (
    "id" TEXT NOT NULL,
    "end_user_id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "end_user_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job_identity_rule" (
    "id" TEXT NOT NULL,
    "service_account_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "audience" TEXT NOT NULL,
    "claims" JSONB NOT NULL,
    "scopes" TEXT[],
    "minutes" INTEGER NOT NULL DEFAULT 15,
    "etag" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "job_identity_rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "key_import" (
    "id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "report" JSON NOT NULL,
    "actor" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "key_import_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "passkey_credential_id_key" ON "passkey"("credential_id");

-- CreateIndex
CREATE INDEX "passkey_person_id_idx" ON "passkey"("person_id");

-- CreateIndex
CREATE INDEX "recovery_code_person_id_idx" ON "recovery_code"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "identity_provider_name_key" ON "identity_provider"("name");

-- CreateIndex
CREATE INDEX "person_identity_person_id_idx" ON "person_identity"("person_id");

-- CreateIndex
CREATE INDEX "directory_person_identity_provider_id_external_id_idx" ON "directory_person"("identity_provider_id", "external_id");

-- CreateIndex
CREATE INDEX "directory_person_identity_provider_id_created_at_id_idx" ON "directory_person"("identity_provider_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "directory_person_person_id_idx" ON "directory_person"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "directory_person_identity_provider_id_user_name_key_key" ON "directory_person"("identity_provider_id", "user_name_key");

-- CreateIndex
CREATE INDEX "directory_group_identity_provider_id_external_id_idx" ON "directory_group"("identity_provider_id", "external_id");

-- CreateIndex
CREATE INDEX "directory_group_identity_provider_id_created_at_id_idx" ON "directory_group"("identity_provider_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "directory_membership_directory_person_id_idx" ON "directory_membership"("directory_person_id");

-- CreateIndex
CREATE INDEX "group_mapping_group_id_idx" ON "group_mapping"("group_id");

-- CreateIndex
CREATE UNIQUE INDEX "scim_token_hash_key" ON "scim_token"("hash");

-- CreateIndex
CREATE INDEX "scim_token_identity_provider_id_idx" ON "scim_token"("identity_provider_id");

-- CreateIndex
CREATE INDEX "directory_message_identity_provider_id_at_idx" ON "directory_message"("identity_provider_id", "at");

-- CreateIndex
CREATE INDEX "rotation_task_credential_id_idx" ON "rotation_task"("credential_id");

-- CreateIndex
CREATE INDEX "rotation_task_person_id_idx" ON "rotation_task"("person_id");

-- CreateIndex
CREATE INDEX "rotation_task_decided_at_due_at_idx" ON "rotation_task"("decided_at", "due_at");

-- CreateIndex
CREATE INDEX "issuer_record_grant_id_idx" ON "issuer_record"("grant_id");

-- CreateIndex
CREATE INDEX "issuer_record_uid_idx" ON "issuer_record"("uid");

-- CreateIndex
CREATE INDEX "issuer_record_expires_at_idx" ON "issuer_record"("expires_at");

-- CreateIndex
CREATE INDEX "issued_token_credential_id_issued_at_idx" ON "issued_token"("credential_id", "issued_at");

-- CreateIndex
CREATE INDEX "issued_token_end_user_id_idx" ON "issued_token"("end_user_id");

-- CreateIndex
CREATE INDEX "issued_token_grant_id_idx" ON "issued_token"("grant_id");

-- CreateIndex
CREATE INDEX "issued_token_expires_at_idx" ON "issued_token"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "issuer_policy_identity_provider_id_key" ON "issuer_policy"("identity_provider_id");

-- CreateIndex
CREATE INDEX "api_token_rule_api_id_stage_id_idx" ON "api_token_rule"("api_id", "stage_id");

-- CreateIndex
CREATE INDEX "api_token_rule_stage_id_idx" ON "api_token_rule"("stage_id");

-- CreateIndex
CREATE INDEX "api_token_rule_identity_provider_id_idx" ON "api_token_rule"("identity_provider_id");

-- CreateIndex
CREATE INDEX "revocation_expires_idx" ON "revocation"("expires");

-- CreateIndex
CREATE UNIQUE INDEX "end_user_group_name_key" ON "end_user_group"("name");

-- CreateIndex
CREATE INDEX "end_user_group_member_end_user_id_idx" ON "end_user_group_member"("end_user_id");

-- CreateIndex
CREATE UNIQUE INDEX "end_user_token_token_hash_key" ON "end_user_token"("token_hash");

-- CreateIndex
CREATE INDEX "end_user_token_end_user_id_idx" ON "end_user_token"("end_user_id");

-- CreateIndex
CREATE INDEX "job_identity_rule_issuer_idx" ON "job_identity_rule"("issuer");

-- CreateIndex
CREATE UNIQUE INDEX "job_identity_rule_service_account_id_name_key" ON "job_identity_rule"("service_account_id", "name");

-- CreateIndex
CREATE INDEX "key_import_created_at_idx" ON "key_import"("created_at");

-- AddForeignKey
ALTER TABLE "totp_factor" ADD CONSTRAINT "totp_factor_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "passkey" ADD CONSTRAINT "passkey_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recovery_code" ADD CONSTRAINT "recovery_code_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person_identity" ADD CONSTRAINT "person_identity_identity_provider_id_fkey" FOREIGN KEY ("identity_provider_id") REFERENCES "identity_provider"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person_identity" ADD CONSTRAINT "person_identity_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "directory_person" ADD CONSTRAINT "directory_person_identity_provider_id_fkey" FOREIGN KEY ("identity_provider_id") REFERENCES "identity_provider"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "directory_person" ADD CONSTRAINT "directory_person_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "directory_group" ADD CONSTRAINT "directory_group_identity_provider_id_fkey" FOREIGN KEY ("identity_provider_id") REFERENCES "identity_provider"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "directory_membership" ADD CONSTRAINT "directory_membership_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "directory_group"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "directory_membership" ADD CONSTRAINT "directory_membership_directory_person_id_fkey" FOREIGN KEY ("directory_person_id") REFERENCES "directory_person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_mapping" ADD CONSTRAINT "group_mapping_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "directory_group"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scim_token" ADD CONSTRAINT "scim_token_identity_provider_id_fkey" FOREIGN KEY ("identity_provider_id") REFERENCES "identity_provider"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "directory_message" ADD CONSTRAINT "directory_message_identity_provider_id_fkey" FOREIGN KEY ("identity_provider_id") REFERENCES "identity_provider"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rotation_task" ADD CONSTRAINT "rotation_task_credential_id_fkey" FOREIGN KEY ("credential_id") REFERENCES "credential"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rotation_task" ADD CONSTRAINT "rotation_task_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "issued_token" ADD CONSTRAINT "issued_token_credential_id_fkey" FOREIGN KEY ("credential_id") REFERENCES "credential"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "issued_token" ADD CONSTRAINT "issued_token_end_user_id_fkey" FOREIGN KEY ("end_user_id") REFERENCES "end_user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "issuer_policy" ADD CONSTRAINT "issuer_policy_identity_provider_id_fkey" FOREIGN KEY ("identity_provider_id") REFERENCES "identity_provider"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scope_entry" ADD CONSTRAINT "scope_entry_issuer_id_fkey" FOREIGN KEY ("issuer_id") REFERENCES "issuer_policy"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_token_rule" ADD CONSTRAINT "api_token_rule_api_id_fkey" FOREIGN KEY ("api_id") REFERENCES "api"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_token_rule" ADD CONSTRAINT "api_token_rule_stage_id_fkey" FOREIGN KEY ("stage_id") REFERENCES "stage"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_token_rule" ADD CONSTRAINT "api_token_rule_identity_provider_id_fkey" FOREIGN KEY ("identity_provider_id") REFERENCES "identity_provider"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "end_user_group_member" ADD CONSTRAINT "end_user_group_member_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "end_user_group"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "end_user_group_member" ADD CONSTRAINT "end_user_group_member_end_user_id_fkey" FOREIGN KEY ("end_user_id") REFERENCES "end_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "end_user_token" ADD CONSTRAINT "end_user_token_end_user_id_fkey" FOREIGN KEY ("end_user_id") REFERENCES "end_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job_identity_rule" ADD CONSTRAINT "job_identity_rule_service_account_id_fkey" FOREIGN KEY ("service_account_id") REFERENCES "service_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
