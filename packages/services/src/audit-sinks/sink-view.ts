import { auditStreamFilter } from '@gatehouse/contracts/audit-filter'
import { type AuditSinkView, auditSinkFields } from '@gatehouse/contracts/endpoints/audit-sinks'
import type { Prisma } from '@gatehouse/db/client'
import type { Db } from '../apis/find-version.ts'

type AuditSink = Prisma.AuditSinkGetPayload<object>

const { transport, format } = auditSinkFields.shape

export async function toSinkViews(db: Db, rows: readonly AuditSink[]): Promise<AuditSinkView[]> {
  const head = await headOf(db)
  return rows.map((row) => {
    const backlog = Number(head > row.position ? head - row.position : 0n)
    return {
      id: row.id as AuditSinkView['id'],
      name: row.name,
      transport: transport.parse(row.transport),
      host: row.host,
      port: row.port,
      format: format.parse(row.format),
      caCertificate: row.caCertificate,
      filter: auditStreamFilter.parse(row.filter),
      enabled: row.enabled,
      state: !row.enabled ? 'paused' : row.failures > 0 ? 'failing' : backlog > 0 ? 'behind' : 'sending',
      position: row.position.toString(),
      backlog,
      sent: row.sent.toString(),
      failures: row.failures,
      lastError: row.lastError,
      lastErrorAt: row.lastErrorAt?.toISOString() ?? null,
      lastSentAt: row.lastSentAt?.toISOString() ?? null,
      nextTryAt: row.nextTryAt?.toISOString() ?? null,
      createdAt: row.createdAt.toISOString(),
      etag: row.etag,
    }
  })
}

/** The newest entry of the log. */
export async function headOf(db: Db): Promise<bigint> {
  const last = await db.auditLog.findFirst({ orderBy: { seq: 'desc' }, select: { seq: true } })
  return last?.seq ?? 0n
}
