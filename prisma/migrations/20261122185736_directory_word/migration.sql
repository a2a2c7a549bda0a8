-- DropForeignKey
ALTER TABLE "rotation_task" DROP CONSTRAINT "rotation_task_credential_id_fkey";

-- AlterTable
ALTER TABLE "application" ADD COLUMN     "ownerless_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "directory_group" ADD COLUMN     "name_key" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "origin" TEXT NOT NULL DEFAULT 'directory';

-- AlterTable
ALTER TABLE "directory_person" ADD COLUMN     "email_keys" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "name_key" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "origin" TEXT NOT NULL DEFAULT 'directory';

-- AlterTable
ALTER TABLE "person" ADD COLUMN     "deactivated_for" TEXT;

-- AlterTable
ALTER TABLE "role_assignment" ADD COLUMN     "mapping_id" TEXT;

-- AlterTable
ALTER TABLE "rotation_task" ADD COLUMN     "management_key_id" TEXT,
ALTER COLUMN "credential_id" DROP NOT NULL;

-- AlterTable
ALTER TABLE "team_member" ADD COLUMN     "from_groups" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "hand_role" TEXT;

-- CreateIndex
CREATE INDEX "application_ownerless_at_idx" ON "application"("ownerless_at");

-- CreateIndex
CREATE INDEX "directory_group_identity_provider_id_name_key_idx" ON "directory_group"("identity_provider_id", "name_key");

-- CreateIndex
CREATE INDEX "directory_person_email_keys_idx" ON "directory_person" USING GIN ("email_keys");

-- CreateIndex
CREATE INDEX "directory_person_identity_provider_id_name_key_idx" ON "directory_person"("identity_provider_id", "name_key");

-- CreateIndex
CREATE INDEX "role_assignment_mapping_id_idx" ON "role_assignment"("mapping_id");

-- CreateIndex
CREATE INDEX "rotation_task_management_key_id_idx" ON "rotation_task"("management_key_id");

-- AddForeignKey
ALTER TABLE "rotation_task" ADD CONSTRAINT "rotation_task_credential_id_fkey" FOREIGN KEY ("credential_id") REFERENCES "credential"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rotation_task" ADD CONSTRAINT "rotation_task_management_key_id_fkey" FOREIGN KEY ("management_key_id") REFERENCES "management_key"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_assignment" ADD CONSTRAINT "role_assignment_mapping_id_fkey" FOREIGN KEY ("mapping_id") REFERENCES "group_mapping"("id") ON DELETE CASCADE ON UPDATE CASCADE;
