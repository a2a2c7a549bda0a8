import type { CallerPauseView } from '@gatehouse/contracts/endpoints/pauses'
import { type Id, newId } from '@gatehouse/contracts/ids'
import type { Prisma } from '@gatehouse/db/client'
import { requireStage } from '../apis/find-version.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import type { VerbRun } from '../grammar/verb.ts'

/** Whose calls are paused: exactly one of the two. */
export type PausedCaller = { applicationId: string } | { teamId: string }

export const callerPauseInclude = {
  stage: { select: { id: true, name: true, publicName: true, exposure: true, position: true } },
} satisfies Prisma.PauseInclude
type CallerPauseRow = Prisma.PauseGetPayload<{ include: typeof callerPauseInclude }>

/** Pauses that run, for an `include` of an application or a team. */
export const runningPauses = {
  where: { resumedAt: null },
  orderBy: [{ stage: { position: 'asc' } }, { id: 'asc' }],
  include: callerPauseInclude,
} satisfies Prisma.Team$pausesArgs

export function toCallerPause(row: CallerPauseRow, ctx: Context): CallerPauseView {
  const { stage } = row
  return {
    id: row.id,
    of: row.teamId === null ? 'application' : 'team',
    stage: {
      id: stage.id as Id<'stage'>,
      name: ctx.actor.kind === 'developer' ? (stage.publicName ?? stage.name) : stage.name,
    },
    reason: row.reason,
    since: row.since.toISOString(),
    resumedAt: row.resumedAt?.toISOString() ?? null,
  }
}

/** As the reader may see them: stages that are closed to developers do not exist for developers. */
export function toCallerPauses(rows: readonly CallerPauseRow[], ctx: Context): CallerPauseView[] {
  return rows
    .filter(({ stage }) => ctx.actor.kind !== 'developer' || stage.exposure !== 'hidden')
    .map((row) => toCallerPause(row, ctx))
}

type Call = Pick<VerbRun<unknown>, 'ctx' | 'tx' | 'change'>

/** Pauses a caller that the verb has locked: two at once would leave one behind when the other is resumed. */
export async function pauseCaller(
  { ctx, tx, change }: Call,
  caller: PausedCaller,
  { stage: stageName, reason }: { stage: string; reason: string },
): Promise<CallerPauseView> {
  const stage = await requireStage(tx, stageName)
  const open = await tx.pause.findFirst({ where: { ...caller, stageId: stage.id, resumedAt: null } })
  if (open) throw new DomainError('not_possible', `It is paused on ${stage.name} already: ${open.reason}`)
  const row = await tx.pause.create({
    data: { ...caller, id: newId('pause'), stageId: stage.id, reason, since: ctx.now() },
    include: callerPauseInclude,
  })
  tell(change, caller)
  return toCallerPause(row, ctx)
}

/** Ends a pause of this caller; what has ended stays as it is. */
export async function endCallerPause(
  { ctx, tx, change }: Call,
  caller: PausedCaller,
  pause: string,
): Promise<CallerPauseView> {
  const where = { ...caller, id: pause }
  if (!(await tx.pause.findFirst({ where, select: { id: true } }))) throw notFound()
  const { count } = await tx.pause.updateMany({ where: { ...where, resumedAt: null }, data: { resumedAt: ctx.now() } })
  if (count === 1) tell(change, caller)
  return toCallerPause(await tx.pause.findUniqueOrThrow({ where: { id: pause }, include: callerPauseInclude }), ctx)
}

/** Rows of the access table have one sequence for all stages, so all gateways hear of it; what they get is their own stage's. */
function tell(change: Call['change'], caller: PausedCaller): void {
  if ('applicationId' in caller) change.access('application', caller.applicationId)
  else change.access('team', caller.teamId)
}
