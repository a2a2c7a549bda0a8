'use client'
import type { VersionPage } from '@gatehouse/contracts/endpoints/apis'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { useVersion } from './version-context.tsx'

const mendWords: Record<string, string> = {
  unowned: 'Choose an owner',
  behind: 'See deployments',
  unhealthy: 'See the gateways',
  'no-contact': 'Add a contact',
  'undeployed-changes': 'Review',
  'callers-after-sunset': 'See who calls',
  'response-findings': 'See the findings',
  'secret-expiring': 'Replace it',
  'certificate-expiring': 'See the backends',
  'no-calls': 'Plan its end',
}

/** What is wrong with the API, each with the click that mends it. What the page shows elsewhere is not repeated. */
export function ApiFlags({ flags }: { flags: VersionPage['flags'] }) {
  const { base } = useVersion()
  const shown = flags.filter((flag) => flag.flag !== 'undeployed-changes' && flag.flag !== 'behind')
  if (shown.length === 0) return null
  return (
    <ul aria-label="What should be mended" className="flex flex-wrap gap-x-6 gap-y-1 text-sm">
      {shown.map((flag) => (
        <li key={flag.flag} className="flex flex-wrap items-baseline gap-x-2">
          <StatusWord tone="warn">{flag.sentence}</StatusWord>
          {flag.mend && <TextLink href={`${base}/${flag.mend}`}>{mendWords[flag.flag] ?? 'Mend it'}</TextLink>}
        </li>
      ))}
    </ul>
  )
}
