import type { deprecationPlan } from '@gatehouse/contracts/endpoints/deprecations'
import type { ProblemError } from '@gatehouse/contracts/problems'
import type { LifecycleState } from '@gatehouse/contracts/snapshot'
import type { z } from 'zod'
import { mayAct } from '../apis/acting.ts'
import type { Db, FoundVersion } from '../apis/find-version.ts'
import { stateNames } from '../apis/lifecycle-moves.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { type LinkedRow, type LoadedProgram, linkedSelect } from './load-program.ts'
import type { Program } from './program.ts'
import { problemsOfPlan } from './program-rules.ts'

export type Plan = Pick<
  Program,
  'deprecatedAt' | 'sunsetAt' | 'successorId' | 'guideUrl' | 'message' | 'brownOuts' | 'reminderDays'
> & { successor: LinkedRow | null }

/** The plan that a person asks for, or a problem that names each thing that speaks against it. */
export async function judgePlan(
  db: Db,
  ctx: Context,
  version: FoundVersion,
  current: LoadedProgram | null,
  input: z.output<typeof deprecationPlan>,
): Promise<Plan> {
  const state = version.state as LifecycleState
  if (state === 'draft' || (state === 'retired' && !current))
    throw new DomainError(
      'lifecycle_move',
      `A deprecation is planned for a version that is Published or Deprecated; this one is ${stateNames[state]}.`,
    )
  const successor = input.successor === null ? null : await findSuccessor(db, ctx, input.successor)
  const brownOuts = input.brownOuts.map(({ from, to }) => ({ from: new Date(from), to: new Date(to) }))
  const plan: Plan = {
    deprecatedAt: new Date(input.deprecatedAt),
    sunsetAt: input.sunsetAt === null ? null : new Date(input.sunsetAt),
    successorId: successor?.id ?? null,
    successor,
    guideUrl: input.guideUrl,
    message: input.message,
    brownOuts,
    reminderDays: [...new Set(input.reminderDays)].sort((a, b) => b - a),
  }
  const errors = [
    ...problemsOfPlan(plan, {
      state,
      stateSince: version.stateSince,
      current,
      announced: current?.announcedAt != null,
      hasReason: input.reason !== undefined,
      now: ctx.now(),
    }),
    ...(await successorProblems(db, version.id, input.successor, successor)),
  ]
  if (errors.length > 0)
    throw new DomainError('invalid_input', errors.map(({ expected }) => expected).join(' '), { errors })
  // Judged as they were sent, so that each finding points at the field that its reader filled in.
  return { ...plan, brownOuts: brownOuts.sort((a, b) => a.from.getTime() - b.from.getTime()) }
}

/** Only a version that the planner may read: any other is answered like one that does not exist. */
async function findSuccessor(db: Db, ctx: Context, id: string): Promise<LinkedRow | null> {
  const row = await db.version.findUnique({ where: { id }, select: linkedSelect })
  return row && mayAct(ctx.actor, 'api.read', { apiId: row.apiId, teamId: row.api.teamId }).allowed ? row : null
}

async function successorProblems(
  db: Db,
  versionId: string,
  asked: string | null,
  successor: LinkedRow | null,
): Promise<ProblemError[]> {
  const say = (rule: string, expected: string): ProblemError[] => [
    { in: 'body', pointer: '/successor', rule, expected },
  ]
  if (asked === null) return []
  if (!successor) return say('unknown', 'A version that exists and that you may see.')
  if (successor.id === versionId) return say('itself', 'Another version: it cannot be its own successor.')
  if (successor.state !== 'published')
    return say(
      'not_published',
      `A Published version; ${successor.api.name} ${successor.name} is ${stateNames[successor.state as LifecycleState]}.`,
    )
  // A chain of planned ends must lead somewhere.
  let next: string | null = successor.id
  for (let step = 0; next !== null && step < 20; step += 1) {
    const row: { successorId: string | null } | null = await db.deprecation.findUnique({
      where: { versionId: next },
      select: { successorId: true },
    })
    next = row?.successorId ?? null
    if (next === versionId)
      return say('circle', `${successor.api.name} ${successor.name} is planned to end in favour of this version.`)
  }
  return []
}
