import type { LifecycleState } from '@gatehouse/contracts/snapshot'
import { type Program, refusedByProgram } from '../deprecation/program.ts'
import { legalMoves } from './lifecycle-moves.ts'

/** Next states that a person may choose now: the legal ones that a deprecation program does not speak against. */
export function movesOf(
  state: LifecycleState,
  program: Pick<Program, 'deprecatedAt' | 'sunsetAt'> | null,
  now: Date,
): LifecycleState[] {
  return legalMoves(state).filter((to) => refusedByProgram(program, state, to, now) === null)
}
