import type { AuditRecord, ChainedRecord } from '@gatehouse/contracts/audit-chain'
import type { Json } from '@gatehouse/contracts/json'
import type { Database } from '@gatehouse/db/client'
import { Conditions } from './audit-condition.ts'

/** Text as the server sends it: a million rows are not worth a million date objects. */
const asText = { getTypeParser: () => (value: string) => value } as never

const columns = `seq, (extract(epoch FROM at) * 1000000)::bigint, actor_kind, actor_id, action, target_kind, target_id, api_id, team_id,
  before, after, request_id, prev_hash, hash`

type Text = string | null

export type ChainPart = {
  /** Behind this entry. */
  after?: bigint
  /** Before this entry. */
  before?: bigint
  newestFirst?: boolean
  limit: number
  where?: Conditions
}

/** Entries of the log in the order of their sequence, with what each hash covers. */
export async function readChain(pool: Database['pool'], part: ChainPart): Promise<ChainedRecord[]> {
  const place = new Conditions()
  if (part.after !== undefined) place.add('seq > ?::bigint', part.after.toString())
  if (part.before !== undefined) place.add('seq < ?::bigint', part.before.toString())
  const bounds = place.sql(1)
  const where = part.where?.sql(1 + bounds.values.length) ?? { text: 'true', values: [] }
  const { rows } = await pool.query<Text[]>({
    text: `SELECT ${columns} FROM audit_log WHERE ${bounds.text} AND ${where.text}
      ORDER BY seq ${part.newestFirst ? 'DESC' : 'ASC'} LIMIT ${Math.trunc(part.limit)}`,
    values: [...bounds.values, ...where.values],
    rowMode: 'array',
    types: asText,
  } as never)
  return rows.map(recordOf)
}

function recordOf(row: Text[]): ChainedRecord {
  const [seq, micros, actorKind, actorId, action, targetKind, targetId, apiId, teamId, before, after, requestId] = row
  const [prevHash, hash] = row.slice(12)
  const record: AuditRecord = {
    seq: seq ?? '',
    at: instantOf(micros ?? ''),
    actorKind: actorKind ?? '',
    actorId: actorId ?? '',
    action: action ?? '',
    targetKind: targetKind ?? '',
    targetId: targetId ?? '',
    apiId: apiId ?? null,
    teamId: teamId ?? null,
    before: jsonOf(before),
    after: jsonOf(after),
    requestId: requestId ?? null,
  }
  return { ...record, prevHash: prevHash ?? '', hash: hash ?? '' }
}

const jsonOf = (text: Text | undefined): Json | null => (text == null ? null : (JSON.parse(text) as Json))

/** Written in whole milliseconds; one with a finer part was never written by us, and says so by not being an instant of the chain. */
function instantOf(micros: string): string {
  const iso = new Date(Number(micros.slice(0, -3))).toISOString()
  return micros.endsWith('000') ? iso : `${iso.slice(0, -1)}${micros.slice(-3)}Z`
}
