import { readKeyFile as endpoint, type KeyFilePreview } from '@gatehouse/contracts/endpoints/key-imports'
import type { Id } from '@gatehouse/contracts/ids'
import { query, type Reader } from '../grammar/query.ts'
import type { HashedKey } from './hashed-keys.ts'
import { knownKeys } from './known-keys.ts'
import { readKeyFile } from './read-key-file.ts'

const shownConsumers = 500
const shownRefused = 200

/** What files of keys hold, before anything is decided. Saves nothing and keeps nothing. */
export const previewKeyFile = query({
  name: 'key-import.read',
  allowed: { permission: 'application.manage' },
  input: endpoint.body,
  run: async ({ ctx, db, input }): Promise<KeyFilePreview> => {
    const { records, refused, leftOut } = await readKeyFile({ ...input, now: ctx.now().getTime() })
    const known = await knownKeys(db, records)
    return {
      records: records.length + refused.length,
      byHash: records.filter(({ hashed }) => hashed).length,
      weak: records.filter(({ weak }) => weak).length,
      already: known.size,
      consumers: await consumersOf(db, records),
      groups: [...counted(records.flatMap(({ groups }) => groups))]
        .slice(0, 500)
        .map(([name, keys]) => ({ name, keys })),
      refused: { total: refused.length, items: refused.slice(0, shownRefused) },
      leftOut,
    }
  },
})

async function consumersOf(db: Reader, records: readonly HashedKey[]): Promise<KeyFilePreview['consumers']> {
  const all = counted(records.map(({ consumer }) => consumer))
  const shown = [...all].slice(0, shownConsumers)
  const names = shown.flatMap(([name]) => (name === null ? [] : [name]))
  const rows = await db.application.findMany({
    where: { name: { in: names }, deletedAt: null },
    select: { id: true, name: true, team: { select: { name: true } } },
    orderBy: { id: 'asc' },
    take: shownConsumers,
  })
  const byName = new Map(
    rows.map((row) => [row.name, { id: row.id as Id<'application'>, name: row.name, team: row.team.name }]),
  )
  return {
    total: all.size,
    items: shown.map(([name, keys]) => ({ name, keys, application: byName.get(name ?? '') ?? null })),
  }
}

/** How often each stands there, most first. */
function counted<T>(values: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return new Map([...counts].sort(([, a], [, b]) => b - a))
}
