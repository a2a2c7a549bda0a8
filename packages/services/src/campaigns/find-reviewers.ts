import type { CampaignReviewers } from '@gatehouse/contracts/endpoints/campaign-views'
import { type Db, personName } from './found-item.ts'

/** What the rules ask of an item. */
export type Reviewed = {
  holder: { kind: 'application' | 'person' | 'serviceAccount' | 'team'; id: string }
  /** Team that holds it. */
  teamId: string | null
  offeringTeamIds: readonly string[]
  ownerIds: readonly string[]
}

export type Assigned = { reviewers: { id: string; name: string }[]; note: string | null }

type Person = { id: string; name: string; active: boolean; member: boolean }
type World = {
  owners: ReadonlyMap<string, { name: string; persons: Person[] }>
  managers: ReadonlyMap<string, Person[]>
  named: ReadonlyMap<string, Person>
  rule: CampaignReviewers
  campaignOwner: Person | undefined
}

const most = 10

/**
 * Who is asked about each item, in the order of the items. The rule's persons are, if one of them can: he is active, uses the console, and
 * it is not his own access. Else it falls to the owners of the team that holds it, of the one that offers it, and then to the campaign's
 * owner; the note says why.
 */
export async function findReviewers(
  db: Db,
  items: readonly Reviewed[],
  campaign: { reviewers: CampaignReviewers; ownerId: string },
): Promise<Assigned[]> {
  const world = await loadWorld(db, items, campaign)
  return items.map((item) => assign(world, item))
}

function assign(world: World, item: Reviewed): Assigned {
  const eligible = (person: Person) => person.active && person.member && !item.ownerIds.includes(person.id)
  const asked = ruled(world, item)
  const able = asked.filter(eligible)
  if (able.length > 0) return { reviewers: able.slice(0, most).map(toReviewer), note: null }
  const why = whyNot(world.rule, asked, item)
  for (const teamId of [item.teamId, ...item.offeringTeamIds]) {
    const team = teamId === null ? undefined : world.owners.get(teamId)
    const found = team?.persons.filter(eligible) ?? []
    if (team && found.length > 0)
      return {
        reviewers: found.slice(0, most).map(toReviewer),
        note: `${why}; it fell to the owner of team ${team.name}.`,
      }
  }
  if (world.campaignOwner && eligible(world.campaignOwner))
    return { reviewers: [toReviewer(world.campaignOwner)], note: `${why}; it fell to the campaign’s owner.` }
  return { reviewers: [], note: `${why}; nobody is left to ask, so it waits for who manages campaigns.` }
}

const toReviewer = ({ id, name }: Person) => ({ id, name })

function ruled(world: World, item: Reviewed): Person[] {
  const { rule } = world
  switch (rule.rule) {
    case 'person':
      return [...(world.named.get(rule.personId) ? [world.named.get(rule.personId) as Person] : [])]
    case 'offering':
      return unique(item.offeringTeamIds.flatMap((id) => world.owners.get(id)?.persons ?? []))
    case 'holder':
      return unique(item.teamId === null ? [] : (world.owners.get(item.teamId)?.persons ?? []))
    case 'manager': {
      const held =
        item.holder.kind === 'person'
          ? [item.holder.id]
          : item.teamId === null
            ? []
            : (world.owners.get(item.teamId)?.persons ?? []).map(({ id }) => id)
      return unique(held.flatMap((id) => world.managers.get(id) ?? []))
    }
  }
}

const unique = (persons: readonly Person[]) => [...new Map(persons.map((person) => [person.id, person])).values()]

function whyNot(rule: CampaignReviewers, asked: readonly Person[], item: Reviewed): string {
  const [first] = asked
  if (!first)
    return rule.rule === 'manager'
      ? 'No directory names a manager'
      : rule.rule === 'offering'
        ? item.offeringTeamIds.length === 0 && (item.holder.kind === 'person' || item.holder.kind === 'serviceAccount')
          ? 'No team owns the whole organization'
          : 'What it opens has no owner'
        : rule.rule === 'holder'
          ? 'The team that holds it has no owner'
          : 'The person who was to be asked is gone'
  if (asked.every(({ active }) => !active)) return `${names(asked)} ${asked.length === 1 ? 'is' : 'are'} switched off`
  if (asked.every(({ id }) => item.ownerIds.includes(id))) return `It is ${first.name}’s own access`
  return `${names(asked)} cannot use the console, or it is his own access`
}

function names(persons: readonly Person[]): string {
  const shown = persons.slice(0, 2).map(({ name }) => name)
  return persons.length > 2 ? `${shown.join(', ')} and ${persons.length - 2} more` : shown.join(' and ')
}

type PersonRow = {
  id: string
  name: string
  erasedAt: Date | null
  deactivatedAt: Date | null
  member: { personId: string } | null
}
const personSelect = {
  id: true,
  name: true,
  erasedAt: true,
  deactivatedAt: true,
  member: { select: { personId: true } },
} as const
const toPerson = (row: PersonRow): Person => ({
  id: row.id,
  name: personName(row),
  active: row.deactivatedAt === null && row.erasedAt === null,
  member: row.member !== null,
})

async function loadWorld(
  db: Db,
  items: readonly Reviewed[],
  { reviewers: rule, ownerId }: { reviewers: CampaignReviewers; ownerId: string },
): Promise<World> {
  const teamIds = [
    ...new Set(items.flatMap(({ teamId, offeringTeamIds }) => [...(teamId ? [teamId] : []), ...offeringTeamIds])),
  ]
  const teams = await db.team.findMany({
    where: { id: { in: teamIds } },
    select: {
      id: true,
      name: true,
      members: {
        where: { role: 'owner' },
        orderBy: [{ since: 'asc' }, { personId: 'asc' }],
        select: { person: { select: personSelect } },
        take: 50,
      },
    },
  })
  const owners = new Map(
    teams.map(({ id, name, members }) => [id, { name, persons: members.map(({ person }) => toPerson(person)) }]),
  )
  const namedIds = [ownerId, ...(rule.rule === 'person' ? [rule.personId] : [])]
  const persons = await db.person.findMany({ where: { id: { in: namedIds } }, select: personSelect })
  const named = new Map(persons.map((row) => [row.id, toPerson(row)]))
  const managed =
    rule.rule === 'manager'
      ? [
          ...items.flatMap(({ holder }) => (holder.kind === 'person' ? [holder.id] : [])),
          ...[...owners.values()].flatMap(({ persons }) => persons.map(({ id }) => id)),
        ]
      : []
  return { owners, named, rule, campaignOwner: named.get(ownerId), managers: await managersOf(db, managed) }
}

/** As a directory tells (RFC 7643 §4.3): by its own id of the manager, the external one, or the user name. */
async function managersOf(db: Db, personIds: readonly string[]): Promise<Map<string, Person[]>> {
  if (personIds.length === 0) return new Map()
  const rows = await db.$queryRaw<{ of: string; id: string }[]>`
    SELECT d.person_id AS of, m.person_id AS id
    FROM directory_person d
      JOIN LATERAL (SELECT d.attributes->'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'->'manager' AS named) n ON true
      JOIN directory_person m ON m.identity_provider_id = d.identity_provider_id AND m.person_id IS NOT NULL
        AND (m.id = n.named->>'value' OR m.external_id = n.named->>'value' OR m.user_name_key = lower(n.named->>'value'))
    WHERE d.person_id = ANY(${[...new Set(personIds)]}::text[]) AND n.named IS NOT NULL`
  const persons = await db.person.findMany({
    where: { id: { in: rows.map(({ id }) => id) } },
    select: personSelect,
  })
  const byId = new Map(persons.map((row) => [row.id, toPerson(row)]))
  const found = new Map<string, Person[]>()
  for (const { of, id } of rows) {
    const person = byId.get(id)
    if (person) found.set(of, [...(found.get(of) ?? []), person])
  }
  return found
}
