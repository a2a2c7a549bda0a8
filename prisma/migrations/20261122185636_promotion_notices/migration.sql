-- AlterTable
ALTER TABLE "working_copy" ADD COLUMN     "collection" JSON NOT NULL DEFAULT '[]',
ADD COLUMN     "collection_etag" INTEGER NOT NULL DEFAULT 1;

-- CreateTable
CREATE TABLE "promotion_notice" (
    "id" TEXT NOT NULL,
    "promotion_id" TEXT NOT NULL,
    "application_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "occasion" TEXT NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "promotion_notice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "backend_certificate" (
    "version_id" TEXT NOT NULL,
    "stage_id" TEXT NOT NULL,
    "backend" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "issuer" TEXT NOT NULL DEFAULT '',
    "failure" TEXT,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "backend_certificate_pkey" PRIMARY KEY ("version_id","stage_id","backend")
);

-- CreateIndex
CREATE INDEX "promotion_notice_application_id_idx" ON "promotion_notice"("application_id");

-- CreateIndex
CREATE INDEX "promotion_notice_person_id_idx" ON "promotion_notice"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "promotion_notice_promotion_id_application_id_person_id_occa_key" ON "promotion_notice"("promotion_id", "application_id", "person_id", "occasion");

-- CreateIndex
CREATE INDEX "backend_certificate_stage_id_idx" ON "backend_certificate"("stage_id");

-- AddForeignKey
ALTER TABLE "promotion_notice" ADD CONSTRAINT "promotion_notice_promotion_id_fkey" FOREIGN KEY ("promotion_id") REFERENCES "promotion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "promotion_notice" ADD CONSTRAINT "promotion_notice_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "promotion_notice" ADD CONSTRAINT "promotion_notice_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "backend_certificate" ADD CONSTRAINT "backend_certificate_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "backend_certificate" ADD CONSTRAINT "backend_certificate_stage_id_fkey" FOREIGN KEY ("stage_id") REFERENCES "stage"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
