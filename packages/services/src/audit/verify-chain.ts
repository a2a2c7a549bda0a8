import { createHash } from 'node:crypto'
import { auditGenesis, type ChainedRecord, chainText } from '@gatehouse/contracts/audit-chain'
import { type AuditBreak, type AuditVerification, verifyAudit as endpoint } from '@gatehouse/contracts/endpoints/audit'
import type { Database } from '@gatehouse/db/client'
import { DomainError } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { readChain } from './chain-rows.ts'

/** Hashing a batch must not hold up what else the process does. */
const batch = 2_000

type Head = { seq: bigint; hash: string }

/**
 * Recomputes the hash chain from its beginning or from a head that was kept, and names the first entry that was altered, removed or
 * inserted. A chain whose end was cut off is intact in itself: only a head that was kept elsewhere betrays it.
 */
export const verifyAuditChain = query({
  name: 'audit.verify',
  allowed: { permission: 'audit.read' },
  input: endpoint.query,
  run: async ({ pool, input }) => {
    if ((input.afterSeq === undefined) !== (input.afterHash === undefined))
      throw new DomainError('invalid_input', 'afterSeq and afterHash belong together.')
    const start: Head = { seq: BigInt(input.afterSeq ?? 0), hash: input.afterHash ?? auditGenesis }
    const { rows } = await pool.query<{ seq: string | null }>('SELECT max(seq)::text AS seq FROM audit_log')
    const lastSeq = rows[0]?.seq ?? '0'
    if (!(await holds(pool, start)))
      return view(start, { rows: 0, lastSeq, broken: { seq: start.seq.toString(), reason: 'checkpoint' } })
    return verifyFrom(pool, start, input.rows, lastSeq)
  },
})

async function verifyFrom(
  pool: Database['pool'],
  start: Head,
  most: number,
  lastSeq: string,
): Promise<AuditVerification> {
  let head = start
  let count = 0
  const read = (after: bigint, done: number) => readChain(pool, { after, limit: Math.min(batch, most - done) })
  let next = read(head.seq, 0)
  for (;;) {
    const records = await next
    const last = records.at(-1)
    if (last === undefined) return view(head, { rows: count, lastSeq })
    const more = count + records.length < most
    // Asked for before this one is hashed: the database works meanwhile.
    if (more) next = read(BigInt(last.seq), count + records.length)
    for (const record of records) {
      const reason = faultOf(head, record)
      if (reason !== undefined) {
        if (more) await next.catch(() => undefined)
        return view(head, { rows: count, lastSeq, broken: { seq: record.seq, reason } })
      }
      head = { seq: BigInt(record.seq), hash: record.hash }
      count += 1
    }
    if (!more) return view(head, { rows: count, lastSeq })
  }
}

/** What is wrong with an entry that follows `head`; undefined when nothing is. */
function faultOf(head: Head, record: ChainedRecord): AuditBreak | undefined {
  if (!isGenuine(record)) return 'content'
  if (BigInt(record.seq) !== head.seq + 1n) return 'gap'
  return record.prevHash === head.hash ? undefined : 'link'
}

function isGenuine(record: ChainedRecord): boolean {
  return createHash('sha256').update(chainText(record.prevHash, record)).digest('hex') === record.hash
}

/** Whether the log holds the entry where it begins, unaltered. */
async function holds(pool: Database['pool'], start: Head): Promise<boolean> {
  if (start.seq === 0n) return start.hash === auditGenesis
  const [record] = await readChain(pool, { after: start.seq - 1n, limit: 1 })
  return record !== undefined && BigInt(record.seq) === start.seq && record.hash === start.hash && isGenuine(record)
}

function view(
  head: Head,
  parts: { rows: number; lastSeq: string; broken?: { seq: string; reason: AuditBreak } },
): AuditVerification {
  const { rows, lastSeq, broken } = parts
  return {
    intact: broken === undefined,
    complete: broken !== undefined || head.seq >= BigInt(lastSeq),
    rows,
    brokenSeq: broken?.seq ?? null,
    reason: broken?.reason ?? null,
    headSeq: head.seq.toString(),
    headHash: head.hash,
    lastSeq: head.seq > BigInt(lastSeq) ? head.seq.toString() : lastSeq,
  }
}
