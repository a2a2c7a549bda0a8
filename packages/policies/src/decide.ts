import type { Phase } from '@gatehouse/contracts/usage-event'
import type { AllowDecision, DecideDeps, Decision, RequestHead } from './decide-types.ts'
import { RequestDecision } from './decision.ts'
import { authenticate } from './steps/authenticate.ts'
import { authorize } from './steps/authorize.ts'
import { checkIp, checkOperationIp } from './steps/check-ip.ts'
import { identify } from './steps/identify.ts'
import { limitRate } from './steps/limit-rate.ts'
import { parseTarget } from './steps/parse-target.ts'
import { pickRevision } from './steps/pick-revision.ts'
import { route } from './steps/route.ts'
import { takeQuota } from './steps/take-quota.ts'
import { validateBody, validateHead } from './steps/validate.ts'

type Step = {
  phase: Phase
  /** Why it stands here and not elsewhere. */
  why: string
  /** False when the decision is made: refused. */
  run: (deps: DecideDeps, decision: RequestDecision) => boolean
}

/** The order of the pipeline up to quota; transform, cache and upstream are the gateway's. */
export const headSteps: readonly Step[] = [
  { phase: 'parse', why: 'Nothing is matched against bytes that servers read in different ways.', run: parseTarget },
  { phase: 'ip', why: 'An address that Security shut out learns nothing, not even what exists.', run: checkIp },
  {
    phase: 'identify',
    why: 'Before the revision, so that a canary sticks to its caller; gives no verdict.',
    run: identify,
  },
  {
    phase: 'revision',
    why: 'Before the route: the two sides of a canary may have different operations.',
    run: pickRevision,
  },
  { phase: 'route', why: 'Before authentication: what does not exist needs no key to be absent.', run: route },
  { phase: 'ip', why: 'The operation’s own rules, as soon as the operation is known.', run: checkOperationIp },
  { phase: 'authenticate', why: 'Before anything is counted or judged for the caller.', run: authenticate },
  { phase: 'authorize', why: 'Finds the subscription, whose plan the limits come from.', run: authorize },
  {
    phase: 'rate-limit',
    why: 'Before validation: refusing cheaply is its purpose, wrong requests count too.',
    run: limitRate,
  },
  { phase: 'validate', why: 'Before quota: a request that the contract refuses costs nothing.', run: validateHead },
]

const quotaStep: Step = {
  phase: 'quota',
  why: 'Last: only a request that goes to the backend is taken off.',
  run: takeQuota,
}

/**
 * Decides on the head of a request. On `allow` with `needsBody` the body must be read and given to `decideBody`; without, the request
 * may go on. Pure over its arguments, but for the counters that it takes from (a read-only `Counters` takes nothing).
 */
export function decideHead(deps: DecideDeps, head: RequestHead): Decision {
  const { clock } = deps
  const decision = new RequestDecision(head, clock.now())
  let tick = clock.tick()
  for (let i = 0; i < headSteps.length; i += 1) {
    const step = headSteps[i] as Step
    const passed = step.run(deps, decision)
    const now = clock.tick()
    decision.marks.push((now - tick) | 0)
    tick = now
    if (!passed) {
      decision.phase = step.phase
      return decision as Decision
    }
  }
  if (!decision.needsBody) runQuota(deps, decision, tick)
  return decision as Decision
}

/** Goes on with a decision that needs the body. `bytes`: all of it, at most `operation.bodyBytes`. */
export function decideBody(deps: DecideDeps, head: AllowDecision, bytes: Uint8Array): Decision {
  const decision = head as unknown as RequestDecision
  const { clock } = deps
  const start = clock.tick()
  decision.needsBody = false
  const passed = validateBody(deps, decision, bytes)
  const now = clock.tick()
  const judged = headSteps.length - 1
  decision.marks[judged] = (decision.marks[judged] ?? 0) + ((now - start) | 0)
  if (!passed) decision.phase = 'validate'
  else runQuota(deps, decision, now)
  return decision as Decision
}

function runQuota(deps: DecideDeps, decision: RequestDecision, start: number): void {
  if (!quotaStep.run(deps, decision)) decision.phase = 'quota'
  decision.marks.push((deps.clock.tick() - start) | 0)
}
