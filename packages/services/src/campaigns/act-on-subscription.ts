import type { AuditEntry } from '../grammar/audit-chain.ts'
import { moveSubscription } from '../subscriptions/subscription-states.ts'
import { type Effect, gone, type SubjectActs } from './subject-acts.ts'

type Row = {
  state: string
  reason: string | null
  closed_at: Date | null
  deleted_at: Date | null
  product_id: string
  application_id: string
  team_id: string
}

const entry = (id: string, action: string, before: string, after: string): AuditEntry => ({
  action,
  target: { kind: 'subscription', id },
  before: { state: before },
  after: { state: after },
})

/** Revoke closes it; suspend and restore are its own states. */
export const subscriptionActs: SubjectActs = {
  standing: async ({ tx }, id) => {
    const [row] = await tx.$queryRaw<Row[]>`
      SELECT s.state, s.reason, s.closed_at, a.deleted_at, s.product_id, s.application_id, a.team_id
      FROM subscription s JOIN application a ON a.id = s.application_id WHERE s.id = ${id} FOR UPDATE OF s`
    if (!row) return gone('The subscription is gone.')
    if (row.deleted_at) return gone('The application was deleted.')
    if (row.state === 'closed') return gone('The subscription was closed meanwhile.')
    if (row.state === 'rejected') return gone('The request for it was rejected.')
    if (row.state === 'suspended')
      return { state: 'suspended', sentence: 'The subscription is suspended.', reason: row.reason, stageId: null }
    return { state: 'active', sentence: 'The subscription is active.', reason: null, stageId: null }
  },
  revoke: async ({ ctx, tx, change }, id, reason): Promise<Effect> => {
    const before = await moveSubscription(tx, ctx, change, id, 'closed', reason)
    return { outcome: 'revoked', note: null, audit: [entry(id, 'subscription.close', before, 'closed')] }
  },
  suspend: async ({ ctx, tx, change }, id, reason): Promise<Effect> => {
    const before = await moveSubscription(tx, ctx, change, id, 'suspended', reason)
    return { outcome: 'suspended', note: null, audit: [entry(id, 'subscription.suspend', before, 'suspended')] }
  },
  restore: async ({ ctx, tx, change }, id) => {
    const before = await moveSubscription(tx, ctx, change, id, 'active', null)
    return [entry(id, 'subscription.resume', before, 'active')]
  },
}
