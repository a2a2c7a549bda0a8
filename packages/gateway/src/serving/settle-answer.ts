import type { ValidationFinding } from '@gatehouse/contracts/usage-event'
import type { AnswerRelay } from './answer-relay.ts'
import type { JudgeQueue } from './judge-queue.ts'

/**
 * The last acts of an exchange in their order: `send` gives the rest to the client, `record` writes what became of it, `then` runs when
 * that is on the disk. A report's judge comes after `send`: no client waits for it. In strict mode the client waits for the record,
 * and so for what it says. An answer that broke off is not judged.
 */
export function settleAnswer(
  { strict, judging }: { readonly strict: boolean; readonly judging: JudgeQueue },
  answer: AnswerRelay | undefined,
  send: () => void,
  record: (findings: readonly ValidationFinding[] | undefined, then: (() => void) | undefined) => void,
): void {
  const judge = answer?.judge
  if (!strict) send()
  const then = strict ? send : undefined
  if (judge === undefined || judge.blocks || answer?.ended !== true) {
    answer?.drop()
    record(undefined, then)
  } else if (strict) judge.judge((findings) => record(findings, then))
  else judging.add(() => judge.judge((findings) => record(findings, then)))
}
