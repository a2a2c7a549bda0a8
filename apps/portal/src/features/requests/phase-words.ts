import type { Phase, TraceStep } from '@gatehouse/contracts/usage-event'

/** The gateway's phases as a reader calls them. */
export const phaseTitles: Record<Phase, string> = {
  parse: 'Read the request',
  ip: 'Address rules',
  flood: 'Flood protection',
  identify: 'Find the key',
  revision: 'Choose the revision',
  route: 'Find the operation',
  cors: 'Browser origin (CORS)',
  authenticate: 'Check the key',
  authorize: 'Check access',
  'rate-limit': 'Rate limit',
  validate: 'Check against the contract',
  quota: 'Quota',
  transform: 'Transform',
  cache: 'Cache',
  upstream: 'Ask the API',
  response: 'Answer policies',
  send: 'Send the answer',
}

const internalId = /^[a-z]+_[0-9a-f]{32}$/

/** Key facts of a step in one line: "remaining 93 · limit 100". Ids say nothing to a reader and are left out. */
export function factsInWords(facts: TraceStep['facts']): string {
  return Object.entries(facts ?? {})
    .filter(([, value]) => !internalId.test(String(value)))
    .map(([name, value]) => {
      if (name === 'findings') return value === 1 ? '1 finding' : `${value} findings`
      return `${name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()} ${String(value)}`
    })
    .join(' · ')
}

const billingWords: Record<string, string> = {
  billable: 'Counts for the bill',
  refused: 'Not billed: refused by the gateway',
  'client-error': 'Not billed: a client error',
  'backend-error': 'Not billed: the API failed',
  'not-live': 'Not billed: not on Live',
  mock: 'Not billed: the mock answered',
  anonymous: 'Not billed: no key needed',
  unpriced: 'Not billed: the plan has no price',
  unmatched: 'Not billed: matched to no operation',
}

export const billingInWords = (reason: string) => billingWords[reason] ?? reason
