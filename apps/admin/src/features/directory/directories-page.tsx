'use client'
import type { IdentityProviderView } from '@gatehouse/contracts/endpoints/identity-providers'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { formatCount } from '@gatehouse/ui/format'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { FolderTree } from 'lucide-react'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { directoriesRead } from './queries.ts'

const kinds: Readonly<Record<string, string>> = { oidc: 'OpenID Connect', saml: 'SAML', ldap: 'LDAP', scim: 'SCIM' }

/** The directories that say who persons are, one for each identity provider. */
export function DirectoriesPage() {
  const query = useRead(directoriesRead())
  return (
    <Page width="full">
      <PageHeader
        title="Directories"
        facts="What your company’s directories say of persons and groups, and what follows here."
      />
      <Loaded query={query} what="directories" needs="identity.read" skeleton={<SkeletonTable rows={3} columns={4} />}>
        {({ items }) => <Directories items={items} />}
      </Loaded>
    </Page>
  )
}

function Directories({ items }: { items: readonly IdentityProviderView[] }) {
  return (
    <DataTable
      caption="Directories"
      rows={[...items]}
      rowId={(row) => row.id}
      rowHref={(row) => `/access/directories/${row.id}`}
      empty={
        <EmptyState
          icon={<FolderTree aria-hidden />}
          title="No directory yet"
          why="Connect an identity provider first. Then its directory can write here by SCIM, or is read by LDAP."
          action={
            <LinkButton variant="primary" href="/access/identity-providers/new">
              Connect an identity provider
            </LinkButton>
          }
        />
      }
      columns={[
        { id: 'name', header: 'Directory', cell: (row) => <span className="font-medium">{row.name}</span> },
        { id: 'kind', header: 'Kind', width: 150, cell: (row) => kinds[row.kind] ?? row.kind },
        {
          id: 'persons',
          header: 'Persons',
          width: 110,
          align: 'right',
          cell: (row) => formatCount(row.uses.directoryPersons),
        },
        { id: 'groups', header: 'Groups', width: 110, align: 'right', cell: (row) => formatCount(row.uses.groups) },
        {
          id: 'state',
          header: 'State',
          width: 140,
          unlabelled: true,
          cell: (row) => <StatusWord tone={row.enabled ? 'ok' : 'neutral'}>{row.enabled ? 'On' : 'Off'}</StatusWord>,
        },
      ]}
    />
  )
}
