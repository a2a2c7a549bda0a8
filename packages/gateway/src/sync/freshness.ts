import { type StalenessRule, snapshotManifest } from '@gatehouse/contracts/snapshot'

const serve: StalenessRule = { mode: 'serve' }

/**
 * How long ago the control plane was last heard, and whether the stage lets traffic pass at that age. The age at the start comes from
 * the disk, so restarting makes nothing fresh; from then on it grows by the monotonic clock, so setting the system's clock does not either.
 */
export class Freshness {
  #ageMs: number
  #since = performance.now()
  rule: StalenessRule = serve

  /** `heardAt`: ms since 1970, as kept on the disk; one in the future (the clock was set back meanwhile) counts as now. */
  constructor(heardAt: number, now: number) {
    this.#ageMs = Math.max(0, now - heardAt)
  }

  heard(): void {
    this.#ageMs = 0
    this.#since = performance.now()
  }

  get ageSeconds(): number {
    return (this.#ageMs + performance.now() - this.#since) / 1000
  }

  get stale(): boolean {
    return this.rule.mode === 'refuse' && this.ageSeconds >= this.rule.seconds
  }
}

/** The stage's rule in a manifest whose signature holds. A text that is no manifest has none: the build says what is wrong with it. */
export function stalenessOf(manifestText: string): StalenessRule {
  try {
    const parsed = snapshotManifest.pick({ stage: true }).loose().safeParse(JSON.parse(manifestText))
    return parsed.data?.stage.staleness ?? serve
  } catch {
    return serve
  }
}
