import { z } from 'zod'
import { canonicalJson, type Json, json } from './json.ts'

/**
 * The audit log's hash chain, as anybody may recompute it: the hash of an entry is the SHA-256, in lower-case hex, of the hash before
 * it, a line feed, and the canonical JSON of the entry's record. The first entry follows 64 zeros.
 */
export const auditGenesis = '0'.repeat(64)

/** The fields that the hash covers, in the form in which they are hashed. */
export type AuditRecord = {
  seq: string
  at: string
  actorKind: string
  actorId: string
  action: string
  targetKind: string
  targetId: string
  apiId: string | null
  teamId: string | null
  before: Json | null
  after: Json | null
  requestId: string | null
}

/** A record with its place in the chain: a line of an export, a message of a sink. */
export type ChainedRecord = AuditRecord & { prevHash: string; hash: string }

const hash = z.string().regex(/^[0-9a-f]{64}$/)
/** Position in the log, as text: it may grow past what a number holds. */
export const auditSeq = z.string().regex(/^\d{1,18}$/, { error: 'must be the number of an entry' })

/** One line of an export in NDJSON. */
export const chainedRecord = z.strictObject({
  seq: auditSeq,
  at: z.string(),
  actorKind: z.string(),
  actorId: z.string(),
  action: z.string(),
  targetKind: z.string(),
  targetId: z.string(),
  apiId: z.string().nullable(),
  teamId: z.string().nullable(),
  before: json.nullable(),
  after: json.nullable(),
  requestId: z.string().nullable(),
  prevHash: hash,
  hash,
})

/** A head that was kept elsewhere: the chain must hold this entry with this hash. */
export const auditCheckpoint = z.strictObject({ seq: auditSeq, hash })
export type AuditCheckpoint = z.infer<typeof auditCheckpoint>

/**
 * The record as canonical JSON, but for its sequence: what stands before and what stands behind it. The record's own members are put in
 * their order here, so only `before` and `after` are sorted; a million entries are hashed while one waits.
 */
export function recordParts(record: Omit<AuditRecord, 'seq'>): [head: string, tail: string] {
  const text = JSON.stringify
  return [
    `{"action":${text(record.action)},"actorId":${text(record.actorId)},"actorKind":${text(record.actorKind)},"after":${canonicalJson(record.after)},"apiId":${text(record.apiId)},"at":${text(record.at)},"before":${canonicalJson(record.before)},"requestId":${text(record.requestId)},"seq":"`,
    `","targetId":${text(record.targetId)},"targetKind":${text(record.targetKind)},"teamId":${text(record.teamId)}}`,
  ]
}

/** What is hashed for an entry. */
export function chainText(prevHash: string, record: AuditRecord): string {
  const [head, tail] = recordParts(record)
  return `${prevHash}\n${head}${record.seq}${tail}`
}
