import type { Actor } from '@gatehouse/contracts/actor'
import { checkEvidence, type PromotionCheck, type PromotionView } from '@gatehouse/contracts/endpoints/promotion-views'
import { mayAct } from '../apis/acting.ts'
import type { Scope } from '../grammar/authorize.ts'
import type { Context } from '../grammar/context.ts'
import type { ActorView } from '../people/actor-names.ts'
import { checkLabel } from './check-kinds.ts'
import type { LoadedPromotion } from './load-promotion.ts'
import { illegalMove, preparedStates } from './promotion-states.ts'

type CheckRow = LoadedPromotion['checks'][number]

const rank: Readonly<Record<PromotionCheck['state'], number>> = {
  failed: 0,
  error: 0,
  running: 1,
  waiting: 2,
  passed: 3,
}

/** Checks as the page shows them: failed first, then running and waiting, then passed. */
export function toCheckViews(
  ctx: Context,
  row: LoadedPromotion,
  scope: Scope,
  nameOf: (column: unknown) => ActorView,
): PromotionView['checks'] {
  return row.checks
    .map((check): PromotionCheck => {
      const state = check.state as PromotionCheck['state']
      return {
        id: check.id,
        check: check.options.check,
        label: checkLabel(check.options),
        required: check.required,
        state,
        verdict: check.verdict,
        evidence: checkEvidence.safeParse(check.evidence).data ?? { sentences: [], requestIds: [], link: null },
        progress: state === 'running' && check.total > 0 ? { done: check.done, total: check.total } : null,
        startedAt: check.startedAt?.toISOString() ?? null,
        durationMs:
          check.startedAt && check.endedAt ? Math.max(0, check.endedAt.getTime() - check.startedAt.getTime()) : null,
        override: check.override && {
          reason: check.override.reason,
          expiresAt: check.override.expiresAt,
          by: nameOf(check.override.actor),
          at: check.override.at,
        },
        rerun: mayRerun(ctx.actor, row, check, scope),
        mayOverride: mayOverride(ctx.actor, row, check, scope),
      }
    })
    .sort((a, b) => rank[a.state] - rank[b.state])
}

type Act = { allowed: boolean; why: string | null }
const no = (why: string): Act => ({ allowed: false, why })

/** Whether a check may be run again by this actor now. */
export function mayRerun(actor: Actor, row: LoadedPromotion, check: CheckRow, scope: Scope): Act {
  if (!preparedStates.includes(row.state)) return no(illegalMove(row.state).message)
  if (check.state === 'waiting' || check.state === 'running') return no('It runs already.')
  return mayAct(actor, 'api.promote', scope)
}

/** Whether this actor may let the promotion pass this check; `why` names the rule that forbids it. */
export function mayOverride(actor: Actor, row: LoadedPromotion, check: CheckRow, scope: Scope): Act {
  if (!preparedStates.includes(row.state)) return no(illegalMove(row.state).message)
  if (check.state !== 'failed' && check.state !== 'error') return no('Only a check that failed can be overridden.')
  if (!check.required) return no('It is advisory: nothing waits for it.')
  const held = mayAct(actor, 'promotion.override', scope)
  if (!held.allowed) return held
  const own = actor.kind === 'member' && actor.personId === row.origin.id
  if (check.options.check === 'exposure-rules' && (own || actor.kind !== 'member'))
    return no('What opens an API to more callers cannot be let through by whoever asks for it.')
  return held
}
