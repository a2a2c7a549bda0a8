import type { DeploymentCounts } from '../serving/serving-thread.ts'

type Total = { counts: DeploymentCounts; changes: number; confirmed: number }

/**
 * What each deployment has served since this process started. Totals only ever grow, so that saying one twice, late or not at all neither
 * doubles nor loses a call; one that the control plane has confirmed is said again when it has changed.
 */
export class DeploymentTotals {
  readonly #totals = new Map<string, Total>()

  /** Adds what a serving thread has counted since it last said so. */
  add(counts: readonly DeploymentCounts[]): void {
    for (const count of counts) {
      const total = this.#totals.get(count.id)
      if (total === undefined) {
        this.#totals.set(count.id, { counts: { ...count }, changes: 1, confirmed: 0 })
        continue
      }
      const { counts: before } = total
      before.requests += count.requests
      before.errors += count.errors
      before.latencyUsSum += count.latencyUsSum
      before.latencyUsMax = Math.max(before.latencyUsMax, count.latencyUsMax)
      total.changes += 1
    }
  }

  /** Totals that are not confirmed as they are, and what to call once they are. */
  unconfirmed(): { totals: DeploymentCounts[]; confirm: () => void } {
    const said = [...this.#totals.values()].filter(({ changes, confirmed }) => changes !== confirmed)
    const upTo = said.map(({ changes }) => changes)
    return {
      totals: said.map(({ counts }) => ({ ...counts })),
      confirm: () => {
        for (const [i, total] of said.entries()) total.confirmed = Math.max(total.confirmed, upTo[i] ?? 0)
      },
    }
  }
}
