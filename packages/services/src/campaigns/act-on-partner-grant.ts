import { type Effect, gone, type SubjectActs } from './subject-acts.ts'

const keyOf = (subjectId: string) => {
  const [apiId = '', teamId = ''] = subjectId.split(':')
  return { apiId, teamId }
}

/** A suspended grant hides the API from the team; what the team is subscribed to stays. */
export const partnerGrantActs: SubjectActs = {
  standing: async ({ tx }, subjectId) => {
    const { apiId, teamId } = keyOf(subjectId)
    const [row] = await tx.$queryRaw<{ suspended_at: Date | null; suspended_for: string | null }[]>`
      SELECT suspended_at, suspended_for FROM api_grant WHERE api_id = ${apiId} AND team_id = ${teamId} FOR UPDATE`
    if (!row) return gone('The grant was taken meanwhile.')
    if (row.suspended_at)
      return { state: 'suspended', sentence: 'The grant is suspended.', reason: row.suspended_for, stageId: undefined }
    return { state: 'active', sentence: 'The team may see the API.', reason: null, stageId: undefined }
  },
  revoke: async ({ tx }, subjectId): Promise<Effect> => {
    const { apiId, teamId } = keyOf(subjectId)
    await tx.apiGrant.delete({ where: { apiId_teamId: { apiId, teamId } } })
    return {
      outcome: 'revoked',
      note: 'What the team is subscribed to stays; review subscriptions to end that.',
      audit: [
        {
          action: 'api.remove-partner',
          target: { kind: 'api', id: apiId },
          apiId,
          before: { partnerTeamId: teamId },
        },
      ],
    }
  },
  suspend: async ({ ctx, tx }, subjectId, reason): Promise<Effect> => {
    const { apiId, teamId } = keyOf(subjectId)
    await tx.apiGrant.update({
      where: { apiId_teamId: { apiId, teamId } },
      data: { suspendedAt: ctx.now(), suspendedFor: reason },
    })
    return {
      outcome: 'suspended',
      note: null,
      audit: [
        { action: 'api.suspend-partner', target: { kind: 'api', id: apiId }, apiId, after: { partnerTeamId: teamId } },
      ],
    }
  },
  restore: async ({ tx }, subjectId) => {
    const { apiId, teamId } = keyOf(subjectId)
    await tx.apiGrant.update({
      where: { apiId_teamId: { apiId, teamId } },
      data: { suspendedAt: null, suspendedFor: null },
    })
    return [
      { action: 'api.return-partner', target: { kind: 'api', id: apiId }, apiId, after: { partnerTeamId: teamId } },
    ]
  },
}
