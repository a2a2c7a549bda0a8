import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import type { DeprecationCaller } from '@gatehouse/contracts/endpoints/deprecation-views'
import { mayAct } from '../apis/acting.ts'
import type { Db, FoundVersion } from '../apis/find-version.ts'
import type { Context } from '../grammar/context.ts'
import type { LoadedProgram } from './load-program.ts'
import { occasionSentence } from './program-text.ts'
import { activeCallers, withOwners } from './recipients.ts'

const activeMs = 30 * 86_400_000

/** Who still calls the version, and who holds an extension: with their owners, what they were told last, and how far they have moved. */
export async function loadCallers(
  db: Db,
  ctx: Context,
  version: FoundVersion,
  program: LoadedProgram | null,
  extensions: readonly { applicationId: string; until: Date; endedAt: Date | null }[],
): Promise<DeprecationCaller[]> {
  const now = ctx.now()
  const callers = await activeCallers(ctx, version.id)
  const held = new Map(
    extensions.flatMap(({ applicationId, until, endedAt }) =>
      endedAt === null && until > now ? [[applicationId, until] as const] : [],
    ),
  )
  const callerOf = new Map(callers.map((caller) => [caller.applicationId, caller]))
  const ids = [...new Set([...callerOf.keys(), ...held.keys()])]
  const applications = await withOwners(db, ids)
  const successorId = program?.successorId ?? null
  const onSuccessor = new Map<string, number>()
  if (successorId !== null) {
    const since = new Date(now.getTime() - activeMs)
    const ask = { versionId: successorId, since, until: new Date(now.getTime() + 60_000), limit: 5_000 }
    for (const { applicationId, successful } of await usageStoreOf(ctx.db.pool).callersOfVersion(ask))
      onSuccessor.set(applicationId, successful)
  }
  const subscribed = successorId === null ? new Set<string>() : await subscribersOf(db, successorId, ids)
  const notices = await db.deprecationNotice.findMany({
    where: { versionId: version.id, applicationId: { in: ids } },
    orderBy: [{ sentAt: 'desc' }, { id: 'desc' }],
    distinct: ['applicationId'],
    select: { applicationId: true, occasion: true, sentAt: true },
  })
  const noticeOf = new Map(notices.map((notice) => [notice.applicationId, notice]))
  return applications.map(({ id, name, team, owners }) => {
    const caller = callerOf.get(id)
    const notice = noticeOf.get(id)
    return {
      application: { id, name, team },
      owners: mayAct(ctx.actor, 'person.read', { teamId: team.id }).allowed ? owners.map((owner) => owner.name) : [],
      reachable: owners.length,
      calls: caller?.calls ?? 0,
      lastCallAt: caller?.lastAt.toISOString() ?? null,
      successorCalls: onSuccessor.get(id) ?? 0,
      hasSuccessor: subscribed.has(id),
      extendedUntil: held.get(id)?.toISOString() ?? null,
      lastNotice: notice ? { sentence: occasionSentence(notice.occasion), at: notice.sentAt.toISOString() } : null,
    }
  })
}

/** Which of these applications may call a version: their access to a product with it is active. */
async function subscribersOf(db: Db, versionId: string, applicationIds: readonly string[]): Promise<Set<string>> {
  const rows = await db.subscription.findMany({
    where: {
      state: 'active',
      applicationId: { in: [...applicationIds] },
      product: { items: { some: { versionId } } },
    },
    select: { applicationId: true },
  })
  return new Set(rows.map(({ applicationId }) => applicationId))
}
