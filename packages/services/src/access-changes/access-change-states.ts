import type { Actor } from '@gatehouse/contracts/actor'
import type { AccessChangeState } from '@gatehouse/contracts/endpoints/access-changes'
import { mayAct } from '../apis/acting.ts'
import { DomainError } from '../grammar/domain-error.ts'

export type Standing = { state: string; review: string; expiresAt: Date; proposerId: string | null }
type Act = { allowed: boolean; why: string | null }
const yes: Act = { allowed: true, why: null }
const no = (why: string): Act => ({ allowed: false, why })

/** One that nobody decided in time says so by itself: no job has to come by. */
export function stateOf(row: Pick<Standing, 'state' | 'expiresAt'>, now: Date): AccessChangeState {
  if (row.state === 'proposed' && row.expiresAt <= now) return 'expired'
  return row.state as AccessChangeState
}

/** Whether somebody's word is waited for, before or after. */
export function isOpen(row: Standing, now: Date): boolean {
  return stateOf(row, now) === 'proposed' || row.review === 'open'
}

const ended: Readonly<Record<AccessChangeState, string>> = {
  proposed: 'It waits for a reviewer.',
  applied: 'It was approved and holds already.',
  rejected: 'It was rejected.',
  withdrawn: 'It was withdrawn by whoever asked for it.',
  stale: 'What it rested on has changed: it must be asked for again.',
  expired: 'Nobody decided in time: it must be asked for again.',
}

export function illegalMove(row: Standing, now: Date): DomainError {
  return new DomainError('access_change_move', ended[stateOf(row, now)])
}

/** Whether this actor's word counts. The verb refuses by the same sentences. */
export function mayDecide(actor: Actor, row: Standing, now: Date): Act {
  if (!isOpen(row, now)) return no(ended[stateOf(row, now)])
  const held = mayAct(actor, 'access.approve', {})
  if (!held.allowed) return held
  if (actor.kind !== 'member') return no('Changes of access are decided by persons.')
  if (actor.personId === row.proposerId) return no('Whoever asked for it cannot decide it; somebody else must.')
  return yes
}

export function mayWithdraw(actor: Actor, row: Standing, personId: string | null, now: Date): Act {
  if (stateOf(row, now) !== 'proposed') return no(ended[stateOf(row, now)])
  return personId !== null && personId === row.proposerId
    ? yes
    : actor.kind === 'system'
      ? yes
      : no('Only whoever asked for it can withdraw it; a reviewer can reject it.')
}
