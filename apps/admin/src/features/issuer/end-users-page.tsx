'use client'
import type { EndUserView } from '@gatehouse/contracts/endpoints/end-users'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import type { Tone } from '@gatehouse/ui/tone'
import { UsersRound } from 'lucide-react'
import { parseAsString, useQueryStates } from 'nuqs'
import { given } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { useMay } from '../account/account-context.tsx'
import { ImportEndUsers } from './import-end-users.tsx'
import { InviteEndUser } from './invite-end-user.tsx'
import { IssuerPage } from './issuer-tabs.tsx'
import { endUsersRead, groupsRead } from './queries.ts'

export const endUserStates: Record<EndUserView['state'], { tone: Tone; word: string }> = {
  active: { tone: 'ok', word: 'Active' },
  invited: { tone: 'info', word: 'Invited' },
  deactivated: { tone: 'bad', word: 'Deactivated' },
}

/** People who sign in to developers' applications; they have nothing to do with members and developers. */
export function EndUsersPage() {
  const [filters, setFilters] = useQueryStates({ q: parseAsString, state: parseAsString, groupId: parseAsString })
  const paging = usePaging()
  const may = useMay('end-user.manage')
  const why = may.allowed ? null : may.why
  const groups = useRead(groupsRead()).data?.items ?? []
  const query = useRead(endUsersRead(given({ ...filters, cursor: paging.cursor }) as never), { keep: true })
  const narrow = (part: Partial<typeof filters>) => {
    paging.reset()
    void setFilters(part)
  }
  return (
    <IssuerPage
      facts="People who sign in to applications of developers. Whether they may sign up themselves stands in the policy."
      primary={<InviteEndUser groups={groups} why={why} />}
    >
      <FilterBar
        search={{
          value: filters.q ?? '',
          placeholder: 'Name or address',
          onChange: (text) => narrow({ q: text || null }),
        }}
        filters={[
          {
            id: 'state',
            label: 'State',
            options: Object.entries(endUserStates).map(([value, { word }]) => ({ value, label: word })),
          },
          { id: 'groupId', label: 'Group', options: groups.map(({ id, name }) => ({ value: id, label: name })) },
        ]}
        values={{ state: filters.state ? [filters.state] : [], groupId: filters.groupId ? [filters.groupId] : [] }}
        onChange={(id, values) => narrow({ [id]: values[0] ?? null })}
        onClear={() => narrow({ q: null, state: null, groupId: null })}
        actions={<ImportEndUsers groups={groups} why={why} />}
      />
      <Loaded query={query} what="end users" needs="end-user.read" skeleton={<SkeletonTable rows={6} columns={4} />}>
        {(data) => (
          <DataTable
            caption="End users"
            rows={data.items}
            rowId={(row) => row.id}
            rowHref={(row) => `/access/oauth/end-users/${row.id}`}
            {...paging.pager(data.next)}
            empty={
              filters.q || filters.state || filters.groupId ? (
                <EmptyState title="Nobody matches" why="Clear the filters to see everybody." />
              ) : (
                <EmptyState
                  icon={<UsersRound aria-hidden />}
                  title="No end users yet"
                  why="Invite them, import them with the password hashes that they have, or let them sign up."
                />
              )
            }
            columns={[
              { id: 'name', header: 'Name', cell: (row) => row.name },
              {
                id: 'email',
                header: 'Address',
                cell: (row) => (
                  <span className="break-all">
                    {row.email ?? '–'}
                    {row.email && !row.emailVerified && (
                      <span className="block text-subtle text-xs">not confirmed</span>
                    )}
                  </span>
                ),
              },
              {
                id: 'state',
                header: 'State',
                width: 130,
                cell: (row) => (
                  <StatusWord tone={endUserStates[row.state].tone}>{endUserStates[row.state].word}</StatusWord>
                ),
              },
              {
                id: 'groups',
                header: 'Groups',
                priority: 2,
                cell: (row) => row.groups.map(({ name }) => name).join(', ') || '–',
              },
              {
                id: 'seen',
                header: 'Last sign-in',
                width: 130,
                align: 'right',
                cell: (row) =>
                  row.lastSignInAt ? (
                    <RelativeTime value={row.lastSignInAt} />
                  ) : (
                    <span className="text-subtle">never</span>
                  ),
              },
            ]}
          />
        )}
      </Loaded>
    </IssuerPage>
  )
}
