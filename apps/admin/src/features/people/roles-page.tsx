'use client'
import { permissionTexts } from '@gatehouse/contracts/permissions'
import { Card } from '@gatehouse/ui/card'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SectionHeader } from '@gatehouse/ui/section-header'
import { SkeletonCards, SkeletonTable } from '@gatehouse/ui/skeleton'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { scopeText } from './person-text.ts'
import { assignmentsRead, rolesRead } from './queries.ts'

/** What each role permits, and who has which. */
export function RolesPage() {
  const paging = usePaging()
  const roles = useRead(rolesRead())
  const holders = useRead(assignmentsRead(paging.cursor ? { cursor: paging.cursor } : {}), { keep: true })
  return (
    <Page>
      <PageHeader
        title="Roles"
        facts="A role is a set of permissions. It holds everywhere, for a team’s things, or for one API."
      />
      <section className="flex flex-col gap-3">
        <SectionHeader title="Who has which" />
        <Loaded
          query={holders}
          what="role assignments"
          needs="person.read"
          skeleton={<SkeletonTable rows={5} columns={4} />}
        >
          {(data) => (
            <DataTable
              caption="Role assignments"
              rows={data.items}
              rowId={(row) => row.id}
              rowHref={(row) =>
                row.holder.kind === 'person'
                  ? `/access/people/${row.holder.id}`
                  : `/access/service-accounts/${row.holder.id}`
              }
              {...paging.pager(data.next)}
              empty={<EmptyState title="Nobody has a role" why="Roles are given on a person’s page." />}
              columns={[
                { id: 'who', header: 'Who', cell: (row) => row.holder.name },
                {
                  id: 'kind',
                  header: 'Is a',
                  priority: 2,
                  cell: (row) => (row.holder.kind === 'person' ? 'Person' : 'Service account'),
                },
                { id: 'role', header: 'Role', cell: (row) => row.role.name },
                { id: 'scope', header: 'For', cell: (row) => scopeText(row) },
                { id: 'since', header: 'Since', align: 'right', cell: (row) => <RelativeTime value={row.createdAt} /> },
              ]}
            />
          )}
        </Loaded>
      </section>
      <section className="flex flex-col gap-3">
        <SectionHeader title="What each allows" />
        <Loaded query={roles} what="roles" skeleton={<SkeletonCards count={4} />}>
          {({ items }) => (
            <div className="grid items-start gap-4 sm:grid-cols-2">
              {items.map((role) => (
                <Card key={role.id} level={3} title={role.name} description={role.description}>
                  <details>
                    <summary className="text-accent-text text-sm">{role.permissions.length} permissions</summary>
                    <ul className="mt-2 flex flex-col gap-1 text-sm">
                      {role.permissions.map((permission) => (
                        <li key={permission}>
                          {permissionTexts[permission]} <code className="text-muted text-xs">{permission}</code>
                        </li>
                      ))}
                    </ul>
                  </details>
                </Card>
              ))}
            </div>
          )}
        </Loaded>
      </section>
    </Page>
  )
}
