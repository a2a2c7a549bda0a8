-- AlterTable
ALTER TABLE "issuer_policy" ADD COLUMN     "issuer" TEXT;
