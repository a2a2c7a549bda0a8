import type { GateCheck } from '@gatehouse/contracts/stage-rules'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import type { CheckOutcome, CheckSubject } from './check.ts'
import { findKind } from './check-kinds.ts'

const usualTimeMs = 300_000
const progressMs = 300

/** How long a check may take. */
export function timeOf(options: GateCheck): number {
  return findKind(options.check)?.timeoutMs?.(options) ?? usualTimeMs
}

export type Judged = { state: 'passed' | 'failed' | 'error'; outcome: CheckOutcome }

/** Runs one check within its time. It always ends with a verdict: what it throws is the state `error`, which says no more than it may. */
export async function judgeCheck(
  ctx: Context,
  options: GateCheck,
  subject: CheckSubject,
  how: { write?: (done: number, total: number) => Promise<unknown>; onDefect?: (error: unknown) => void } = {},
): Promise<Judged> {
  const kind = findKind(options.check)
  if (!kind) return failedToJudge('This installation does not know this check.')
  let last = 0
  let writing: Promise<unknown> = Promise.resolve()
  const onProgress = (done: number, total: number) => {
    const now = Date.now()
    if (now - last < progressMs) return
    last = now
    writing = writing.then(() => how.write?.(done, total)).catch(() => undefined)
  }
  const signal = AbortSignal.timeout(timeOf(options))
  try {
    const outcome = await Promise.race([kind.run(ctx, subject, options, onProgress, signal), ended(signal)])
    await writing
    return { state: outcome.passed ? 'passed' : 'failed', outcome }
  } catch (error) {
    await writing
    if (signal.aborted) return failedToJudge('It did not end within its time.')
    // What a check says of itself is for its readers; anything else is a defect, of which they are told no more than that.
    if (error instanceof DomainError && error.detail) return failedToJudge(error.detail, error)
    how.onDefect?.(error)
    return failedToJudge('It broke off. Run it again, or ask the operators.')
  }
}

function ended(signal: AbortSignal): Promise<never> {
  return new Promise((_, fail) => signal.addEventListener('abort', () => fail(signal.reason), { once: true }))
}

function failedToJudge(verdict: string, error?: unknown): Judged {
  return { state: 'error', outcome: { passed: false, verdict, evidence: { sentences: reasonOf(error) } } }
}

function reasonOf(error: unknown): string[] {
  return error instanceof DomainError && error.errors ? error.errors.map(({ expected }) => expected) : []
}
