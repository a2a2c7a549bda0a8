'use client'
import type { IdentityProviderView } from '@gatehouse/contracts/endpoints/identity-providers'
import { CopyButton } from '@gatehouse/ui/copy-button'

type Addresses = IdentityProviderView['addresses']

const labels: Record<keyof Addresses, string> = {
  console: 'Redirect address of the console',
  portal: 'Redirect address of the portal',
  logout: 'Back-channel logout address',
}

/** What has to be registered at the provider, to copy. */
export function ProviderAddresses({ addresses, show }: { addresses: Addresses; show: readonly (keyof Addresses)[] }) {
  return (
    <dl className="flex flex-col gap-3 text-sm">
      {show.map((name) => (
        <div key={name} className="min-w-0">
          <dt className="text-muted">{labels[name]}</dt>
          <dd className="flex items-center gap-1">
            <code className="min-w-0 text-xs [overflow-wrap:anywhere]">{addresses[name]}</code>
            <CopyButton value={addresses[name]} label={`Copy ${labels[name].toLowerCase()}`} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
