-- AlterTable
ALTER TABLE "rotation_task" ADD COLUMN     "reminded_at" TIMESTAMPTZ(3);
