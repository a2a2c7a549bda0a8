import { revokeInTransaction } from '../credentials/revoke-credential.ts'
import { type Effect, gone, type SubjectActs } from './subject-acts.ts'

type Row = {
  revoked_at: Date | null
  expires_at: Date | null
  overlap_until: Date | null
  suspended_at: Date | null
  suspended_for: string | null
  deleted_at: Date | null
  stage_id: string
  rotated: boolean
}

/** A suspended credential is refused by the gateways of its stage with the reason, and a client gets no tokens. */
export const credentialActs: SubjectActs = {
  standing: async ({ ctx, tx }, id) => {
    const [row] = await tx.$queryRaw<Row[]>`
      SELECT c.revoked_at, c.expires_at, c.overlap_until, c.suspended_at, c.suspended_for, a.deleted_at, c.stage_id,
        EXISTS (SELECT FROM credential n WHERE n.rotated_from_id = c.id) AS rotated
      FROM credential c JOIN application a ON a.id = c.application_id WHERE c.id = ${id} FOR UPDATE OF c`
    const now = ctx.now()
    if (!row || row.deleted_at) return gone('The application was deleted.')
    if (row.revoked_at) return gone('It was revoked meanwhile.')
    if (row.expires_at && row.expires_at <= now) return gone('It has expired meanwhile.')
    if (row.overlap_until && row.overlap_until <= now)
      return gone('It was replaced by another one, which this campaign has not seen.')
    const also = row.rotated ? ' Another one has been made to replace it.' : ''
    if (row.suspended_at)
      return {
        state: 'suspended',
        sentence: `It is suspended.${also}`,
        reason: row.suspended_for,
        stageId: row.stage_id,
      }
    return { state: 'active', sentence: `It is good.${also}`, reason: null, stageId: row.stage_id }
  },
  revoke: async ({ ctx, tx, change }, id): Promise<Effect> => {
    await revokeInTransaction(tx, ctx, change, id)
    return {
      outcome: 'revoked',
      note: null,
      audit: [
        {
          action: 'credential.revoke',
          target: { kind: 'credential', id },
          after: { revokedAt: ctx.now().toISOString() },
        },
      ],
    }
  },
  suspend: async ({ ctx, tx, change }, id, reason): Promise<Effect> => {
    const row = await tx.credential.update({
      where: { id },
      data: { suspendedAt: ctx.now(), suspendedFor: reason, etag: { increment: 1 } },
      select: { stageId: true },
    })
    change.access('credential', id, { stageId: row.stageId })
    return {
      outcome: 'suspended',
      note: null,
      audit: [{ action: 'credential.suspend', target: { kind: 'credential', id }, after: { suspended: true } }],
    }
  },
  restore: async ({ tx, change }, id) => {
    const row = await tx.credential.update({
      where: { id },
      data: { suspendedAt: null, suspendedFor: null, etag: { increment: 1 } },
      select: { stageId: true },
    })
    change.access('credential', id, { stageId: row.stageId })
    return [{ action: 'credential.reactivate', target: { kind: 'credential', id }, before: { suspended: true } }]
  },
}
