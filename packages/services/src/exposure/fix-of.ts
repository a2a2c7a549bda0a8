import type { ExposureRow } from '@gatehouse/contracts/endpoints/exposure'

type Subject = {
  kind: ExposureRow['kind']
  api: { slug: string } | null
  version: { name: string } | null
  operationId?: string
}

/** What to do about an exposure, and the page where it is done. */
export function fixOf({ kind, api, version, operationId }: Subject): ExposureRow['fix'] {
  const base = api && version ? `/apis/${api.slug}/${version.name}` : null
  const operation = base && operationId ? `${base}/contract/${operationId}` : (base ?? '/apis')
  switch (kind) {
    case 'unauthenticated':
      return {
        sentence: 'Take back that anybody may call it, or require a credential by a guardrail.',
        label: 'Open the operation',
        href: operation,
      }
    case 'unlimited':
      return {
        sentence: 'Give the plan a limit, the operation a rate limit, or all of them one by a guardrail.',
        label: 'Open its products',
        href: base ? `${base}/products` : '/products',
      }
    case 'unvalidated':
      return {
        sentence: 'Let the contract refuse what breaks it; the findings say whom that would touch.',
        label: 'Look at the findings',
        href: base ? `${base}/traffic/findings` : '/apis',
      }
    case 'undeclared':
      return base
        ? {
            sentence: 'Declare it in the contract, or tell its callers where it went.',
            label: 'Open the contract',
            href: `${base}/contract`,
          }
        : {
            sentence: 'Find out who is looking for it: no version answers there.',
            label: 'Look at the requests',
            href: '/traffic/requests',
          }
    case 'uncalled':
      return {
        sentence: 'Take it out of the contract when nobody needs it: what is not there cannot be attacked.',
        label: 'Open the operation',
        href: operation,
      }
  }
}
