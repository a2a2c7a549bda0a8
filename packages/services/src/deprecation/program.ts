import type { DeprecationPhase } from '@gatehouse/contracts/endpoints/deprecation-views'
import type { LifecycleState } from '@gatehouse/contracts/snapshot'
import { z } from 'zod'

export type Program = {
  versionId: string
  deprecatedAt: Date
  sunsetAt: Date | null
  successorId: string | null
  guideUrl: string | null
  message: string
  /** In their order, apart from each other. */
  brownOuts: BrownOut[]
  /** Largest first. */
  reminderDays: number[]
  actor: unknown
  etag: number
  createdAt: Date
  updatedAt: Date
}
export type BrownOut = { from: Date; to: Date }

const storedBrownOuts = z.array(z.object({ from: z.coerce.date(), to: z.coerce.date() }))

/** A program from its row. */
export function programOf(row: Omit<Program, 'brownOuts'> & { brownOuts: unknown }): Program {
  return { ...row, brownOuts: storedBrownOuts.parse(row.brownOuts), reminderDays: [...row.reminderDays] }
}

/** As the column keeps them. */
export function brownOutsColumn(brownOuts: readonly BrownOut[]): { from: string; to: string }[] {
  return brownOuts.map(({ from, to }) => ({ from: from.toISOString(), to: to.toISOString() }))
}

/** Where a program stands at a time. Without one: `none`, or `cancelled` where the last was taken back. */
export function phaseOf(
  program: Pick<Program, 'deprecatedAt' | 'sunsetAt' | 'brownOuts'> | null,
  state: LifecycleState,
  now: Date,
  wasCancelled = false,
): DeprecationPhase {
  if (!program) return wasCancelled ? 'cancelled' : 'none'
  if (state === 'retired' || (program.sunsetAt !== null && program.sunsetAt <= now)) return 'sunset'
  if (program.brownOuts.some(({ from, to }) => from <= now && now < to)) return 'brown-out'
  return program.deprecatedAt <= now ? 'deprecated' : 'planned'
}

/**
 * Why a person may not make a legal move of a version that has a program: its state follows the program's dates then, and what was
 * announced is changed there, with notice. Null: the program does not speak against it.
 */
export function refusedByProgram(
  program: Pick<Program, 'deprecatedAt' | 'sunsetAt'> | null,
  from: LifecycleState,
  to: LifecycleState,
  now: Date,
): string | null {
  if (!program) return null
  if (from === 'published' && to === 'deprecated' && program.deprecatedAt > now)
    return 'It is planned to become Deprecated. Change the date of its deprecation program.'
  if (from === 'deprecated' && to === 'published')
    return 'It has a deprecation program. Cancel the program: that publishes it again and tells who was told.'
  if (from === 'deprecated' && to === 'retired')
    return 'It has a deprecation program and is retired at its sunset, or when the last extension ends. Change the sunset there.'
  if (from === 'retired' && to === 'deprecated')
    return 'Its sunset has come. Grant an extension to those who need it, or move the sunset.'
  return null
}
