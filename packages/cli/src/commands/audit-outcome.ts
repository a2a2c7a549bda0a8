import { type AuditCheckpoint, auditCheckpoint } from '@gatehouse/contracts/audit-chain'
import type { AuditBreak } from '@gatehouse/contracts/endpoints/audit'
import { CommandFailure, type Given, type Output } from '../command.ts'

/** What a verification found. `gaps`: places where a file leaves entries out, because a search chose what it holds. */
export type AuditOutcome = {
  intact: boolean
  rows: number
  brokenSeq: string | null
  reason: AuditBreak | null
  headSeq: string
  headHash: string
  gaps?: number
}

const reasons: Readonly<Record<AuditBreak, string>> = {
  content: 'its content does not give its hash: it was changed',
  link: 'it does not follow the entry before it: one of them was exchanged',
  gap: 'entries before it are missing',
  checkpoint:
    'it is not there, or it has another hash than the one that was kept: the end was cut off, or the log was rewritten',
}

/** Says an outcome; answers the exit code. */
export function sayOutcome(outcome: AuditOutcome, given: Given, { out }: Output): number {
  if (given.flag('json')) out(`${JSON.stringify(outcome)}\n`)
  else if (outcome.intact) {
    out(`Intact: ${outcome.rows} entries, every hash and link recomputed.\n`)
    if (outcome.gaps) out(`In ${outcome.gaps} places the file leaves entries out; each entry of it is genuine.\n`)
    out(`Head: ${outcome.headSeq}:${outcome.headHash}\n`)
  } else {
    out(`Broken at entry ${outcome.brokenSeq}: ${reasons[outcome.reason ?? 'content']}.\n`)
    out(`${outcome.rows} entries are right, up to ${outcome.headSeq}:${outcome.headHash}\n`)
  }
  return outcome.intact ? 0 : 1
}

/** The head that `--from` names. */
export function givenHead(given: Given): AuditCheckpoint | undefined {
  const text = given.text('from')
  if (text === undefined) return undefined
  const [seq, hash] = text.trim().toLowerCase().split(':')
  const parsed = auditCheckpoint.safeParse({ seq, hash })
  if (!parsed.success)
    throw new CommandFailure('--from takes SEQ:HASH, as a verification says it: a number and 64 hexadecimal digits.')
  return parsed.data
}
