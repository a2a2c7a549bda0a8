import { inWorker } from '../worker-thread.ts'
import type { JudgedRule } from './judge.ts'
import { judgeText, type LintJob } from './judge-text.ts'

/** Below this many characters judging takes less than a thread takes to start. */
const small = 60_000

/**
 * `judge` for a server: in a worker thread unless the contract is small, since a thousand operations hold an event loop for
 * a tenth of a second, and a large source is read again for its lines. Throws when it is ended by a bound.
 */
export async function runLint(job: LintJob, bounds = { timeoutMs: 30_000, memoryMb: 768 }): Promise<JudgedRule[]> {
  if (job.description.length + (job.source?.length ?? 0) < small) return judgeText(job)
  const judged: JudgedRule[] = []
  const end = await inWorker({ kind: 'lint', ...job }, bounds, (piece) => {
    for (const rule of JSON.parse(piece) as JudgedRule[]) judged.push(rule)
  })
  if (end !== 'done') throw new Error(`the lint was ended: too much ${end}`)
  return judged
}
