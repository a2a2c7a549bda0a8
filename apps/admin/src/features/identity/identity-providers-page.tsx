'use client'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { plural } from '@gatehouse/ui/format'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { Fingerprint } from 'lucide-react'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useMay } from '../account/account-context.tsx'
import { healthLook, kindText, placeOf } from './provider-text.ts'
import { providersRead } from './queries.ts'
import { SignInSettingsCard } from './sign-in-settings-card.tsx'

/** Who vouches for persons: all providers with how they are, and how persons sign in. */
export function IdentityProvidersPage() {
  const manage = useMay('identity.manage')
  const query = useRead(providersRead(), { every: () => 15_000 })
  return (
    <Page width="full">
      <PageHeader
        title="Identity providers"
        facts="Persons sign in with them, their groups give roles and teams, and APIs can take their tokens. Each is asked once a minute how it is."
        primary={
          manage.allowed ? (
            <LinkButton variant="primary" href="/access/identity-providers/new">
              Connect a provider
            </LinkButton>
          ) : (
            <ActButton variant="primary" why={manage.why}>
              Connect a provider
            </ActButton>
          )
        }
      />
      <Loaded
        query={query}
        what="identity providers"
        needs="identity.read"
        skeleton={<SkeletonTable rows={3} columns={4} />}
      >
        {(data) => (
          <DataTable
            caption="Identity providers"
            rows={data.items}
            rowId={(row) => row.id}
            rowHref={(row) => `/access/identity-providers/${row.id}`}
            empty={
              <EmptyState
                icon={<Fingerprint aria-hidden />}
                title="No identity provider yet"
                why="Connect the one that your company signs in with: nobody needs a password of Gatehouse then, and whoever leaves there is out here at once."
              />
            }
            columns={[
              {
                id: 'name',
                header: 'Provider',
                cell: (row) => (
                  <span>
                    <span className="font-medium">{row.name}</span>
                    <span className="block truncate text-muted text-xs">
                      {kindText(row.kind)} <code>{placeOf(row)}</code>
                    </span>
                  </span>
                ),
              },
              {
                id: 'health',
                header: 'Health',
                width: '30%',
                unlabelled: true,
                cell: (row) => {
                  const { tone, word } = healthLook(row)
                  return (
                    <span>
                      <StatusWord tone={tone}>{word}</StatusWord>
                      {row.enabled && row.health.sentence !== '' && (
                        <span className="line-clamp-2 text-muted text-xs">{row.health.sentence}</span>
                      )}
                    </span>
                  )
                },
              },
              {
                id: 'for',
                header: 'Used for',
                priority: 2,
                cell: (row) =>
                  [
                    ...(row.signIn ? ['sign-in'] : []),
                    ...(row.uses.tokenRules > 0 ? [plural(row.uses.tokenRules, 'token rule')] : []),
                    ...(row.uses.directoryPersons > 0 ? ['directory'] : []),
                  ].join(', ') || 'nothing yet',
              },
              {
                id: 'persons',
                header: 'Persons',
                width: 90,
                align: 'right',
                priority: 2,
                cell: (row) => Math.max(row.uses.persons, row.uses.directoryPersons),
              },
              {
                id: 'asked',
                header: 'Last asked',
                width: 130,
                priority: 3,
                cell: (row) =>
                  row.health.at ? <RelativeTime value={row.health.at} /> : <span className="text-muted">never</span>,
              },
            ]}
          />
        )}
      </Loaded>
      <SignInSettingsCard />
    </Page>
  )
}
