import { createHash } from 'node:crypto'
import { type AuditRecord, auditGenesis, type ChainedRecord, chainText } from '@gatehouse/contracts/audit-chain'
import { newId } from '@gatehouse/contracts/ids'
import type { TestInstallation } from '@gatehouse/services/testing'

const batch = 5_000
const day = 86_400_000

/** A log of `count` entries in the place of the one that is there: plans, keys, APIs and sign-ins of 40 persons over a year. */
export async function fillAudit(app: TestInstallation, count: number): Promise<void> {
  const { pool } = app.db
  const persons = Array.from({ length: 40 }, () => newId('person'))
  const targets = Array.from({ length: 2_000 }, () => newId('plan'))
  const apis = Array.from({ length: 500 }, () => newId('api'))
  const teams = Array.from({ length: 100 }, () => newId('team'))
  const from = Date.now() - 365 * day
  await pool.query('TRUNCATE audit_log')
  let prevHash = auditGenesis
  for (let done = 0; done < count; done += batch) {
    const records: ChainedRecord[] = []
    for (let at = done + 1; at <= Math.min(done + batch, count); at += 1) {
      const kind = at % 10
      const limit = 100 + (at % 900)
      const record: AuditRecord = {
        seq: String(at),
        at: new Date(from + Math.floor((at / count) * 365 * day)).toISOString(),
        actorKind: 'member',
        actorId: persons[at % 40] ?? '',
        action: kind < 3 ? 'plan.revise' : kind < 6 ? 'credential.create' : kind < 9 ? 'api.update' : 'account.sign-in',
        targetKind: kind < 3 ? 'plan' : kind < 6 ? 'credential' : kind < 9 ? 'api' : 'person',
        targetId: (kind < 3 ? targets[at % 2_000] : apis[at % 500]) ?? '',
        apiId: kind < 9 ? (apis[at % 500] ?? null) : null,
        teamId: teams[at % 100] ?? null,
        before: kind < 3 ? { name: 'Gold', rateLimit: { requests: limit, seconds: 60 }, quota: null } : null,
        after:
          kind < 3
            ? { name: 'Gold', rateLimit: { requests: limit + 50, seconds: 60 }, quota: { calls: 10_000 } }
            : kind < 9
              ? { stageId: teams[at % 100] ?? null, environment: 'production', expiresAt: null, number: at }
              : null,
        requestId: newId('request'),
      }
      const hash = createHash('sha256').update(chainText(prevHash, record)).digest('hex')
      records.push({ ...record, prevHash, hash })
      prevHash = hash
    }
    const column = (key: keyof ChainedRecord) => records.map((record) => record[key])
    const json = (key: 'before' | 'after') =>
      records.map((record) => (record[key] === null ? null : JSON.stringify(record[key])))
    await pool.query(
      `INSERT INTO audit_log (seq, at, actor_kind, actor_id, action, target_kind, target_id, api_id, team_id, before, after, request_id, prev_hash, hash)
       SELECT * FROM unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
         $10::jsonb[], $11::jsonb[], $12::text[], $13::text[], $14::text[])`,
      [
        column('seq'),
        column('at'),
        column('actorKind'),
        column('actorId'),
        column('action'),
        column('targetKind'),
        column('targetId'),
        column('apiId'),
        column('teamId'),
        json('before'),
        json('after'),
        column('requestId'),
        column('prevHash'),
        column('hash'),
      ],
    )
  }
  await pool.query('ANALYZE audit_log')
}
