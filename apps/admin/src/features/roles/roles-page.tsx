'use client'
import type { RoleView } from '@gatehouse/contracts/endpoints/roles'
import { Badge } from '@gatehouse/ui/badge'
import { DataTable } from '@gatehouse/ui/data-table'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useMay } from '../account/account-context.tsx'
import { rolesRead } from '../people/queries.ts'
import { RoleComparison } from './role-comparison.tsx'
import { holdersText } from './role-text.ts'

/** What each role permits, who has which, and roles of one's own. */
export function RolesPage() {
  const roles = useRead(rolesRead())
  const manage = useMay('role.manage', {})
  return (
    <Page width="full">
      <PageHeader
        title="Roles"
        facts="A role is a set of permissions. It holds everywhere, for a team’s things, or for one API."
        primary={
          manage.allowed ? (
            <LinkButton variant="primary" href="/access/roles/new">
              New role
            </LinkButton>
          ) : (
            <ActButton variant="primary" why={manage.why}>
              New role
            </ActButton>
          )
        }
      />
      <Loaded query={roles} what="roles" skeleton={<SkeletonTable rows={8} columns={4} />}>
        {({ items }) => (
          <>
            <RoleList roles={items} />
            <RoleComparison roles={items} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function RoleList({ roles }: { roles: readonly RoleView[] }) {
  return (
    <DataTable
      caption="Roles"
      rows={[...roles]}
      rowId={(role) => role.id}
      rowHref={(role) => `/access/roles/${role.id}`}
      columns={[
        {
          id: 'role',
          header: 'Role',
          cell: (role) => (
            <span className="flex flex-wrap items-center gap-2">
              {role.name}
              {!role.builtIn && <Badge tone="info">Own</Badge>}
            </span>
          ),
        },
        {
          id: 'for',
          header: 'What it is for',
          priority: 2,
          cell: (role) => <span className="text-muted">{role.description || '–'}</span>,
        },
        { id: 'count', header: 'Permissions', align: 'right', cell: (role) => role.permissions.length },
        { id: 'holders', header: 'Who has it', cell: (role) => holdersText(role.holders) ?? '–' },
      ]}
    />
  )
}
