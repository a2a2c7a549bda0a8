import type { AccessChangeItem } from '@gatehouse/contracts/endpoints/access-changes'
import type { GuardrailPolicy } from '@gatehouse/contracts/guardrails'
import type { Tone } from '@gatehouse/ui/tone'

type Look = { word: string; tone: Tone }

/** How a change of access stands, in words. */
export function changeLook({ state, review }: Pick<AccessChangeItem, 'state' | 'review'>): Look {
  if (review === 'open') return { word: 'Applied, review open', tone: 'warn' }
  switch (state) {
    case 'proposed':
      return { word: 'Waiting for approval', tone: 'info' }
    case 'applied':
      return { word: review === 'done' ? 'Approved' : 'Applied', tone: 'ok' }
    case 'rejected':
      return { word: 'Rejected', tone: 'bad' }
    case 'withdrawn':
      return { word: 'Withdrawn', tone: 'neutral' }
    case 'stale':
      return { word: 'Stale', tone: 'warn' }
    case 'expired':
      return { word: 'Expired', tone: 'neutral' }
  }
}

export const policyTitles: Readonly<Record<GuardrailPolicy, { title: string; text: string }>> = {
  'access-rules': { title: 'Access rules', text: 'Who may call: by plan, application, scope, address, time …' },
  'ip-rules': { title: 'Addresses', text: 'From which addresses calls are taken.' },
  'rate-limit': { title: 'Rate limit', text: 'At most so many calls by one caller.' },
  'request-headers': { title: 'Request headers', text: 'Set or removed on the way to backends, after an API’s own.' },
  requirements: { title: 'Requirements', text: 'The least that holds: credentials, validation, size of bodies.' },
}
