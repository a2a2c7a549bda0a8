import type { Actor } from '@gatehouse/contracts/actor'
import type { PromotionView } from '@gatehouse/contracts/endpoints/promotion-views'
import type { Permission } from '@gatehouse/contracts/permissions'
import { mayAct } from '../apis/acting.ts'
import type { Scope } from '../grammar/authorize.ts'
import type { LoadedPromotion } from './load-promotion.ts'
import { plannedSentence } from './promotion-sentences.ts'
import { illegalMove, isLegal, preparedStates } from './promotion-states.ts'
import { noticeActs } from './who-may-extend.ts'

type Act = { allowed: boolean; why: string | null }
const yes: Act = { allowed: true, why: null }
const no = (why: string): Act => ({ allowed: false, why })

/** What the actor may do with a promotion now, and if not why. The verbs refuse by the same sentences. */
export function actsOf(
  actor: Actor,
  row: LoadedPromotion,
  facts: { scope: Scope; frozen: boolean; tooEarly: boolean; needed: number; live: boolean },
): PromotionView['acts'] {
  const may = (permission: Permission, legal: boolean, then: () => Act = () => yes): Act => {
    const held = mayAct(actor, permission, facts.scope)
    if (!legal) return no(illegalMove(row.state).message)
    return held.allowed ? then() : held
  }
  const prepared = preparedStates.includes(row.state)
  return {
    run: may('api.promote', row.state === 'ready', () =>
      facts.frozen
        ? no(`${row.stage.name} is frozen now; it goes there when the freeze ends, or as an emergency.`)
        : facts.tooEarly
          ? no(plannedSentence(row))
          : yes,
    ),
    approve: may('promotion.approve', row.state === 'waiting', () => mayDecide(actor, row, facts.needed)),
    reject: may('promotion.approve', prepared, () => mayDecide(actor, row, 1)),
    cancel: may('api.promote', prepared),
    rollback: may('api.deploy', isLegal('roll-back', row.state), () =>
      facts.live ? yes : no('What it put there does not run any more.'),
    ),
    prepareAgain: may('api.promote', ['stale', 'cancelled', 'rolled-back'].includes(row.state)),
    comment: actor.kind === 'member' ? yes : no('Comments are made by persons.'),
    ...noticeActs(actor, row, facts.scope),
  }
}

/** Whether this actor's word counts on this promotion. */
export function mayDecide(actor: Actor, row: LoadedPromotion, needed: number): Act {
  if (actor.kind !== 'member') return no('Approvals are given by persons.')
  if (actor.personId === row.origin.id) return no('Whoever asked for it cannot agree to it; somebody else must.')
  if (needed === 0) return no('Nobody’s approval is asked.')
  const given = row.decisions.some(
    ({ personId, decision, boundHash }) =>
      personId === actor.personId && decision === 'approved' && boundHash === row.boundHash,
  )
  return given ? no('You have approved it already.') : yes
}
