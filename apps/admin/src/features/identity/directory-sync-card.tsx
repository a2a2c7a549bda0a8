'use client'
import type { IdentityProviderView } from '@gatehouse/contracts/endpoints/identity-providers'
import { syncNow } from '@gatehouse/contracts/endpoints/provider-set-up'
import type { DirectorySync, LdapSettings } from '@gatehouse/contracts/identity-providers'
import { Banner } from '@gatehouse/ui/banner'
import { Card } from '@gatehouse/ui/card'
import { formatCount, plural } from '@gatehouse/ui/format'
import { KeyValue } from '@gatehouse/ui/key-value'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { useMay } from '../account/account-context.tsx'

const looks = {
  running: { tone: 'info', word: 'Reading now' },
  done: { tone: 'ok', word: 'Complete' },
  held: { tone: 'bad', word: 'Held back' },
  failed: { tone: 'bad', word: 'Failed' },
} as const

/** How a directory was read: when, what was there, what changed, and how far it is while it runs. */
export function DirectorySyncCard({ provider }: { provider: IdentityProviderView }) {
  const manage = useMay('identity.manage')
  const start = useAct(syncNow)
  const { sync } = provider
  const { pollSeconds } = provider.settings as LdapSettings
  const running = sync?.state === 'running'
  return (
    <Card
      title="Directory"
      description={`Read every ${plural(pollSeconds, 'second')}: who is disabled there is off here that much later at most.`}
      actions={
        <ActButton
          size="sm"
          why={manage.why ?? (provider.enabled ? undefined : 'It is switched off.')}
          loading={start.running}
          onClick={() => void start.run({ identityProviderId: provider.id }).catch(() => undefined)}
        >
          Read now
        </ActButton>
      }
    >
      <div className="flex flex-col gap-3">
        <ProblemBanner problem={start.problem} />
        {sync && sync.sentence !== '' && !running && (
          <Banner compact tone="bad">
            {sync.sentence}
          </Banner>
        )}
        {sync ? (
          <Figures sync={sync} />
        ) : (
          <p className="text-muted text-sm">
            {provider.enabled
              ? 'It is read for the first time within seconds.'
              : 'It is not read while it is switched off.'}
          </p>
        )}
      </div>
    </Card>
  )
}

function Figures({ sync }: { sync: DirectorySync }) {
  const { tone, word } = looks[sync.state]
  const asked = Date.parse(sync.startedAt) === 0
  return (
    <KeyValue
      items={[
        {
          label: 'Last reading',
          value: asked ? (
            <StatusWord tone="info" busy>
              Begins within seconds
            </StatusWord>
          ) : (
            <span className="flex flex-wrap items-center gap-2">
              <StatusWord tone={tone} busy={sync.state === 'running'}>
                {word}
              </StatusWord>
              <RelativeTime value={sync.finishedAt ?? sync.startedAt} />
            </span>
          ),
        },
        {
          label: sync.state === 'running' ? 'Read so far' : 'Read',
          value: `${plural(sync.persons, 'person')}, ${plural(sync.groups, 'group')}`,
        },
        {
          label: 'Taken over',
          value: `${formatCount(sync.created)} new, ${formatCount(sync.changed)} changed, ${formatCount(sync.removed)} gone`,
        },
        ...(sync.refused > 0
          ? [
              {
                label: 'Left out',
                value: `${plural(sync.refused, 'entry', 'entries')} of a user name that another one has`,
              },
            ]
          : []),
        ...(sync.completedAt && sync.state !== 'done'
          ? [{ label: 'Last complete', value: <RelativeTime value={sync.completedAt} /> }]
          : []),
      ]}
    />
  )
}
