import type { Actor } from '@gatehouse/contracts/actor'
import type { PromotionView } from '@gatehouse/contracts/endpoints/promotion-views'
import { mayAct } from '../apis/acting.ts'
import type { Scope } from '../grammar/authorize.ts'
import { checkLabel } from './check-kinds.ts'
import { mayOverride } from './check-view.ts'
import type { LoadedPromotion } from './load-promotion.ts'
import { illegalMove, openStates, preparedStates } from './promotion-states.ts'

/** Failed checks that hold a change up for the sake of its callers, and that nobody has overridden yet. */
export function checksInTheWay(row: LoadedPromotion): LoadedPromotion['checks'] {
  return row.checks.filter(
    ({ options, state, required, override }) =>
      (options.check === 'breaking-change' || options.check === 'consumer-impact') &&
      (state === 'failed' || state === 'error') &&
      required &&
      override === null,
  )
}

/** Whether the actor may tell owners of what changes, and may give them time; the verbs refuse by the same sentences. */
export function noticeActs(
  actor: Actor,
  row: LoadedPromotion,
  scope: Scope,
): Pick<PromotionView['acts'], 'notify' | 'extend'> {
  const held = mayAct(actor, 'api.promote', scope)
  const no = { allowed: false, why: illegalMove(row.state).message }
  const checks = checksInTheWay(row)
  const overrides = checks.map(({ options }) => checkLabel(options))
  const refused = checks.map((check) => mayOverride(actor, row, check, scope)).find(({ allowed }) => !allowed)
  return {
    notify: openStates.includes(row.state) ? held : no,
    extend: { ...(preparedStates.includes(row.state) ? (held.allowed ? (refused ?? held) : held) : no), overrides },
  }
}
