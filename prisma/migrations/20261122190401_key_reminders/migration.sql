-- AlterTable
ALTER TABLE "credential" ADD COLUMN     "reminded_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "credential_key_import_id_id_idx" ON "credential"("key_import_id", "id");

-- CreateIndex
CREATE INDEX "credential_expires_at_idx" ON "credential"("expires_at");
