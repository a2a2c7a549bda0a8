import { auditStreamFilter } from '@gatehouse/contracts/audit-filter'
import { type WebhookDelivery, type WebhookView, webhookEvent } from '@gatehouse/contracts/endpoints/webhooks'
import { gate } from '@gatehouse/contracts/stage-rules'
import type { Prisma } from '@gatehouse/db/client'
import type { Db } from '../apis/find-version.ts'
import { headOf } from '../audit-sinks/sink-view.ts'
import { notFound } from '../grammar/domain-error.ts'

/** The event whose messages are entries of the audit log. */
export const auditEvent = 'audit.entry'

export const webhookInclude = {
  deliveries: { orderBy: { id: 'desc' }, take: 1, select: { createdAt: true, state: true } },
} satisfies Prisma.WebhookInclude
type Row = Prisma.WebhookGetPayload<{ include: typeof webhookInclude }>

/** Views of webhooks with the gates that ask them. */
export async function toWebhookViews(db: Db, rows: readonly Row[], now: Date): Promise<WebhookView[]> {
  const stages = await db.stage.findMany({ orderBy: { position: 'asc' }, select: { name: true, gate: true } })
  const asks = stages.flatMap((stage) =>
    gate
      .parse(stage.gate)
      .flatMap((check) =>
        check.check === 'custom' ? [{ stage: stage.name, check: check.name, webhook: check.webhook }] : [],
      ),
  )
  const head = rows.some(({ events }) => events.includes(auditEvent)) ? await headOf(db) : 0n
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    url: row.url,
    events: row.events.flatMap((event) => webhookEvent.safeParse(event).data ?? []),
    auditFilter: auditStreamFilter.parse(row.auditFilter ?? {}),
    auditBacklog: row.events.includes(auditEvent) ? Number(head - (row.auditPosition ?? head)) : null,
    enabled: row.enabled,
    createdAt: row.createdAt.toISOString(),
    formerSecretUntil: row.previousUntil !== null && row.previousUntil > now ? row.previousUntil.toISOString() : null,
    lastDelivery: row.deliveries[0]
      ? {
          at: row.deliveries[0].createdAt.toISOString(),
          state: row.deliveries[0].state as WebhookDelivery['state'],
        }
      : null,
    checks: asks.filter(({ webhook }) => webhook === row.id).map(({ stage, check }) => ({ stage, check })),
    etag: row.etag,
  }))
}

export async function loadWebhookView(db: Db, id: string, now: Date): Promise<WebhookView> {
  const row = await db.webhook.findUnique({ where: { id }, include: webhookInclude })
  const [view] = row ? await toWebhookViews(db, [row], now) : []
  if (!view) throw notFound()
  return view
}

/** `seesAudit`: whether the reader may see the audit log, and so messages of it. */
export function toDeliveryView(row: Prisma.WebhookDeliveryGetPayload<object>, seesAudit: boolean): WebhookDelivery {
  return {
    id: row.id,
    event: row.event,
    state: row.state as WebhookDelivery['state'],
    attempts: row.attempts,
    lastStatus: row.lastStatus,
    lastError: row.lastError,
    createdAt: row.createdAt.toISOString(),
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
    body: row.event === auditEvent && !seesAudit ? '' : bodyOf(row.payload),
  }
}

/** What is sent: exactly these bytes are signed. */
export function bodyOf(payload: unknown): string {
  return JSON.stringify(payload)
}
