import type { Json } from '@gatehouse/contracts/json'
import type { Transaction } from '@gatehouse/db/client'
import { z } from 'zod'
import { changeState, lockVersion } from '../apis/change-state.ts'
import type { FoundVersion } from '../apis/find-version.ts'
import { asSystem, type Context } from '../grammar/context.ts'
import { verb } from '../grammar/verb.ts'
import { moveSubscription } from '../subscriptions/subscription-states.ts'
import { announceDeprecation } from './announce-deprecation.ts'
import { heldExtensions, type LoadedProgram, loadProgram } from './load-program.ts'
import { dueOccasions } from './program-events.ts'
import { brownOutText } from './program-text.ts'
import { activeCallers, type Owned, withOwners } from './recipients.ts'
import { scheduleProgram } from './schedule-program.ts'
import { noticeData, sendNotices } from './send-notices.ts'

/**
 * The job `deprecation`: takes a program to where its dates say. Safe at any time and any number of times: what is done already is
 * found done. What nobody announced by hand is announced when the version becomes Deprecated.
 */
export async function advanceProgram(from: Context, versionId: string): Promise<void> {
  const ctx = asSystem(from, 'deprecation')
  const row = await ctx.db.prisma.version.findUnique({ where: { id: versionId }, select: { apiId: true } })
  if (!row) return
  const path = { api: row.apiId, version: versionId }
  const program = await loadProgram(ctx.db.prisma, versionId)
  if (!program) return
  const now = ctx.now()
  const ahead = program.sunsetAt === null || program.sunsetAt > now
  if (program.announcedAt === null && program.deprecatedAt <= now && ahead)
    await announceDeprecation({ ctx, input: path })
  await followDates({ ctx, input: path })
}

/** Hourly: every program that is not over, so that a lost job only delays. */
export async function advancePrograms(from: Context, onError: (error: unknown) => void): Promise<void> {
  const programs = await from.db.prisma.deprecation.findMany({
    where: { version: { state: { not: 'retired' } } },
    select: { versionId: true },
    orderBy: { versionId: 'asc' },
  })
  for (const { versionId } of programs) {
    // One that fails must not keep the others from their dates.
    await advanceProgram(from, versionId).catch(onError)
  }
}

type Step = { versionId: string; apiId: string; teamId: string; before?: Json; after: Json }

const followDates = verb({
  name: 'deprecation.advance',
  allowed: { systemOnly: true },
  input: z.strictObject({ api: z.string(), version: z.string() }),
  run: async ({ ctx, tx, input, change }): Promise<Step[]> => {
    const version = await lockVersion(tx, input)
    const program = await loadProgram(tx, version.id)
    if (!program) return []
    const now = ctx.now()
    const about = { versionId: version.id, apiId: version.apiId, teamId: version.api.teamId }
    const steps: Step[] = []
    let current = version
    const moveTo = async (state: 'deprecated' | 'retired', reason?: string) => {
      const before = current.state
      await changeState(tx, change, current, state, reason, now)
      current = { ...current, state, etag: current.etag + 1 }
      steps.push({ ...about, before: { state: before }, after: { state } })
    }
    if (current.state === 'published' && program.deprecatedAt <= now) await moveTo('deprecated')
    const mails = await tellWhatIsDue(tx, ctx, version, program)
    steps.push(...mails.map((after) => ({ ...about, after })))
    if (program.sunsetAt !== null && program.sunsetAt <= now) {
      const held = await heldExtensions(tx, version.id, now)
      if (held.length === 0 && current.state === 'deprecated') await moveTo('retired', 'Its sunset has come.')
      const stay = new Set(held.map(({ applicationId }) => applicationId))
      for (const subscriptionId of await movedAway(tx, version.id, stay)) {
        const before = await moveSubscription(
          tx,
          ctx,
          change,
          subscriptionId,
          'closed',
          'Moved; its version has ended.',
        )
        steps.push({ ...about, before: { subscriptionId, state: before }, after: { subscriptionId, state: 'closed' } })
      }
    }
    await scheduleProgram(tx, program, current.state, now)
    return steps
  },
  audit: ({ result }) =>
    result.map(({ versionId, apiId, teamId, before, after }) => ({
      target: { kind: 'version', id: versionId },
      apiId,
      teamId,
      ...(before === undefined ? {} : { before }),
      after,
    })),
})

/** Sends what is due and was not sent; also the announcement, to owners of applications that began to call after it. */
async function tellWhatIsDue(
  tx: Transaction,
  ctx: Context,
  version: FoundVersion,
  program: LoadedProgram,
): Promise<Json[]> {
  const now = ctx.now()
  if (program.announcedAt === null && program.deprecatedAt > now) return []
  const told = new Date(Math.max(program.announcedAt?.getTime() ?? 0, program.updatedAt.getTime()))
  const due = dueOccasions(program, told, now)
  const open = program.sunsetAt === null || program.sunsetAt > now
  if (due.length === 0 && !open) return []
  const active = await activeCallers(ctx, version.id)
  const applications = await withOwners(
    tx,
    active.map(({ applicationId }) => applicationId),
  )
  const extended = new Set((await heldExtensions(tx, version.id, now)).map(({ applicationId }) => applicationId))
  const done: Json[] = []
  const send = async (occasion: string, to: readonly Owned[], data: ReturnType<typeof noticeData>) => {
    const { mails } = await sendNotices(tx, ctx, { versionId: version.id, occasion, applications: to, data })
    if (mails > 0) done.push({ occasion, mails })
  }
  if (open && program.announcedAt !== null)
    await send('announced', applications, noticeData(ctx, version, program, 'announced'))
  // Nothing of it concerns those who may call through brown-outs and past the sunset.
  const concerned = applications.filter(({ id }) => !extended.has(id))
  for (const { kind, key, brownOut } of due)
    await send(key, concerned, {
      ...noticeData(ctx, version, program, kind),
      ...(brownOut ? { brownOuts: [brownOutText(brownOut)] } : {}),
    })
  return done
}

/**
 * Open access of applications that were moved and have no extension: closed, where nothing else is in the product. A product with
 * another version that lives is not closed for the sake of one that ended.
 */
async function movedAway(tx: Transaction, versionId: string, stay: ReadonlySet<string>): Promise<string[]> {
  const items = await tx.subscriberMoveItem.findMany({
    where: {
      move: { fromVersionId: versionId },
      fromSubscription: {
        openKey: { not: null },
        product: { items: { every: { version: { OR: [{ id: versionId }, { state: 'retired' }] } } } },
      },
    },
    select: {
      fromSubscriptionId: true,
      fromSubscription: { select: { applicationId: true } },
      toSubscription: { select: { openKey: true } },
      move: { select: { undoneAt: true } },
    },
    take: 5_000,
  })
  const moved = items.flatMap(({ fromSubscriptionId, fromSubscription, toSubscription, move }) => {
    const holds = toSubscription === null ? move.undoneAt === null : toSubscription.openKey !== null
    return holds && !stay.has(fromSubscription.applicationId) ? [fromSubscriptionId] : []
  })
  return [...new Set(moved)]
}
