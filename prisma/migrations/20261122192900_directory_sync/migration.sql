-- AlterTable
ALTER TABLE "identity_provider" ADD COLUMN     "sync" JSONB;
