import type { AllowDecision } from '@gatehouse/policies/decide-types'
import { stillStands } from '@gatehouse/policies/still-stands'
import type { ServedExchange } from './active-exchanges.ts'
import type { ServingState } from './serving-state.ts'

const everyMs = 100
/** Ends that come by the clock alone – of a token, a key – are looked for as often. */
const clockMs = 1000
/** Younger requests were judged a moment ago, and most are answered by then. */
const youngMs = 150

/** An exchange whose answer goes on, or is waited for. */
export type OngoingCall = { readonly decision: AllowDecision; readonly sinceMs: number; cutOff(): void }

/**
 * Ends what goes on under a credential that fell (S19): streams do not outlive the key or token that opened them. Looked for when the access
 * table changed, and each second.
 */
export class FallenStreams {
  readonly #timer: NodeJS.Timeout
  #asOf = -1
  #lookedMs = 0

  constructor(active: Iterable<ServedExchange>, state: () => ServingState | undefined) {
    this.#timer = setInterval(() => this.#look(active, state()), everyMs)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #look(active: Iterable<ServedExchange>, state: ServingState | undefined): void {
    if (state === undefined) return
    const nowMs = performance.now()
    const asOf = state.deps.access.changesAsOf
    if (asOf === this.#asOf && nowMs - this.#lookedMs < clockMs) return
    this.#asOf = asOf
    this.#lookedMs = nowMs
    const now = Date.now()
    let young = false
    for (const exchange of active) {
      const call = exchange.ongoing
      if (call === undefined) continue
      if (nowMs - call.sinceMs < youngMs) young = true
      else if (!stillStands(state.deps, call.decision, now)) call.cutOff()
    }
    // They are looked at when they are old enough.
    if (young) this.#asOf = -1
  }
}
