import type { DirectoryPage } from '@gatehouse/auth/directory/adapter'
import { z } from 'zod'
import type { Context } from '../../grammar/context.ts'
import { verb } from '../../grammar/verb.ts'
import { applyDirectoryGroup, removeDirectoryGroup } from '../apply-group.ts'

export type ListedGroup = DirectoryPage['groups'][number]
export type KnownGroup = { id: string; name: string; mapped: boolean; members: Set<string> }

/** A group with its members, all at once: thousands of rows take their time. */
const transactionMs = 60_000

const applyGroup = verb({
  name: 'directory.sync-group',
  allowed: { systemOnly: true },
  timeoutMs: transactionMs,
  input: z.strictObject({
    providerId: z.string(),
    id: z.string().optional(),
    externalId: z.string(),
    name: z.string(),
    members: z.custom<readonly string[]>(),
  }),
  run: ({ ctx, tx, change, input }) =>
    applyDirectoryGroup(
      { ctx, tx, change, providerId: input.providerId },
      { displayName: input.name, externalId: input.externalId },
      { replace: input.members },
      input.id,
    ),
  audit: ({ result }) => result.events,
})

const removeGroup = verb({
  name: 'directory.sync-group-removal',
  allowed: { systemOnly: true },
  timeoutMs: transactionMs,
  input: z.strictObject({ providerId: z.string(), id: z.string() }),
  run: ({ ctx, tx, change, input }) =>
    removeDirectoryGroup({ ctx, tx, change, providerId: input.providerId }, input.id),
  audit: ({ result }) => result,
})

/** Groups that the directory has told of, with the directory's ids of their members. */
export async function knownGroups(ctx: Context, providerId: string): Promise<Map<string, KnownGroup>> {
  const { rows } = await ctx.db.pool.query<{
    id: string
    externalId: string
    name: string
    mapped: boolean
    members: string[]
  }>(
    `SELECT g.id, g.external_id AS "externalId", g.display_name AS name,
       EXISTS (SELECT 1 FROM group_mapping m WHERE m.group_id = g.id) AS mapped,
       coalesce(array_agg(p.external_id) FILTER (WHERE p.external_id IS NOT NULL), '{}') AS members
     FROM directory_group g LEFT JOIN directory_membership s ON s.group_id = g.id
       LEFT JOIN directory_person p ON p.id = s.directory_person_id
     WHERE g.identity_provider_id = $1 AND g.origin = 'directory' AND g.external_id IS NOT NULL GROUP BY g.id`,
    [providerId],
  )
  return new Map(rows.map(({ externalId, members, ...row }) => [externalId, { ...row, members: new Set(members) }]))
}

/** How many memberships in groups that give something there are, and how many of them a listing would end. */
export function lostMemberships(
  known: ReadonlyMap<string, KnownGroup>,
  listed: readonly ListedGroup[],
): { known: number; gone: number } {
  const now = new Map(listed.map(({ externalId, members }) => [externalId, new Set(members)]))
  let [all, gone] = [0, 0]
  for (const [externalId, { mapped, members }] of known) {
    if (!mapped) continue
    all += members.size
    for (const member of members) if (!now.get(externalId)?.has(member)) gone += 1
  }
  return { known: all, gone }
}

/** Takes all groups of a complete listing. One that is gone loses its members; its mappings stay, in case it comes back. */
export async function syncGroups(
  ctx: Context,
  providerId: string,
  listed: readonly ListedGroup[],
  known: ReadonlyMap<string, KnownGroup>,
  persons: ReadonlyMap<string, string>,
): Promise<void> {
  for (const { externalId, name, members } of listed) {
    const before = known.get(externalId)
    const own = members.filter((member) => persons.has(member))
    if (before && before.name === name && isSame(before.members, own)) continue
    const ids = own.flatMap((member) => persons.get(member) ?? [])
    const input = { providerId, externalId, name, members: ids, ...(before ? { id: before.id } : {}) }
    await applyGroup({ ctx, input })
  }
  const still = new Set(listed.map(({ externalId }) => externalId))
  for (const [externalId, { id, name, mapped, members }] of known) {
    if (still.has(externalId)) continue
    if (!mapped) await removeGroup({ ctx, input: { providerId, id } })
    else if (members.size > 0) await applyGroup({ ctx, input: { providerId, id, externalId, name, members: [] } })
  }
}

function isSame(before: ReadonlySet<string>, now: readonly string[]): boolean {
  const members = new Set(now)
  return before.size === members.size && [...members].every((member) => before.has(member))
}
