import type { Phase } from '@gatehouse/contracts/usage-event'

/** The gateway's phases as a reader knows them. */
export const phaseWords: Record<Phase, string> = {
  parse: 'Read the request',
  ip: 'Address rules',
  flood: 'Flood limit',
  identify: 'Who calls',
  revision: 'Pick the revision',
  route: 'Find the operation',
  cors: 'Browser rules',
  authenticate: 'Check the key',
  authorize: 'Check access',
  'rate-limit': 'Rate limit',
  validate: 'Check against the contract',
  quota: 'Quota',
  transform: 'Change the request',
  cache: 'Cache',
  upstream: 'Call the backend',
  response: 'Check the answer against the contract',
  send: 'Send the answer',
}

const factWords: Readonly<Record<string, string>> = { reason: 'because' }

type Facts = Readonly<Record<string, string | number | boolean>>

/** An id says nothing to a reader; what it names stands elsewhere on the page, and `names` may give its words. */
const isId = (value: unknown) => typeof value === 'string' && /^[a-z]+_[0-9a-f]{32}$/.test(value)

/** Key facts of a step in one line: `93 of 100 left, plan Gold`. */
export function factsText(facts: Facts | undefined, names: Readonly<Record<string, string | undefined>> = {}): string {
  if (!facts) return ''
  const { remaining, limit, findings, ...rest } = facts
  const words = Object.entries(rest).flatMap(([name, value]) => {
    const known = names[name]
    if (isId(value)) return known === undefined ? [] : [`${name} ${known}`]
    if (typeof value === 'boolean') return [value ? name : `no ${name}`]
    return [`${factWords[name] ?? name} ${value}`]
  })
  if (findings !== undefined) words.unshift(findings === 1 ? '1 finding' : `${findings} findings`)
  if (remaining !== undefined)
    words.unshift(leftText(Number(remaining), limit === undefined ? undefined : Number(limit)))
  else if (limit !== undefined) words.unshift(`limit ${limit}`)
  return words.join(', ')
}

/** A bucket may hold more than its rate (bursts), so "19 of 10" is said as "19 left". */
export function leftText(remaining: number, limit: number | undefined): string {
  return limit === undefined || remaining > limit ? `${remaining} left` : `${remaining} of ${limit} left`
}
