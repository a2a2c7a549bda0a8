'use client'
import { type IdentityProviderView, refreshIdentityProvider } from '@gatehouse/contracts/endpoints/identity-providers'
import { Banner } from '@gatehouse/ui/banner'
import { Card } from '@gatehouse/ui/card'
import { KeyValue } from '@gatehouse/ui/key-value'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { useMay } from '../account/account-context.tsx'

/** How it did when it was last asked, and the keys that tokens are checked with. */
export function ProviderHealthCard({ provider }: { provider: IdentityProviderView }) {
  const manage = useMay('identity.manage')
  const refresh = useAct(refreshIdentityProvider)
  const { health, keys, keysAt } = provider
  // Only tokens are checked with keys; directories and SAML have none of them.
  const hasKeys = provider.kind !== 'ldap' && provider.kind !== 'saml'
  const never = <span className="text-muted">never</span>
  return (
    <Card
      title="Health"
      actions={
        <ActButton
          size="sm"
          why={manage.why}
          loading={refresh.running}
          onClick={() => void refresh.run({ identityProviderId: provider.id }).catch(() => undefined)}
        >
          Ask now
        </ActButton>
      }
    >
      <div className="flex flex-col gap-3">
        <ProblemBanner problem={refresh.problem} />
        {provider.enabled && health.sentence !== '' && (
          <Banner compact tone={health.state === 'away' ? 'warn' : 'bad'}>
            {health.sentence}
          </Banner>
        )}
        {health.state === 'away' && keys.length > 0 && (
          <p className="text-muted text-sm">Tokens are checked with the keys that were fetched last.</p>
        )}
        <KeyValue
          items={[
            { label: 'Last asked', value: health.at ? <RelativeTime value={health.at} /> : never },
            ...(health.since ? [{ label: 'In this state', value: <RelativeTime value={health.since} /> }] : []),
            ...(health.tookMs === undefined ? [] : [{ label: 'Took', value: `${health.tookMs} ms` }]),
            ...(hasKeys
              ? [
                  {
                    label: 'Keys',
                    value:
                      keys.length === 0 ? (
                        <span className="text-muted">none fetched yet</span>
                      ) : (
                        <ul>
                          {keys.map(({ id, type }, index) => (
                            <li key={id || `key ${index}`}>
                              <code className="text-xs [overflow-wrap:anywhere]">{id || 'without id'}</code>{' '}
                              <span className="text-muted text-xs">{type}</span>
                            </li>
                          ))}
                        </ul>
                      ),
                  },
                  { label: 'Keys as of', value: keysAt ? <RelativeTime value={keysAt} /> : never },
                ]
              : []),
          ]}
        />
      </div>
    </Card>
  )
}
