import { type DirectoryEntry, ProviderError } from '@gatehouse/auth/directory/adapter'
import type { DirectorySync } from '@gatehouse/contracts/identity-providers'
import { asSystem, type Context } from '../../grammar/context.ts'
import { visitProvider } from '../../identity-providers/provider-call.ts'
import { providerKinds } from '../../identity-providers/provider-kinds.ts'
import { isSuspicious } from './suspicion.ts'
import { knownGroups, type ListedGroup, lostMemberships, syncGroups } from './sync-groups.ts'
import { allKnown, type Counts, removeMissing, syncPersons } from './sync-persons.ts'
import { readSyncStatus, storeSyncStatus } from './sync-status.ts'

/** Longest time of one sync; a directory that takes longer is asked again from the beginning. */
const longestMs = 30 * 60_000
/** How often the page hears how far a long one is. */
const tellEveryMs = 2_000
/** One lock a provider, whatever process holds it: two 32-bit numbers, the first says what for. */
const lockSpace = 0x6a7e_0011

export type SyncOptions = {
  /** Asked again once the lock is held. */
  isDue?: (last: DirectorySync | undefined, pollSeconds: number) => boolean
  /** Ends it early, as if the directory had gone away. */
  signal?: AbortSignal
}

/**
 * Reads a directory from beginning to end and takes what changed. Nobody is switched off for being missing unless the listing was complete
 * and believable. Undefined: another process is at it, or `isDue` says no once the lock is held.
 */
export async function syncDirectory(
  ctx: Context,
  providerId: string,
  options: SyncOptions = {},
): Promise<DirectorySync | undefined> {
  const client = await ctx.db.pool.connect()
  try {
    const { rows } = await client.query<{ locked: boolean }>(
      'SELECT pg_try_advisory_lock($1, hashtext($2)) AS locked',
      [lockSpace, providerId],
    )
    if (!rows[0]?.locked) return undefined
    try {
      return await run(asSystem(ctx, 'directory-sync'), providerId, options)
    } finally {
      await client.query('SELECT pg_advisory_unlock($1, hashtext($2))', [lockSpace, providerId])
    }
  } finally {
    client.release()
  }
}

async function run(
  ctx: Context,
  providerId: string,
  { isDue, signal }: SyncOptions,
): Promise<DirectorySync | undefined> {
  const row = await ctx.db.prisma.identityProvider.findUnique({ where: { id: providerId } })
  if (!row?.enabled || !providerKinds(ctx.installation).has(row.kind)) return undefined
  const last = readSyncStatus(row.sync)
  const { pollSeconds = 30, missingShare = 20 } = row.settings as { pollSeconds?: number; missingShare?: number }
  if (isDue && !isDue(last, pollSeconds)) return undefined
  const { adapter, call } = visitProvider(ctx, row, longestMs)
  if (!adapter.listPeople) return undefined
  const status: DirectorySync = {
    state: 'running',
    sentence: '',
    startedAt: ctx.now().toISOString(),
    persons: 0,
    groups: 0,
    created: 0,
    changed: 0,
    removed: 0,
    refused: 0,
    ...(last?.completedAt === undefined ? {} : { completedAt: last.completedAt }),
  }
  try {
    const sentence = await takeAll(
      ctx,
      providerId,
      adapter.listPeople(signal ? { ...call, signal: AbortSignal.any([call.signal, signal]) } : call),
      missingShare,
      status,
    )
    const at = ctx.now().toISOString()
    Object.assign(status, { state: sentence === '' ? 'done' : 'held', sentence, finishedAt: at })
    if (sentence === '') status.completedAt = at
  } catch (error) {
    Object.assign(status, { state: 'failed', finishedAt: ctx.now().toISOString() })
    status.sentence = `${error instanceof ProviderError ? error.message : 'Something here failed.'} Nobody is switched off for it.`
    if (!(error instanceof ProviderError)) {
      await storeSyncStatus(ctx, providerId, status)
      throw error
    }
  }
  await storeSyncStatus(ctx, providerId, status)
  return status
}

/** Gives the sentence of what was held back; empty when everything was taken. */
async function takeAll(
  ctx: Context,
  providerId: string,
  pages: AsyncIterable<{ persons: readonly DirectoryEntry[]; groups: readonly ListedGroup[] }>,
  share: number,
  status: DirectorySync,
): Promise<string> {
  const seen = new Set<string>()
  const groups: ListedGroup[] = []
  const counts: Counts = { created: 0, changed: 0, removed: 0, refused: 0 }
  let told = performance.now()
  for await (const page of pages) {
    await syncPersons(ctx, providerId, page.persons, seen, counts)
    groups.push(...page.groups)
    Object.assign(status, counts, { persons: seen.size, groups: groups.length })
    if (performance.now() - told > tellEveryMs) {
      told = performance.now()
      await storeSyncStatus(ctx, providerId, status)
    }
  }
  const persons = await allKnown(ctx, providerId)
  const missing = [...persons].filter(([externalId]) => !seen.has(externalId))
  if (isSuspicious(persons.size, missing.length, share))
    return held(`${missing.length} of ${persons.size} persons are not in the directory any more`)
  const known = await knownGroups(ctx, providerId)
  const lost = lostMemberships(known, groups)
  if (isSuspicious(lost.known, lost.gone, share))
    return held(`${lost.gone} of ${lost.known} memberships in mapped groups are not in the directory any more`)
  await removeMissing(
    ctx,
    providerId,
    missing.map(([, id]) => id),
    counts,
  )
  for (const [externalId] of missing) persons.delete(externalId)
  await syncGroups(ctx, providerId, groups, known, persons)
  Object.assign(status, counts)
  return ''
}

function held(what: string): string {
  return `${what}, which looks like a mistake of a base, a filter or the account’s rights: nobody was switched off for it. If it is right, raise the share that may be missing until the next sync.`
}
