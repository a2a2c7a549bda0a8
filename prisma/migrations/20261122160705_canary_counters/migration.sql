-- CreateTable
CREATE TABLE "canary_count" (
    "canary_id" TEXT NOT NULL,
    "deployment_id" TEXT NOT NULL,
    "gateway_id" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "base_requests" BIGINT NOT NULL,
    "base_errors" BIGINT NOT NULL,
    "base_latency_us" BIGINT NOT NULL,
    "requests" BIGINT NOT NULL,
    "errors" BIGINT NOT NULL,
    "latency_us" BIGINT NOT NULL,
    "max_latency_us" BIGINT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "canary_count_pkey" PRIMARY KEY ("canary_id","deployment_id","gateway_id","since")
);

-- CreateIndex
CREATE INDEX "canary_count_deployment_id_idx" ON "canary_count"("deployment_id");

-- AddForeignKey
ALTER TABLE "canary_count" ADD CONSTRAINT "canary_count_canary_id_fkey" FOREIGN KEY ("canary_id") REFERENCES "deployment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "canary_count" ADD CONSTRAINT "canary_count_deployment_id_fkey" FOREIGN KEY ("deployment_id") REFERENCES "deployment"("id") ON DELETE CASCADE ON UPDATE CASCADE;
