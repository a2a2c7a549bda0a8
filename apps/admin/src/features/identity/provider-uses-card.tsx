'use client'
import type { IdentityProviderView } from '@gatehouse/contracts/endpoints/identity-providers'
import { Card } from '@gatehouse/ui/card'
import { KeyValue } from '@gatehouse/ui/key-value'

/** What hangs on a provider. */
export function ProviderUsesCard({ provider: { uses, kind } }: { provider: IdentityProviderView }) {
  return (
    <Card title="What hangs on it">
      <KeyValue
        items={[
          ...(kind === 'scim'
            ? []
            : [
                { label: 'Persons who signed in with it', value: uses.persons },
                { label: 'Open sessions', value: uses.sessions },
              ]),
          { label: 'Persons in its directory', value: uses.directoryPersons },
          { label: 'Groups known', value: uses.groups },
          ...(kind === 'oidc' ? [{ label: 'Rules of APIs for its tokens', value: uses.tokenRules }] : []),
        ]}
      />
    </Card>
  )
}
