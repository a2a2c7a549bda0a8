import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeUsageEvent } from '@gatehouse/analytics/events/decode-usage-event'
import { listSegments } from '@gatehouse/analytics/events/log-segments'
import { readRecords } from '@gatehouse/analytics/events/record-frame'
import type { Counters } from '@gatehouse/policies/limits/counters'
import { z } from 'zod'
import type { LogFolder } from '../usage/log-folders.ts'
import { readSealedJson, sealedJson, writeFileAtomically } from './atomic-file.ts'

const stored = z.object({
  /** Log folder → offset up to which its records are in `own`. */
  logs: z.record(z.string(), z.number()),
  own: z.array(z.object({ key: z.string(), windowStart: z.number(), used: z.number() })),
})

/** Own quota use over a restart: the counts as they were saved, and what the logs hold since then. */
export class QuotaStore {
  readonly #path: string

  constructor(data: string) {
    this.#path = join(data, 'quota.json')
  }

  async save(counters: Counters, logs: Record<string, number>): Promise<void> {
    // The logs' ends were read before the counts: what is written in between counts twice rather than never.
    await writeFileAtomically(this.#path, [sealedJson({ logs, own: counters.ownUse() })])
  }

  async restore(counters: Counters, logs: readonly LogFolder[], now: number): Promise<void> {
    const parsed = stored.safeParse(await readSealedJson(this.#path).catch(() => undefined))
    const saved = parsed.success ? parsed.data : { logs: {}, own: [] }
    const used = new Map(saved.own.map((use) => [use.key, { ...use }]))
    for (const log of logs) await countRecords(log, saved.logs[log.folder] ?? 0, used)
    for (const { key, windowStart, used: units } of used.values()) counters.setOwn(key, windowStart, units, now)
  }
}

type Use = { key: string; windowStart: number; used: number }

async function countRecords(log: LogFolder, from: number, used: Map<string, Use>): Promise<void> {
  for (const segment of await listSegments(log.folder)) {
    if (segment.to <= from) continue
    const file = await open(segment.path, 'r')
    const bytes = await file.readFile().finally(() => file.close())
    for (const { offset, payload } of readRecords(bytes).records) {
      if (segment.from + offset < from) continue
      countOne(payload, used)
    }
  }
}

/** A request took a unit of its quota when the quota step let it pass, whatever the backend did then. */
function countOne(payload: Buffer, used: Map<string, Use>): void {
  const event = decodeUsageEvent(payload)
  const { subscriptionId, quota } = event
  if (event.interim || subscriptionId === undefined || quota === undefined || event.code === 'quota_exceeded') return
  const before = used.get(subscriptionId)
  // The window ends at resetAt; a day's began 24 h before it, a month's on that month's first day.
  const windowStart = windowStartOf(event.at, quota.resetAt)
  if (before !== undefined && before.windowStart >= windowStart) before.used += 1
  else used.set(subscriptionId, { key: subscriptionId, windowStart, used: 1 })
}

function windowStartOf(at: number, resetAt: number): number {
  const day = new Date(at)
  const dayStart = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate())
  return resetAt - dayStart <= 86_400_000 && new Date(resetAt).getUTCDate() !== 1
    ? dayStart
    : Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 1)
}
