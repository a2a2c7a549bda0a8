import { listMyTeams as endpoint } from '@gatehouse/contracts/endpoints/my-applications'
import type { Id } from '@gatehouse/contracts/ids'
import { query } from '../grammar/query.ts'

/** Teams of the developer, his personal one first. */
export const listMyTeams = query({
  name: 'portal.teams',
  allowed: { developer: 'any' },
  input: endpoint.query,
  run: async ({ ctx, db }) => {
    const memberships =
      ctx.actor.kind === 'developer'
        ? await db.teamMember.findMany({ where: { personId: ctx.actor.personId }, include: { team: true }, take: 500 })
        : []
    const items = memberships.map(({ team, role }) => ({
      id: team.id as Id<'team'>,
      name: team.name,
      personal: team.personalOfId !== null,
      role: role as 'owner' | 'admin' | 'developer',
    }))
    return { items: items.sort((a, b) => Number(b.personal) - Number(a.personal) || a.name.localeCompare(b.name)) }
  },
})
