import type { DirectoryEntry } from '@gatehouse/auth/directory/adapter'
import { z } from 'zod'
import type { Context } from '../../grammar/context.ts'
import { DomainError } from '../../grammar/domain-error.ts'
import { verb } from '../../grammar/verb.ts'
import type { AccessEvents } from '../../people/access-call.ts'
import { addDirectoryPersons } from '../add-persons.ts'
import { applyDirectoryPerson, removeDirectoryPerson } from '../apply-person.ts'

/** So many persons change in one transaction: it must be short, for others wait for the log. */
const perTransaction = 40

export type Counts = { created: number; changed: number; removed: number; refused: number }
type Known = { id: string; userName: string; active: boolean; nameKey: string; emailKeys: string[] }

const applyPersons = verb({
  name: 'directory.sync-persons',
  allowed: { systemOnly: true },
  input: z.strictObject({
    providerId: z.string(),
    persons: z.array(z.strictObject({ entry: z.custom<DirectoryEntry>(), id: z.string().optional() })),
  }),
  run: async ({ ctx, tx, change, input }) => {
    const call = { ctx, tx, change, providerId: input.providerId }
    const events: AccessEvents[] = []
    for (const { entry, id } of input.persons) events.push((await applyDirectoryPerson(call, told(entry), id)).events)
    return { events: events.flat() }
  },
  audit: ({ result }) => result.events,
})

const addPersons = verb({
  name: 'directory.sync-additions',
  allowed: { systemOnly: true },
  input: z.strictObject({ providerId: z.string(), persons: z.array(z.custom<DirectoryEntry>()) }),
  run: ({ ctx, tx, change, input }) =>
    addDirectoryPersons({ ctx, tx, change, providerId: input.providerId }, input.persons.map(told)),
  audit: () => [],
})

const removePersons = verb({
  name: 'directory.sync-removals',
  allowed: { systemOnly: true },
  input: z.strictObject({ providerId: z.string(), ids: z.array(z.string()) }),
  run: async ({ ctx, tx, change, input }) => {
    const call = { ctx, tx, change, providerId: input.providerId }
    const events: AccessEvents[] = []
    for (const id of input.ids) events.push(await removeDirectoryPerson(call, id))
    return { events: events.flat() }
  },
  audit: ({ result }) => result.events,
})

function told(entry: DirectoryEntry) {
  return {
    userName: entry.userName,
    externalId: entry.externalId,
    active: entry.active,
    name: entry.name ?? entry.userName,
    emails: entry.email === undefined ? [] : [entry.email],
    attributes: { displayName: entry.name ?? entry.userName },
  }
}

/** Takes one page: writes what differs from what is known, and nothing else. An entry that cannot be taken costs none of the others. */
export async function syncPersons(
  ctx: Context,
  providerId: string,
  page: readonly DirectoryEntry[],
  seen: Set<string>,
  counts: Counts,
): Promise<void> {
  const fresh = page.filter(({ externalId }) => !seen.has(externalId))
  for (const { externalId } of fresh) seen.add(externalId)
  const known = await knownPersons(ctx, providerId, fresh)
  const unknown = fresh.filter(({ externalId }) => !known.has(externalId))
  const work = [
    ...(await addAll(ctx, providerId, unknown, counts)),
    ...fresh.flatMap((entry) => {
      const before = known.get(entry.externalId)
      return before !== undefined && differs(entry, before) ? [{ entry, id: before.id }] : []
    }),
  ]
  // Who is to be off goes first: the rest can wait.
  work.sort((one, other) => Number(one.entry.active) - Number(other.entry.active))
  for (let at = 0; at < work.length; at += perTransaction)
    await applyAll(ctx, providerId, work.slice(at, at + perTransaction), counts)
}

/** Takes those of whom nobody knew, and gives those whose user name is in the way. */
async function addAll(
  ctx: Context,
  providerId: string,
  persons: readonly DirectoryEntry[],
  counts: Counts,
): Promise<{ entry: DirectoryEntry; id?: string }[]> {
  if (persons.length === 0) return []
  const left = await addPersons({ ctx, input: { providerId, persons: [...persons] } })
  counts.created += persons.length - left.length
  return left.flatMap((place) => {
    const entry = persons[place]
    return entry ? [{ entry }] : []
  })
}

async function applyAll(
  ctx: Context,
  providerId: string,
  work: readonly { entry: DirectoryEntry; id?: string }[],
  counts: Counts,
): Promise<void> {
  try {
    await applyPersons({ ctx, input: { providerId, persons: [...work] } })
    for (const { id } of work) counts[id === undefined ? 'created' : 'changed'] += 1
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    if (work.length === 1) counts.refused += 1
    else for (const one of work) await applyAll(ctx, providerId, [one], counts)
  }
}

/** Ends what persons had whom a complete listing does not name any more. */
export async function removeMissing(
  ctx: Context,
  providerId: string,
  ids: readonly string[],
  counts: Counts,
): Promise<void> {
  for (let at = 0; at < ids.length; at += perTransaction) {
    const some = ids.slice(at, at + perTransaction)
    await removePersons({ ctx, input: { providerId, ids: some } })
    counts.removed += some.length
  }
}

/** Rows of everybody that the directory has told of, by its own ids. */
export async function allKnown(ctx: Context, providerId: string): Promise<Map<string, string>> {
  const { rows } = await ctx.db.pool.query<{ id: string; externalId: string }>(
    `SELECT id, external_id AS "externalId" FROM directory_person
     WHERE identity_provider_id = $1 AND origin = 'directory' AND external_id IS NOT NULL`,
    [providerId],
  )
  return new Map(rows.map(({ id, externalId }) => [externalId, id]))
}

async function knownPersons(
  ctx: Context,
  providerId: string,
  page: readonly DirectoryEntry[],
): Promise<Map<string, Known>> {
  const { rows } = await ctx.db.pool.query<Known & { externalId: string }>(
    `SELECT id, external_id AS "externalId", user_name AS "userName", active, name_key AS "nameKey", email_keys AS "emailKeys"
     FROM directory_person WHERE identity_provider_id = $1 AND origin = 'directory' AND external_id = ANY($2)`,
    [providerId, page.map(({ externalId }) => externalId)],
  )
  return new Map(rows.map(({ externalId, ...row }) => [externalId, row]))
}

function differs(entry: DirectoryEntry, before: Known): boolean {
  const email = entry.email?.trim().toLowerCase() ?? ''
  return (
    entry.userName !== before.userName ||
    entry.active !== before.active ||
    (entry.name ?? entry.userName).toLowerCase() !== before.nameKey ||
    email !== (before.emailKeys[0] ?? '') ||
    before.emailKeys.length > 1
  )
}
