import { randomUUID } from 'node:crypto'
import { auditStreamFilter, passesAuditFilter } from '@gatehouse/contracts/audit-filter'
import { auditSinkFields } from '@gatehouse/contracts/endpoints/audit-sinks'
import type { Prisma } from '@gatehouse/db/client'
import { readChain } from '../audit/chain-rows.ts'
import type { Context } from '../grammar/context.ts'
import type { Installation } from '../grammar/installation.ts'
import { sendSyslog } from './send-syslog.ts'
import { fitDatagram, syslogMessage } from './syslog-message.ts'

type AuditSink = Prisma.AuditSinkGetPayload<object>

/** Entries that are sent at a time: what a broken connection repeats at most. */
const batch = 500
/** How long another process leaves a sink to one that may have died; longer than a batch may take. */
const leaseSeconds = 60
const firstWaitMs = 1_000
const longestWaitMs = 5 * 60_000

/**
 * Sends to each sink what it has not got yet, in order. One process at a time sends to one sink; the position moves when a batch has
 * arrived, so a process that ends in between repeats that batch and loses nothing. A sink that fails waits longer and longer and holds
 * up none of the others.
 */
export async function forwardToSinks(ctx: Context, onDefect: (error: unknown) => void): Promise<void> {
  const { rows } = await ctx.db.pool.query<{ id: string }>(
    `SELECT id FROM audit_sink WHERE enabled AND position < (SELECT coalesce(max(seq), 0) FROM audit_log)
       AND coalesce(next_try_at, '-infinity') <= $1 AND coalesce(lease_until, '-infinity') <= now() ORDER BY id`,
    [ctx.now()],
  )
  await Promise.all(rows.map(({ id }) => forwardTo(ctx, id).catch(onDefect)))
}

async function forwardTo(ctx: Context, id: string): Promise<void> {
  const token = randomUUID()
  const taken = await ctx.db.pool.query(
    `UPDATE audit_sink SET lease_token = $2, lease_until = now() + make_interval(secs => ${leaseSeconds})
     WHERE id = $1 AND enabled AND coalesce(lease_until, '-infinity') <= now()`,
    [id, token],
  )
  if (taken.rowCount === 0) return
  try {
    while (await sendBatch(ctx, id, token)) {
      // Until nothing is left, it fails, or somebody changed it.
    }
  } finally {
    await ctx.db.pool.query(
      'UPDATE audit_sink SET lease_token = NULL, lease_until = NULL WHERE id = $1 AND lease_token = $2',
      [id, token],
    )
  }
}

/** Whether there is more. */
async function sendBatch(ctx: Context, id: string, token: string): Promise<boolean> {
  const { pool, prisma } = ctx.db
  // Read anew each time: it may have been paused or set right meanwhile.
  const sink = await prisma.auditSink.findFirst({ where: { id, leaseToken: token, enabled: true } })
  if (!sink) return false
  const records = await readChain(pool, { after: sink.position, limit: batch })
  const last = records.at(-1)
  if (last === undefined) return false
  const filter = auditStreamFilter.parse(sink.filter)
  const to = { format: auditSinkFields.shape.format.parse(sink.format), host: hostOf(ctx.installation) }
  const compose = sink.transport === 'udp' ? fitDatagram : syslogMessage
  const messages = records.filter((record) => passesAuditFilter(filter, record)).map((record) => compose(record, to))
  if (messages.length > 0) {
    const sent = await sendSyslog(ctx.installation, sink, messages)
    if (!sent.ok) {
      await failed(ctx, sink, token, sent.sentence)
      return false
    }
  }
  const moved = await pool.query(
    `UPDATE audit_sink SET position = $3, sent = sent + $4, failures = 0, last_error = NULL, next_try_at = NULL,
       last_sent_at = CASE WHEN $4::bigint > 0 THEN $5::timestamptz ELSE last_sent_at END,
       lease_until = now() + make_interval(secs => ${leaseSeconds})
     WHERE id = $1 AND lease_token = $2`,
    [id, token, last.seq, messages.length, ctx.now()],
  )
  return moved.rowCount === 1 && records.length === batch
}

async function failed(ctx: Context, sink: AuditSink, token: string, sentence: string): Promise<void> {
  const wait = Math.min(firstWaitMs * 2 ** sink.failures, longestWaitMs)
  await ctx.db.pool.query(
    `UPDATE audit_sink SET failures = failures + 1, last_error = $3, last_error_at = $4, next_try_at = $5
     WHERE id = $1 AND lease_token = $2 AND etag = $6`,
    [sink.id, token, sentence, ctx.now(), new Date(ctx.now().getTime() + wait), sink.etag],
  )
}

/** What the installation is called in messages: the host of its control plane. */
export function hostOf(installation: Installation): string {
  return URL.canParse(installation.controlUrl) ? new URL(installation.controlUrl).hostname : '-'
}
