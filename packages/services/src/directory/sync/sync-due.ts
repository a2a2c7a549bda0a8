import type { DirectorySync } from '@gatehouse/contracts/identity-providers'
import type { Context } from '../../grammar/context.ts'
import { providerKinds } from '../../identity-providers/provider-kinds.ts'
import { syncDirectory } from './sync-directory.ts'
import { readSyncStatus } from './sync-status.ts'

/**
 * Syncs the directories whose interval is over, each for itself: one that takes long holds up none of the others. Any number of processes
 * may call it. `running`: the caller's own, so that a process does not queue behind itself. Resolves when all are begun.
 */
export async function syncDueDirectories(
  ctx: Context,
  running: Map<string, Promise<void>>,
  signal: AbortSignal,
  tell: { ended: (providerId: string, status: DirectorySync) => void; failed: (error: unknown) => void },
): Promise<void> {
  const listing = [...providerKinds(ctx.installation)]
    .filter(([, kind]) => kind.adapter.listPeople)
    .map(([name]) => name)
  const rows = await ctx.db.prisma.identityProvider.findMany({
    where: { enabled: true, kind: { in: listing } },
    select: { id: true, settings: true, sync: true },
    orderBy: { id: 'asc' },
  })
  const isDue = dueAt(ctx)
  for (const { id, settings, sync } of rows) {
    const { pollSeconds = 30 } = settings as { pollSeconds?: number }
    if (running.has(id) || !isDue(readSyncStatus(sync), pollSeconds)) continue
    const work = syncDirectory(ctx, id, { isDue, signal })
      .then((status) => status && tell.ended(id, status), tell.failed)
      .finally(() => running.delete(id))
    running.set(id, work)
  }
}

/** The interval counts from beginning to beginning, so that it is the longest time that a word of the directory waits. */
function dueAt(ctx: Context): (last: DirectorySync | undefined, pollSeconds: number) => boolean {
  return (last, pollSeconds) =>
    last === undefined || ctx.now().getTime() - Date.parse(last.startedAt) >= pollSeconds * 1000
}
