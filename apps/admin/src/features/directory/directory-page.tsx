'use client'
import type { DirectoryView } from '@gatehouse/contracts/endpoints/directory'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { CopyButton } from '@gatehouse/ui/copy-button'
import { formatCount, formatDuration } from '@gatehouse/ui/format'
import { KeyValue } from '@gatehouse/ui/key-value'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { Tabs } from '@gatehouse/ui/tabs'
import { TextLink } from '@gatehouse/ui/text-link'
import { parseAsStringEnum, useQueryState } from 'nuqs'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { TrailName } from '../shell/trail.tsx'
import { GroupsPanel } from './groups-panel.tsx'
import { LocalPersonsPanel } from './local-persons-panel.tsx'
import { MessagesPanel } from './messages-panel.tsx'
import { PersonsPanel } from './persons-panel.tsx'
import { directoryRead, providerRead } from './queries.ts'
import { TokensPanel } from './tokens-panel.tsx'

const places = ['persons', 'only-here', 'groups', 'messages', 'tokens'] as const

/** A directory against what is here: who differs, what its groups give, what it said last and how long its word took. */
export function DirectoryPage({ id }: { id: string }) {
  const [tab, setTab] = useQueryState('tab', parseAsStringEnum([...places]).withDefault('persons'))
  const provider = useRead(providerRead(id))
  const query = useRead(directoryRead(id), { every: () => 5_000 })
  return (
    <Page width="full">
      <PageHeader
        title={provider.data?.name ?? 'Directory'}
        facts={
          <>
            Its word on persons and groups counts here within a second.{' '}
            <TextLink href={`/access/identity-providers/${id}`}>Settings and sign-in</TextLink>
          </>
        }
      />
      {provider.data && <TrailName segment={id} name={provider.data.name} />}
      <Loaded query={query} what="directory" needs="identity.read" skeleton={<SkeletonCards count={3} />}>
        {(directory) => (
          <>
            <Alarms directory={directory} onShow={() => void setTab('persons')} />
            <Facts directory={directory} />
            <Tabs
              label="Directory"
              value={tab}
              onValueChange={(next) => void setTab(next as (typeof places)[number])}
              tabs={[
                {
                  value: 'persons',
                  label: `Persons ${formatCount(directory.counts.told)}`,
                  content: <PersonsPanel id={id} counts={directory.counts} />,
                },
                {
                  value: 'only-here',
                  label: `Only here ${formatCount(directory.counts.onlyHere)}`,
                  content: <LocalPersonsPanel id={id} />,
                },
                {
                  value: 'groups',
                  label: `Groups ${formatCount(directory.counts.groups)}`,
                  content: <GroupsPanel id={id} kind={provider.data?.kind} />,
                },
                { value: 'messages', label: 'Messages', content: <MessagesPanel id={id} /> },
                {
                  value: 'tokens',
                  label: 'SCIM tokens',
                  content: <TokensPanel id={id} address={directory.scimAddress} />,
                },
              ]}
            />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Alarms({ directory, onShow }: { directory: DirectoryView; onShow: () => void }) {
  const { activeHere, unlinked } = directory.counts
  return (
    <>
      {activeHere > 0 && (
        <Banner
          tone="bad"
          title={`${activeHere} ${activeHere === 1 ? 'person is' : 'persons are'} active here and absent there`}
          actions={<Button onClick={onShow}>Show them</Button>}
        >
          The directory has switched them off or removed them, and somebody here has let them in again.
        </Banner>
      )}
      {unlinked > 0 && (
        <Banner
          tone="warn"
          title={`${unlinked} ${unlinked === 1 ? 'person has' : 'persons have'} the address of somebody here`}
          actions={<Button onClick={onShow}>Show them</Button>}
        >
          An address alone proves nothing. Say whether it is the same person; until then the directory’s word does not
          count for them.
        </Banner>
      )}
      {directory.tokenWarning !== null && <Banner tone="warn">{directory.tokenWarning}</Banner>}
    </>
  )
}

function Facts({ directory }: { directory: DirectoryView }) {
  const { itsDelay, ourDelayMs, lastMessageAt, scimAddress } = directory
  return (
    <KeyValue
      look="grid"
      items={[
        {
          label: 'Last message',
          value: lastMessageAt === null ? 'none yet' : <RelativeTime value={lastMessageAt} />,
        },
        {
          label: 'Its own delay',
          value: itsDelay.seconds === null ? 'not known' : formatDuration(itsDelay.seconds * 1000),
          note: itsDelay.sentence,
        },
        {
          label: 'Ours',
          value: ourDelayMs === null ? 'nothing to measure yet' : formatDuration(ourDelayMs),
          note: 'From its message to the last gateway that knew: the worst of the last 20.',
        },
        {
          label: 'SCIM address',
          value: (
            <span className="flex min-w-0 max-w-full items-start gap-1">
              <code className="min-w-0 break-all text-sm">{scimAddress}</code>
              <CopyButton value={scimAddress} label="Copy the SCIM address" />
            </span>
          ),
          note: 'To be entered at the directory, with a token of this page.',
        },
      ]}
    />
  )
}
