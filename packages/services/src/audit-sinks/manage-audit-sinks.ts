import { inputOf } from '@gatehouse/contracts/endpoint'
import * as endpoints from '@gatehouse/contracts/endpoints/audit-sinks'
import { newId } from '@gatehouse/contracts/ids'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { checkEtag, verb } from '../grammar/verb.ts'
import { headOf, toSinkViews } from './sink-view.ts'

type AuditSink = Prisma.AuditSinkGetPayload<object>

export const listAuditSinks = query({
  name: 'audit-sink.list',
  allowed: { permission: 'audit.manage' },
  input: endpoints.listAuditSinks.query,
  run: async ({ db, input }) => {
    const before = input.cursor === undefined ? undefined : decodeCursor(input.cursor, 1)[0]
    const rows = await db.auditSink.findMany({
      where: before === undefined ? {} : { id: { lt: before } },
      orderBy: { id: 'desc' },
      take: input.limit + 1,
    })
    const views = await toSinkViews(db, rows)
    return toPage(
      views,
      input.limit,
      (view) => view,
      (view) => encodeCursor(view.id),
    )
  },
})

/** What the log says of a sink: where it sends, never what. */
const settingsOf = (sink: Pick<AuditSink, 'transport' | 'host' | 'port' | 'format' | 'enabled' | 'filter'>) => ({
  transport: sink.transport,
  host: sink.host,
  port: sink.port,
  format: sink.format,
  enabled: sink.enabled,
  filter: sink.filter as never,
})

async function viewOf(tx: Transaction, row: AuditSink) {
  const [view] = await toSinkViews(tx, [row])
  if (!view) throw notFound()
  return view
}

function refuseUselessCertificate(transport: string, certificate: string | null): void {
  if (certificate !== null && transport !== 'tls')
    throw new DomainError('invalid_input', undefined, {
      errors: [
        { in: 'body', pointer: '/caCertificate', rule: 'transport', expected: 'none: only TLS has certificates' },
      ],
    })
}

/** Makes a sink that sends from the next entry on, or from the first. */
export const createAuditSink = verb({
  name: 'audit-sink.create',
  allowed: { permission: 'audit.manage' },
  input: endpoints.createAuditSink.body,
  run: async ({ ctx, tx, input }) => {
    const { fromStart, ...fields } = input
    refuseUselessCertificate(fields.transport, fields.caCertificate)
    const position = fromStart ? 0n : await headOf(tx)
    const row = await tx.auditSink.create({
      data: { id: newId('auditSink'), ...fields, position, createdAt: ctx.now() },
    })
    return { row, view: await viewOf(tx, row), fromStart }
  },
  audit: ({ result: { row, fromStart } }) => ({
    target: { kind: 'auditSink', id: row.id },
    after: { ...settingsOf(row), fromStart },
  }),
  answer: ({ view }) => view,
})

/** Changes, pauses or resumes a sink. Whatever kept it from sending is tried again at once. */
export const updateAuditSink = verb({
  name: 'audit-sink.update',
  allowed: { permission: 'audit.manage' },
  input: inputOf(endpoints.updateAuditSink),
  run: async ({ tx, input, ifMatch }) => {
    const before = await tx.auditSink.findUnique({ where: { id: input.auditSink } })
    if (!before) throw notFound()
    checkEtag(before.etag, ifMatch)
    const { auditSink: _, ...given } = input
    const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
    refuseUselessCertificate(
      given.transport ?? before.transport,
      given.caCertificate === undefined ? before.caCertificate : given.caCertificate,
    )
    const row = await tx.auditSink.update({
      where: { id: before.id, etag: before.etag },
      data: { ...fields, nextTryAt: null, failures: 0, lastError: null, etag: { increment: 1 } },
    })
    return { before, row, view: await viewOf(tx, row) }
  },
  audit: ({ result: { before, row } }) => ({
    target: { kind: 'auditSink', id: row.id },
    before: settingsOf(before),
    after: { ...settingsOf(row), ...(before.caCertificate === row.caCertificate ? {} : { certificate: 'changed' }) },
  }),
  answer: ({ view }) => view,
})

/** Deletes a sink; what it was not sent yet it is not sent any more. */
export const deleteAuditSink = verb({
  name: 'audit-sink.delete',
  allowed: { permission: 'audit.manage' },
  input: endpoints.deleteAuditSink.params,
  run: async ({ tx, input }) => {
    const row = await tx.auditSink.findUnique({ where: { id: input.auditSink } })
    if (!row) throw notFound()
    await tx.auditSink.delete({ where: { id: row.id } })
    return row
  },
  audit: ({ result }) => ({
    target: { kind: 'auditSink', id: result.id },
    before: { ...settingsOf(result), position: result.position.toString() },
  }),
  answer: () => ({ deleted: true as const }),
})
