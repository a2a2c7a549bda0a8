'use client'
import type { RoleView } from '@gatehouse/contracts/endpoints/roles'
import { permissionTexts } from '@gatehouse/contracts/permissions'
import { Badge } from '@gatehouse/ui/badge'
import { Card } from '@gatehouse/ui/card'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SectionHeader } from '@gatehouse/ui/section-header'
import { SkeletonCards, SkeletonTable } from '@gatehouse/ui/skeleton'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { useMay } from '../account/account-context.tsx'
import { scopeText } from '../people/person-text.ts'
import { assignmentsRead, roleRead } from '../people/queries.ts'
import { TrailName } from '../shell/trail.tsx'
import { DeleteRoleDialog } from './delete-role-dialog.tsx'
import { areasFor, holdersText } from './role-text.ts'

export function RolePage({ id }: { id: string }) {
  const query = useRead(roleRead(id))
  return (
    <Page>
      <Loaded query={query} what="role" skeleton={<SkeletonCards count={2} />}>
        {(role) => <Role role={role} />}
      </Loaded>
    </Page>
  )
}

function Role({ role }: { role: RoleView }) {
  const held = holdersText(role.holders)
  const manage = useMay('role.manage', {})
  return (
    <>
      <TrailName segment={role.id} name={role.name} />
      <PageHeader
        title={role.name}
        beside={<Badge tone={role.builtIn ? 'neutral' : 'info'}>{role.builtIn ? 'Built in' : 'Own'}</Badge>}
        facts={[role.description, held && `Held by ${held}.`].filter(Boolean).join(' ')}
        primary={role.builtIn ? <CopyButton role={role} primary /> : <EditButton role={role} />}
        menu={
          !role.builtIn && (
            <>
              <CopyButton role={role} />
              {manage.allowed ? <DeleteRoleDialog role={role} /> : <ActButton why={manage.why}>Delete</ActButton>}
            </>
          )
        }
      />
      <section className="flex flex-col gap-3">
        <SectionHeader title="What it allows" />
        <div className="grid items-start gap-4 sm:grid-cols-2">
          {areasFor('', (name) => role.permissions.includes(name)).map(({ area, permissions }) => (
            <Card key={area} level={3} title={area} flush>
              <ul className="divide-y divide-line">
                {permissions.map((name) => (
                  <li key={name} className="px-4 py-2 text-sm">
                    {permissionTexts[name]}
                    <code className="block text-subtle text-xs">{name}</code>
                  </li>
                ))}
              </ul>
            </Card>
          ))}
        </div>
      </section>
      <Holders role={role} />
      <p className="text-muted text-sm">
        <CopyableId value={role.id} />
      </p>
    </>
  )
}

function EditButton({ role }: { role: RoleView }) {
  const manage = useMay('role.manage', {})
  if (!manage.allowed)
    return (
      <ActButton variant="primary" why={manage.why}>
        Edit
      </ActButton>
    )
  return (
    <LinkButton variant="primary" href={`/access/roles/${role.id}/edit`}>
      Edit
    </LinkButton>
  )
}

function CopyButton({ role, primary = false }: { role: RoleView; primary?: boolean }) {
  const manage = useMay('role.manage', {})
  const variant = primary ? ('primary' as const) : ('secondary' as const)
  if (!manage.allowed)
    return (
      <ActButton variant={variant} why={manage.why}>
        Copy
      </ActButton>
    )
  return (
    <LinkButton variant={variant} href={`/access/roles/new?from=${role.id}`}>
      Copy
    </LinkButton>
  )
}

function Holders({ role }: { role: RoleView }) {
  const paging = usePaging()
  const holders = useRead(assignmentsRead({ roleId: role.id, ...(paging.cursor ? { cursor: paging.cursor } : {}) }), {
    keep: true,
  })
  return (
    <section className="flex flex-col gap-3">
      <SectionHeader title="Who has it" />
      <Loaded
        compact
        query={holders}
        what="who has it"
        needs="person.read"
        skeleton={<SkeletonTable rows={3} columns={4} />}
      >
        {(data) => (
          <DataTable
            caption={`Who has the role ${role.name}`}
            rows={data.items}
            rowId={(row) => row.id}
            rowHref={(row) =>
              row.holder.kind === 'person'
                ? `/access/people/${row.holder.id}`
                : `/access/service-accounts/${row.holder.id}`
            }
            {...paging.pager(data.next)}
            empty={
              <EmptyState
                compact
                title="Nobody has it"
                why="Roles are given on the page of a person or a service account, or by a group of a directory."
              />
            }
            columns={[
              { id: 'who', header: 'Who', cell: (row) => row.holder.name },
              {
                id: 'kind',
                header: 'Is a',
                priority: 2,
                cell: (row) => (row.holder.kind === 'person' ? 'Person' : 'Service account'),
              },
              { id: 'scope', header: 'For', cell: (row) => scopeText(row) },
              {
                id: 'by',
                header: 'Given',
                cell: (row) => (row.fromGroup ? `by group ${row.fromGroup.name}` : 'by hand'),
              },
              { id: 'since', header: 'Since', align: 'right', cell: (row) => <RelativeTime value={row.createdAt} /> },
            ]}
          />
        )}
      </Loaded>
    </section>
  )
}
