import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import type { DeprecationView, ExtensionView } from '@gatehouse/contracts/endpoints/deprecation-views'
import type { LifecycleState } from '@gatehouse/contracts/snapshot'
import { mayAct } from '../apis/acting.ts'
import type { Db, FoundVersion } from '../apis/find-version.ts'
import type { Context } from '../grammar/context.ts'
import { actorNames } from '../people/actor-names.ts'
import { usageCompleteTo } from '../usage/completeness.ts'
import { answerHeaders } from './answer-headers.ts'
import { loadCallers } from './callers.ts'
import { extensionInclude, type LoadedProgram, loadProgram, toLinked } from './load-program.ts'
import { loadMoves } from './move-view.ts'
import { phaseOf } from './program.ts'
import { nextEvents } from './program-events.ts'
import { occasionSentence, programSentence } from './program-text.ts'

const dayMs = 86_400_000
const longestBurnDownDays = 180

export type Cancelled = { at: Date; actor: unknown; reason: string }

/** Everything about how a version ends. `cancelled`: what this very transaction took back, which the audit log does not tell yet. */
export async function loadDeprecationView(
  db: Db,
  ctx: Context,
  version: FoundVersion,
  cancelled?: Cancelled,
): Promise<DeprecationView> {
  const now = ctx.now()
  const state = version.state as LifecycleState
  const program = await loadProgram(db, version.id)
  const takenBack = program || state !== 'published' ? null : (cancelled ?? (await lastCancelled(db, version.id)))
  const extensions = await loadExtensions(db, version.id)
  const callers = await loadCallers(db, ctx, version, program, extensions)
  const nameOf = await actorNames(db, [program?.actor, takenBack?.actor, ...extensions.map(({ actor }) => actor)])
  const phase = phaseOf(program, state, now, takenBack !== null)
  const calling = callers.filter(({ calls }) => calls > 0).length
  const held = extensions.filter(({ endedAt, until }) => endedAt === null && until > now)
  return {
    phase,
    version: { id: version.id, name: version.name, state, stateSince: version.stateSince.toISOString() },
    program: program && {
      deprecatedAt: program.deprecatedAt.toISOString(),
      sunsetAt: program.sunsetAt?.toISOString() ?? null,
      successor: program.successor && toLinked(program.successor),
      guideUrl: program.guideUrl,
      message: program.message,
      brownOuts: program.brownOuts.map(({ from, to }) => ({ from: from.toISOString(), to: to.toISOString() })),
      reminderDays: program.reminderDays,
      by: nameOf(program.actor),
      createdAt: program.createdAt.toISOString(),
      updatedAt: program.updatedAt.toISOString(),
      announcedAt: program.announcedAt?.toISOString() ?? null,
    },
    cancelled: takenBack && {
      at: takenBack.at.toISOString(),
      by: nameOf(takenBack.actor),
      reason: takenBack.reason,
    },
    headers: program ? await answerHeaders(db, ctx.installation.portalUrl, version, program, program.successor) : [],
    sentence: programSentence(program, phase, calling, now),
    burnDown: await loadBurnDown(db, ctx, version.id, program),
    callers,
    notices: await loadNotices(db, version.id),
    extensions: extensions.map((row) => toExtensionView(row, nameOf(row.actor), now)),
    next: program
      ? nextEvents(
          program,
          held.map(({ application, until }) => ({ application: application.name, until })),
          now,
        )
      : [],
    moves: await loadMoves(db, ctx, version),
    can: rights(ctx, version, program, phase),
    etag: program?.etag ?? 1,
  }
}

async function lastCancelled(db: Db, versionId: string): Promise<Cancelled | null> {
  const row = await db.auditLog.findFirst({
    where: { targetId: versionId, action: 'deprecation.cancel' },
    orderBy: { seq: 'desc' },
    select: { at: true, actorKind: true, actorId: true, after: true },
  })
  if (!row) return null
  const { reason } = (row.after ?? {}) as { reason?: string }
  return { at: row.at, actor: { kind: row.actorKind, id: row.actorId }, reason: reason ?? '' }
}

export type ExtensionRow = Awaited<ReturnType<typeof loadExtensions>>[number]

function loadExtensions(db: Db, versionId: string) {
  return db.sunsetExtension.findMany({
    where: { versionId },
    include: extensionInclude,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: 500,
  })
}

export function toExtensionView(row: ExtensionRow, by: ExtensionView['by'], now: Date): ExtensionView {
  return {
    id: row.id,
    application: row.application,
    until: row.until.toISOString(),
    reason: row.reason,
    by,
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    state: row.endedAt !== null ? 'ended' : row.until <= now ? 'over' : 'holds',
  }
}

async function loadBurnDown(
  db: Db,
  ctx: Context,
  versionId: string,
  program: LoadedProgram | null,
): Promise<DeprecationView['burnDown']> {
  const now = ctx.now()
  const begins = program ? (program.announcedAt ?? program.createdAt).getTime() - 7 * dayMs : now.getTime() - 29 * dayMs
  const from = new Date(Math.max(begins, now.getTime() - (longestBurnDownDays - 1) * dayMs))
  const days = await usageStoreOf(ctx.db.pool).versionDays({ versionId, from, to: new Date(now.getTime() + 1) })
  return {
    days: days.map(({ day, calls, applications }) => ({ day: day.toISOString(), calls, applications })),
    completeTo: (await usageCompleteTo(db, ctx)).toISOString(),
    unknownCalls: days.reduce((sum, { unknownCalls }) => sum + unknownCalls, 0),
  }
}

async function loadNotices(db: Db, versionId: string): Promise<DeprecationView['notices']> {
  const rows = await db.deprecationNotice.findMany({
    where: { versionId },
    orderBy: [{ sentAt: 'desc' }, { id: 'desc' }],
    select: { occasion: true, sentAt: true, personId: true, applicationId: true },
    take: 5_000,
  })
  const byOccasion = Map.groupBy(rows, ({ occasion }) => occasion)
  return [...byOccasion].slice(0, 100).map(([occasion, all]) => ({
    occasion,
    sentence: occasionSentence(occasion),
    at: (all[0]?.sentAt ?? new Date(0)).toISOString(),
    persons: new Set(all.map(({ personId }) => personId)).size,
    applications: new Set(all.map(({ applicationId }) => applicationId)).size,
  }))
}

function rights(
  ctx: Context,
  version: FoundVersion,
  program: LoadedProgram | null,
  phase: DeprecationView['phase'],
): DeprecationView['can'] {
  const may = mayAct(ctx.actor, 'api.publish', { apiId: version.apiId, teamId: version.api.teamId })
  const only = (why: string | null) => (may.allowed && why !== null ? { allowed: false, why } : may)
  const planless = program ? null : 'There is no program yet: plan one first.'
  return {
    plan: only(
      version.state === 'draft'
        ? 'A draft has no callers: publish it first, or leave it.'
        : version.state === 'retired' && !program
          ? 'It is retired without a program.'
          : null,
    ),
    cancel: only(planless ?? (phase === 'sunset' ? 'The sunset has come: move it, or grant extensions.' : null)),
    announce: only(planless ?? (phase === 'sunset' ? 'The sunset has come: owners were told.' : null)),
    extend: only(planless ?? (program?.sunsetAt === null ? 'Decide the sunset first.' : null)),
    move: only(version.state === 'draft' ? 'A draft has no subscribers.' : null),
  }
}
