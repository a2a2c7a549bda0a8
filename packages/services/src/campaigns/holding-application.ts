import type { CampaignSnapshot } from '@gatehouse/contracts/endpoints/campaign-views'
import type { Prisma } from '@gatehouse/db/client'
import type { FoundItem } from './found-item.ts'

export const applicationSelect = {
  id: true,
  name: true,
  teamId: true,
  state: true,
  team: {
    select: {
      id: true,
      name: true,
      personalOfId: true,
      members: {
        where: { role: 'owner', person: { deactivatedAt: null, erasedAt: null } },
        select: { personId: true },
        take: 1,
      },
    },
  },
} satisfies Prisma.ApplicationSelect

type Application = Prisma.ApplicationGetPayload<{ select: typeof applicationSelect }>

export function holderOfApplication(application: Application): CampaignSnapshot['holder'] {
  const { id, name, team } = application
  return { kind: 'application', id, name, team: { id: team.id, name: team.name } }
}

/** A personal team is its person: what its applications have is his own. */
export function ownersOf({ team }: Application): string[] {
  return team.personalOfId === null ? [] : [team.personalOfId]
}

export function ownerHints({ team }: Application): FoundItem['hints'] {
  return team.members.length > 0 ? [] : [{ code: 'owner-gone', text: `Team ${team.name} has no active owner.` }]
}
