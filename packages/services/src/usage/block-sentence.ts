import type { ValidationMode } from '@gatehouse/contracts/snapshot'

export type BlockFacts = {
  side: 'request' | 'response'
  /** The mode that runs; null: operations differ, or nothing runs. */
  mode: ValidationMode | null
  calls: number
  reported: number
  blocked: number
  applications: number
  days: number
}

/** What a switch to block would do, from what was counted: for people, before they make it. */
export function blockSentence(facts: BlockFacts): string {
  const { mode, calls, reported, blocked, days } = facts
  const period = days === 1 ? 'today' : `in the last ${days} days`
  const what = facts.side === 'request' ? 'Request' : 'Response'
  if (mode === 'off' && reported === 0)
    return `${what}s are not validated here, so nobody knows what block would refuse. Report counts it and serves every call.`
  if (calls === 0) return `No call ${period}, so nothing can be said of what block would refuse.`
  const who = facts.applications === 0 ? '' : `: ${plural(facts.applications, 'application')}`
  if (reported > 0)
    return `Block would refuse ${share(reported, calls)} of calls ${period} (${grouped(reported)} of ${grouped(calls)})${who}.`
  if (blocked > 0)
    return `Block refused ${share(blocked, calls)} of calls ${period} (${grouped(blocked)} of ${grouped(calls)})${who}.`
  return `Block would refuse none of the ${plural(calls, 'call')} ${period}.`
}

function plural(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** Two figures that count: `0.4 %`, `12 %`; what is there is never shown as nothing, and what is not all never as all. */
export function share(part: number, whole: number): string {
  const percent = (part / whole) * 100
  if (percent < 0.01) return 'less than 0.01 %'
  const digits = percent < 0.1 ? 2 : percent < 10 ? 1 : 0
  const text = percent.toFixed(digits)
  return part < whole && Number(text) >= 100 ? 'more than 99 %' : `${Number(text)} %`
}

function grouped(count: number): string {
  return count.toLocaleString('en-US').replaceAll(',', '\u2009')
}
