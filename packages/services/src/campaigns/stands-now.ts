import type { CampaignEvidence, CampaignKind } from '@gatehouse/contracts/endpoints/campaign-views'
import type { Context } from '../grammar/context.ts'
import type { Db } from './found-item.ts'

type Now = CampaignEvidence['now']
const gone = (sentence: string): Now => ({ state: 'gone', sentence })
const held = (suspended: boolean): Now =>
  suspended
    ? { state: 'suspended', sentence: 'It is suspended now.' }
    : { state: 'active', sentence: 'It is active now.' }

/** How a subject stands, for people who look; what acts on it locks it and asks again (subject-acts.ts). */
export async function standsNow(db: Db, ctx: Context, kind: CampaignKind, subjectId: string): Promise<Now> {
  switch (kind) {
    case 'subscription': {
      const row = await db.subscription.findUnique({
        where: { id: subjectId },
        select: { state: true, application: { select: { deletedAt: true } } },
      })
      if (!row || row.application.deletedAt) return gone('The application was deleted.')
      if (row.state === 'closed' || row.state === 'rejected') return gone('The subscription is closed.')
      return held(row.state === 'suspended')
    }
    case 'credential':
    case 'client': {
      const row = await db.credential.findUnique({
        where: { id: subjectId },
        select: { revokedAt: true, expiresAt: true, suspendedAt: true, application: { select: { deletedAt: true } } },
      })
      if (!row || row.application.deletedAt) return gone('The application was deleted.')
      if (row.revokedAt) return gone('It is revoked.')
      if (row.expiresAt && row.expiresAt <= ctx.now()) return gone('It has expired.')
      return held(row.suspendedAt !== null)
    }
    case 'person-role':
    case 'service-role': {
      const row = await db.roleAssignment.findUnique({ where: { id: subjectId }, select: { suspendedAt: true } })
      return row ? held(row.suspendedAt !== null) : gone('The role was taken.')
    }
    case 'partner-grant': {
      const [apiId = '', teamId = ''] = subjectId.split(':')
      const row = await db.apiGrant.findUnique({
        where: { apiId_teamId: { apiId, teamId } },
        select: { suspendedAt: true },
      })
      return row ? held(row.suspendedAt !== null) : gone('The grant was taken.')
    }
  }
}
