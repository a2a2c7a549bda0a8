-- AlterTable
ALTER TABLE "webhook" ADD COLUMN     "audit_filter" JSONB,
ADD COLUMN     "audit_position" BIGINT;

-- CreateTable
CREATE TABLE "audit_sink" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "transport" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "format" TEXT NOT NULL,
    "ca_certificate" TEXT,
    "filter" JSONB NOT NULL DEFAULT '{}',
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "position" BIGINT NOT NULL,
    "sent" BIGINT NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "last_error_at" TIMESTAMPTZ(3),
    "last_sent_at" TIMESTAMPTZ(3),
    "next_try_at" TIMESTAMPTZ(3),
    "lease_token" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "etag" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_sink_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "audit_sink_name_key" ON "audit_sink"("name");

-- CreateIndex
CREATE INDEX "audit_log_request_id_idx" ON "audit_log"("request_id");

-- CreateIndex
CREATE INDEX "audit_log_at_idx" ON "audit_log" USING BRIN ("at");


-- The words of an entry: names and values of its fields, each part of a name of its own, so that "limit" finds "rateLimit".
CREATE FUNCTION audit_words(before jsonb, after jsonb) RETURNS tsvector
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN to_tsvector('simple'::regconfig, regexp_replace(regexp_replace(
    coalesce(before::text, '') || ' ' || coalesce(after::text, ''), '([[:lower:][:digit:]])([[:upper:]])', '\1 \2', 'g'),
    '[^[:alnum:]]+', ' ', 'g'));
COMMENT ON FUNCTION audit_words IS 'Words by which an audit entry is found: keys and values of before and after, camelCase taken apart.';

CREATE INDEX "audit_log_words_idx" ON "audit_log" USING GIN (audit_words("before", "after"));
