import { type ActorRef, actorRef } from '@gatehouse/contracts/actor'
import { auditChangesText } from '@gatehouse/contracts/audit-changes'
import { type AuditSearch, auditSearch } from '@gatehouse/contracts/audit-filter'
import { csvRow } from '@gatehouse/contracts/csv'
import type { Download } from '@gatehouse/contracts/endpoint'
import {
  auditExportFormats,
  createAuditExport as createEndpoint,
  downloadAuditExport as downloadEndpoint,
} from '@gatehouse/contracts/endpoints/audit'
import type { JsonObject } from '@gatehouse/contracts/json'
import type { Database } from '@gatehouse/db/client'
import { z } from 'zod'
import { grantsOf } from '../grammar/authorize.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { openText, sealText } from '../grammar/installation.ts'
import { query, type Reader } from '../grammar/query.ts'
import { verb } from '../grammar/verb.ts'
import { withWholeActions } from './audit-actions.ts'
import { type Conditions, searchConditions, type Visible } from './audit-condition.ts'
import { toAuditRows } from './audit-view.ts'
import { readChain } from './chain-rows.ts'

const purpose = 'audit export'
const validMs = 10 * 60_000
/** Entries that are in memory at a time. */
const batch = 1_000

/** What a ticket says: who may download what, until when. Entries that come later are no part of it. */
const ticketContent = z.strictObject({
  actor: z.strictObject({ kind: z.string(), id: z.string() }),
  format: z.enum(auditExportFormats),
  search: auditSearch,
  upTo: z.string(),
  until: z.string(),
})

/** Allows one download of what a search finds now, and says so in the log: exports leave the house. */
export const createAuditExport = verb({
  name: 'audit.export',
  allowed: { permission: 'audit.export', anyScope: true },
  input: createEndpoint.body,
  run: async ({ ctx, tx, input }) => {
    const search = await withWholeActions(ctx.db.pool, input.search)
    const where = searchConditions(search, grantsOf(ctx.actor, 'audit.export')).sql(1)
    const [last] = await tx.auditLog.findMany({ orderBy: { seq: 'desc' }, take: 1, select: { seq: true } })
    const upTo = last?.seq ?? 0n
    const { rows } = await ctx.db.pool.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM audit_log WHERE ${where.text} AND seq <= ${upTo}`,
      where.values,
    )
    const expiresAt = new Date(ctx.now().getTime() + validMs).toISOString()
    const content: z.input<typeof ticketContent> = {
      actor: actorRef(ctx.actor),
      format: input.format,
      search: input.search,
      upTo: upTo.toString(),
      until: expiresAt,
    }
    const ticket = Buffer.from(sealText(ctx.installation, purpose, JSON.stringify(content))).toString('base64url')
    return { ticket, rows: rows[0]?.count ?? 0, fileName: fileNameOf(ctx, input.format), expiresAt, upTo }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'auditLog', id: 'audit-log' },
    after: {
      format: input.format,
      rows: result.rows,
      upTo: result.upTo.toString(),
      search: searchInAudit(input.search),
    },
  }),
  answer: ({ upTo: _, ...answer }) => answer,
})

/** Downloads what a ticket of the same caller allows, oldest first, as he may see it now. */
export const downloadAuditExport = query({
  name: 'audit.download',
  allowed: { permission: 'audit.export', anyScope: true },
  input: downloadEndpoint.params,
  run: async ({ ctx, db, pool, input }): Promise<Download> => {
    const ticket = openTicket(ctx, input.ticket)
    const visible = grantsOf(ctx.actor, 'audit.export')
    const where = searchConditions(await withWholeActions(pool, ticket.search), visible)
    const part = { where, before: BigInt(ticket.upTo) + 1n }
    return ticket.format === 'csv'
      ? {
          contentType: 'text/csv; charset=utf-8',
          fileName: fileNameOf(ctx, 'csv'),
          chunks: csvChunks({ ctx, db, pool, visible, part }),
        }
      : {
          contentType: 'application/x-ndjson',
          fileName: fileNameOf(ctx, 'ndjson'),
          chunks: ndjsonChunks(pool, part),
        }
  },
})

/** What was looked for, without the words: somebody may have typed a name, which the log must not hold. */
function searchInAudit({ text, ...search }: AuditSearch): JsonObject {
  const given = Object.entries(search).filter(([, value]) => value !== undefined) as [string, string | string[]][]
  return { ...Object.fromEntries(given), ...(text === undefined ? {} : { words: true }) }
}

function openTicket(ctx: Context, text: string): z.output<typeof ticketContent> {
  const refused = new DomainError('not_possible', 'This download has ended, or it is not yours. Export again.')
  let content: z.output<typeof ticketContent>
  try {
    const opened = openText(ctx.installation, purpose, Buffer.from(text, 'base64url').toString('utf8'))
    content = ticketContent.parse(JSON.parse(opened))
  } catch {
    throw refused
  }
  const own: ActorRef = actorRef(ctx.actor)
  if (content.actor.kind !== own.kind || content.actor.id !== own.id) throw refused
  if (new Date(content.until) <= ctx.now()) throw refused
  return content
}

type Part = { where: Conditions; before: bigint }

async function* batches(pool: Database['pool'], part: Part) {
  let after = 0n
  for (;;) {
    const records = await readChain(pool, { ...part, after, limit: batch })
    const last = records.at(-1)
    if (last === undefined) return
    yield records
    after = BigInt(last.seq)
  }
}

/** One record a line, with all that its hash covers, and ids alone: it is verified without us. */
async function* ndjsonChunks(pool: Database['pool'], part: Part): AsyncGenerator<string> {
  for await (const records of batches(pool, part)) yield records.map((record) => `${JSON.stringify(record)}\n`).join('')
}

const header = [
  'entry',
  'time',
  'actor kind',
  'actor',
  'actor id',
  'action',
  'target kind',
  'target',
  'target id',
  'api id',
  'team id',
  'changes',
  'before',
  'after',
  'request',
  'hash',
]

/** For people: with the names that things have now, and the changes as a sentence. */
async function* csvChunks(deps: {
  ctx: Context
  db: Reader
  pool: Database['pool']
  visible: Visible
  part: Part
}): AsyncGenerator<string> {
  // A mark of UTF-8, without which spreadsheets take it for something else.
  yield `\uFEFF${csvRow(header)}`
  for await (const records of batches(deps.pool, deps.part)) {
    const rows = await toAuditRows(deps.db, deps.ctx.actor, deps.visible, records)
    yield rows
      .map((row) =>
        csvRow([
          row.seq,
          row.at,
          row.actor.kind,
          row.actor.name,
          row.actor.id,
          row.action,
          row.target.kind,
          row.target.name,
          row.target.id,
          row.apiId,
          row.teamId,
          auditChangesText(row.before, row.after),
          row.before === null ? '' : JSON.stringify(row.before),
          row.after === null ? '' : JSON.stringify(row.after),
          row.requestId,
          row.hash,
        ]),
      )
      .join('')
  }
}

function fileNameOf(ctx: Context, format: string): string {
  return `audit-${ctx.now().toISOString().slice(0, 10)}.${format}`
}
