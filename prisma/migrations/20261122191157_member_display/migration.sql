-- AlterTable
ALTER TABLE "directory_membership" ADD COLUMN     "display" TEXT;
