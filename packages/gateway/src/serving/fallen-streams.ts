import type { AllowDecision } from '@gatehouse/policies/decide-types'
import { type ConcernedSubjects, subjectsOf } from '@gatehouse/policies/standing-subjects'
import { stillStands } from '@gatehouse/policies/still-stands'
import type { ActiveExchanges, ServedExchange } from './active-exchanges.ts'
import type { ServingState } from './serving-state.ts'
import { SlicedLook } from './sliced-look.ts'

const everyMs = 100
/** Ends that come by the clock alone – of a token, a key – are looked for as often. */
const clockMs = 1000
/** Younger requests were judged a moment ago, and most are answered by then. */
const youngMs = 100
const soonMs = 10
/** More of one subject are looked at in slices. */
const mostAtOnce = 200

/** An exchange whose answer goes on, or is waited for. */
export type OngoingCall = { readonly decision: AllowDecision; readonly sinceMs: number; cutOff(): void }

/**
 * Ends what goes on under a credential that fell (S19): streams do not outlive the key or token that opened them. Calls that are no longer
 * young stand in an index by whom they hang on, so that a change costs as much as it has streams, however many are open. What a change may
 * concern without naming it, and what ends by the clock, is found by a look at all of them, a slice at a time.
 */
export class FallenStreams {
  readonly #active: ActiveExchanges
  readonly #state: () => ServingState | undefined
  readonly #timer: NodeJS.Timeout
  readonly #watched = new Map<ServedExchange, readonly string[]>()
  readonly #bySubject = new Map<string, Set<ServedExchange>>()
  readonly #all: SlicedLook<ServedExchange>
  #lookedMs = 0
  #changedMs = 0
  #growing: NodeJS.Timeout | undefined

  constructor(active: ActiveExchanges, state: () => ServingState | undefined) {
    this.#active = active
    this.#state = state
    this.#all = new SlicedLook((exchange) => this.#judge(exchange))
    this.#timer = setInterval(() => this.#tick(), everyMs)
    this.#timer.unref()
  }

  /** How many calls stand in the index. */
  get watched(): number {
    return this.#watched.size
  }

  stop(): void {
    clearInterval(this.#timer)
    clearTimeout(this.#growing)
    this.#all.stop()
  }

  /** The access table changed. Young calls are looked at as soon as they are not. */
  changed({ all, names }: ConcernedSubjects): void {
    let many = all
    for (const name of all ? [] : names) {
      const concerned = this.#bySubject.get(name)
      if (concerned === undefined) continue
      // Those that end leave the index later, so the set does not change meanwhile.
      if (concerned.size <= mostAtOnce) for (const exchange of concerned) this.#judge(exchange)
      else many = true
    }
    if (many) this.#all.ask(() => this.#watched.keys())
    this.#changedMs = performance.now()
    if (this.#growing === undefined) this.#growUpSoon()
  }

  /** Until all that were young at the last change are not. */
  #growUpSoon(): void {
    const oldest = this.#growUp()
    const waits = oldest !== undefined && performance.now() - this.#changedMs <= youngMs
    this.#growing = waits ? setTimeout(() => this.#growUpSoon(), Math.max(soonMs, youngMs - oldest)) : undefined
    this.#growing?.unref()
  }

  #tick(): void {
    for (const [exchange, subjects] of this.#watched) if (exchange.place === -1) this.#forget(exchange, subjects)
    this.#growUp()
    const nowMs = performance.now()
    if (nowMs - this.#lookedMs < clockMs) return
    this.#lookedMs = nowMs
    this.#all.ask(() => this.#watched.keys())
  }

  /** Judges those that are no longer young, by which is found what happened while they were, and watches them. Age of the oldest young one. */
  #growUp(): number | undefined {
    const nowMs = performance.now()
    let oldest: number | undefined
    for (const exchange of this.#active.unwatched()) {
      const call = exchange.ongoing
      if (call === undefined) continue
      const age = nowMs - call.sinceMs
      if (age < youngMs) oldest = Math.max(oldest ?? 0, age)
      else if (!this.#judge(exchange)) this.#watch(exchange, subjectsOf(call.decision))
    }
    return oldest
  }

  #watch(exchange: ServedExchange, subjects: readonly string[]): void {
    this.#active.watch(exchange)
    this.#watched.set(exchange, subjects)
    for (const name of subjects) {
      const known = this.#bySubject.get(name)
      if (known === undefined) this.#bySubject.set(name, new Set([exchange]))
      else known.add(exchange)
    }
  }

  #forget(exchange: ServedExchange, subjects: readonly string[]): void {
    this.#watched.delete(exchange)
    for (const name of subjects) {
      const known = this.#bySubject.get(name)
      known?.delete(exchange)
      if (known?.size === 0) this.#bySubject.delete(name)
    }
  }

  /** True when it was cut off. */
  #judge(exchange: ServedExchange): boolean {
    const call = exchange.ongoing
    const state = this.#state()
    if (call === undefined || state === undefined || stillStands(state.deps, call.decision, Date.now())) return false
    call.cutOff()
    return true
  }
}
