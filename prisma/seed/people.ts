import type { Actor } from '@gatehouse/contracts/actor'
import { type Id, newId } from '@gatehouse/contracts/ids'
import { type BuiltInRole, builtInRoles } from '@gatehouse/contracts/permissions'
import type { Context } from '@gatehouse/services/grammar/context'
import { createPerson } from '@gatehouse/services/people/create-person'
import { createTeam } from '@gatehouse/services/teams/create-team'

type Hat = 'member' | 'developer'
type DemoPerson = { email: string; name: string; password: string; hat: Hat; role?: BuiltInRole; who: string }

/** Demonstration only: their passwords are printed by the launcher. */
export const demoPeople = {
  admin: {
    email: 'mira@gatehouse.example',
    name: 'Mira Keller',
    password: 'harbour-lantern-47',
    hat: 'member',
    role: 'Admin',
    who: 'admin',
  },
  owner: {
    email: 'alva@gatehouse.example',
    name: 'Alva Lindqvist',
    password: 'copper-meadow-18',
    hat: 'member',
    role: 'Product owner',
    who: 'product owner',
  },
  viewer: {
    email: 'vito@gatehouse.example',
    name: 'Vito Brandt',
    password: 'quiet-granite-93',
    hat: 'member',
    role: 'Viewer',
    who: 'viewer: sees, changes nothing',
  },
  security: {
    email: 'sana@gatehouse.example',
    name: 'Sana Moreau',
    password: 'amber-bulwark-31',
    hat: 'member',
    role: 'Security admin',
    who: 'Security admin: writes guardrails, and asks a reviewer',
  },
  reviewer: {
    email: 'rolf@gatehouse.example',
    name: 'Rolf Andersen',
    password: 'silver-cordon-58',
    hat: 'member',
    role: 'Security reviewer',
    who: 'Security reviewer: approves and rejects, edits nothing',
  },
  developer: {
    email: 'dana@acme-shop.example',
    name: 'Dana Okafor',
    password: 'willow-compass-62',
    hat: 'developer',
    who: 'developer with an application and a Sandbox key',
  },
} as const satisfies Record<string, DemoPerson>

/** Makes the person unless somebody has the address already. */
export async function seedPerson(ctx: Context, person: DemoPerson): Promise<Id<'person'>> {
  const known = await ctx.db.prisma.person.findUnique({ where: { email: person.email }, select: { id: true } })
  if (known) return known.id as Id<'person'>
  const { email, name, password, hat, role } = person
  const made = await createPerson({
    ctx,
    input: { email, name, password, hats: [hat], roles: role === undefined ? [] : [{ role }] },
  })
  return made.id
}

/** The member as he acts in the console: what he does here stands in the audit log under his id. */
export function memberActor(personId: Id<'person'>, role: BuiltInRole): Actor {
  const grants = [{ permissions: builtInRoles[role].permissions, scope: { kind: 'organization' as const } }]
  return { kind: 'member', personId, sessionId: newId('session'), grants }
}

/** The developer with the roles that he has in his teams. */
export async function developerActor(ctx: Context, personId: Id<'person'>): Promise<Actor> {
  const memberships = await ctx.db.prisma.teamMember.findMany({ where: { personId } })
  const teams = new Map(memberships.map(({ teamId, role }) => [teamId, role as 'owner' | 'admin' | 'developer']))
  return { kind: 'developer', personId, sessionId: newId('session'), teams }
}

/** Makes the team unless one has the name already. */
export async function seedTeam(ctx: Context, name: string, ownerId: Id<'person'>): Promise<Id<'team'>> {
  const known = await ctx.db.prisma.team.findFirst({ where: { name, personalOfId: null }, select: { id: true } })
  if (known) return known.id as Id<'team'>
  return (await createTeam({ ctx, input: { name, ownerId } })).id
}
