-- AlterTable
ALTER TABLE "promotion_decision" ADD COLUMN     "reviewer" BOOLEAN NOT NULL DEFAULT false;
