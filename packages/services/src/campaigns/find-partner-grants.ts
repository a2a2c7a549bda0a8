import { dayText, type Gather, mostItems } from './found-item.ts'

/** Partner teams that may see an API and ask for it. */
export const findPartnerGrants: Gather = async (db, _ctx, scope) => {
  if (scope.stageIds || scope.productIds) return []
  const rows = await db.apiGrant.findMany({
    where: {
      ...(scope.teamIds ? { teamId: { in: [...scope.teamIds] } } : {}),
      ...(scope.apiIds ? { apiId: { in: [...scope.apiIds] } } : {}),
    },
    orderBy: [{ teamId: 'asc' }, { apiId: 'asc' }],
    take: mostItems + 1,
    include: {
      api: { select: { id: true, name: true, teamId: true, team: { select: { name: true } } } },
      team: {
        select: {
          id: true,
          name: true,
          members: {
            where: { role: 'owner', person: { deactivatedAt: null, erasedAt: null } },
            select: { personId: true },
            take: 1,
          },
          applications: {
            where: { deletedAt: null },
            select: {
              subscriptions: {
                where: { state: 'active' },
                select: { product: { select: { items: { select: { version: { select: { apiId: true } } } } } } },
              },
            },
          },
        },
      },
    },
  })
  return rows.map(({ api, team, ...row }) => {
    const used = team.applications
      .flatMap(({ subscriptions }) => subscriptions)
      .filter(({ product }) => product.items.some(({ version }) => version.apiId === api.id)).length
    return {
      kind: 'partner-grant' as const,
      subjectId: `${api.id}:${team.id}`,
      holder: { kind: 'team' as const, id: team.id, name: team.name, team: { id: team.id, name: team.name } },
      what: `May see and ask for ${api.name}`,
      facts: [
        { label: 'API', value: api.name },
        { label: 'Offered by', value: api.team.name },
        { label: 'Subscriptions', value: used === 0 ? 'none' : String(used) },
      ],
      since: row.createdAt,
      lastUsedAt: null,
      hints: [
        ...(team.members.length === 0
          ? [{ code: 'owner-gone' as const, text: `Team ${team.name} has no active owner.` }]
          : []),
        ...(used === 0 ? [{ code: 'never-used' as const, text: 'No application of the team uses the API.' }] : []),
        ...(row.suspendedAt === null ? [] : [{ code: 'suspended' as const, text: 'Suspended already.' }]),
      ],
      reason: `Team ${team.name} is a partner of ${api.name} since ${dayText(row.createdAt)}.`,
      refs: { applicationId: null, productId: null, stageId: null, teamId: team.id },
      offeringTeamIds: [api.teamId],
      apiIds: [api.id],
      ownerIds: [],
      countedBy: null,
    }
  })
}
