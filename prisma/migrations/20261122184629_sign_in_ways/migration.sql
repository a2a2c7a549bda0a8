-- DropForeignKey
ALTER TABLE "api_token_rule" DROP CONSTRAINT "api_token_rule_identity_provider_id_fkey";

-- AlterTable
ALTER TABLE "developer_session" ADD COLUMN     "identity_provider_id" TEXT,
ADD COLUMN     "method" TEXT NOT NULL DEFAULT 'password',
ADD COLUMN     "proved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "provider_session" TEXT;

-- AlterTable
ALTER TABLE "identity_provider" ADD COLUMN     "keys" JSONB,
ADD COLUMN     "keys_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "member_session" ADD COLUMN     "identity_provider_id" TEXT,
ADD COLUMN     "method" TEXT NOT NULL DEFAULT 'password',
ADD COLUMN     "proved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "provider_session" TEXT;

-- CreateTable
CREATE TABLE "sign_in_attempt" (
    "id" TEXT NOT NULL,
    "hat" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "identity_provider_id" TEXT,
    "sealed" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "sign_in_attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_ticket" (
    "id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "hat" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "identity_provider_id" TEXT,
    "provider_session" TEXT,
    "owes_factor" BOOLEAN NOT NULL DEFAULT false,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "sign_in_ticket_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "spent_token" (
    "id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "spent_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "data_key" (
    "id" TEXT NOT NULL,
    "key_name" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "data_key_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "sign_in_attempt_identity_provider_id_idx" ON "sign_in_attempt"("identity_provider_id");

-- CreateIndex
CREATE INDEX "sign_in_attempt_expires_at_idx" ON "sign_in_attempt"("expires_at");

-- CreateIndex
CREATE INDEX "sign_in_ticket_person_id_idx" ON "sign_in_ticket"("person_id");

-- CreateIndex
CREATE INDEX "sign_in_ticket_identity_provider_id_idx" ON "sign_in_ticket"("identity_provider_id");

-- CreateIndex
CREATE INDEX "sign_in_ticket_expires_at_idx" ON "sign_in_ticket"("expires_at");

-- CreateIndex
CREATE INDEX "spent_token_expires_at_idx" ON "spent_token"("expires_at");

-- CreateIndex
CREATE INDEX "developer_session_identity_provider_id_idx" ON "developer_session"("identity_provider_id");

-- CreateIndex
CREATE INDEX "member_session_identity_provider_id_idx" ON "member_session"("identity_provider_id");

-- AddForeignKey
ALTER TABLE "api_token_rule" ADD CONSTRAINT "api_token_rule_identity_provider_id_fkey" FOREIGN KEY ("identity_provider_id") REFERENCES "identity_provider"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_in_attempt" ADD CONSTRAINT "sign_in_attempt_identity_provider_id_fkey" FOREIGN KEY ("identity_provider_id") REFERENCES "identity_provider"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_in_ticket" ADD CONSTRAINT "sign_in_ticket_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_in_ticket" ADD CONSTRAINT "sign_in_ticket_identity_provider_id_fkey" FOREIGN KEY ("identity_provider_id") REFERENCES "identity_provider"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What ends with an end user or a client is found by these; expressions are beyond the schema's words.
CREATE INDEX "issuer_record_account_idx" ON "issuer_record" ((payload ->> 'accountId'));
CREATE INDEX "issuer_record_client_idx" ON "issuer_record" ((payload ->> 'clientId'));
