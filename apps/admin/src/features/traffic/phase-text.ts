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
  response: 'Change the answer',
  send: 'Send the answer',
}

const factWords: Readonly<Record<string, string>> = {
  limit: 'limit',
  remaining: 'left',
  plan: 'plan',
  revision: 'revision',
  reason: 'because',
  status: 'status',
}

/** Key facts of a step in one line: `93 of 100 left, plan Gold`. */
export function factsText(facts: Readonly<Record<string, string | number | boolean>> | undefined): string {
  if (!facts) return ''
  const { remaining, limit, ...rest } = facts
  const words = Object.entries(rest).map(([name, value]) =>
    typeof value === 'boolean' ? (value ? name : `no ${name}`) : `${factWords[name] ?? name} ${value}`,
  )
  if (remaining !== undefined && limit !== undefined) words.unshift(`${remaining} of ${limit} left`)
  else if (limit !== undefined) words.unshift(`limit ${limit}`)
  return words.join(', ')
}
