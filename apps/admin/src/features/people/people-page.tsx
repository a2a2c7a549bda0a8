'use client'
import { Avatar } from '@gatehouse/ui/avatar'
import { Button } from '@gatehouse/ui/button'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { Users } from 'lucide-react'
import { parseAsString, parseAsStringEnum, useQueryStates } from 'nuqs'
import { given } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { useMay } from '../account/account-context.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { personStates } from './person-text.ts'
import { peopleRead } from './queries.ts'

/** Everyone: members of the console and developers of the portal; one person may be both. */
export function PeoplePage() {
  const [filters, setFilters] = useQueryStates({
    q: parseAsString,
    hat: parseAsStringEnum(['member', 'developer']),
    state: parseAsStringEnum(['active', 'deactivated']),
  })
  const paging = usePaging()
  const manage = useMay('person.manage')
  const query = useRead(peopleRead(given({ ...filters, cursor: paging.cursor }) as object), { keep: true })
  const set = (next: Record<string, string | null>) => {
    paging.reset()
    void setFilters(next as never)
  }
  return (
    <Page width="full">
      <PageHeader
        title="People"
        facts="Members use the console, developers the portal. A person can be both, with one sign-in."
        primary={
          manage.allowed ? (
            <InviteDialog trigger={<Button variant="primary">Invite a member</Button>} />
          ) : (
            <ActButton variant="primary" why={manage.why}>
              Invite a member
            </ActButton>
          )
        }
      />
      <FilterBar
        search={{ value: filters.q ?? '', placeholder: 'Name or e-mail', onChange: (q) => set({ q: q || null }) }}
        filters={[
          {
            id: 'hat',
            label: 'Is a',
            options: [
              { value: 'member', label: 'Member' },
              { value: 'developer', label: 'Developer' },
            ],
          },
          {
            id: 'state',
            label: 'State',
            options: [
              { value: 'active', label: 'Active' },
              { value: 'deactivated', label: 'Deactivated' },
            ],
          },
        ]}
        values={{ hat: filters.hat ? [filters.hat] : [], state: filters.state ? [filters.state] : [] }}
        onChange={(id, values) => set({ [id]: values[0] ?? null })}
        onClear={() => set({ q: null, hat: null, state: null })}
      />
      <Loaded query={query} what="people" needs="person.read" skeleton={<SkeletonTable rows={8} columns={4} />}>
        {(data) => (
          <DataTable
            caption="People"
            rows={data.items}
            rowId={(row) => row.id}
            rowHref={(row) => `/access/people/${row.id}`}
            {...paging.pager(data.next)}
            empty={
              <EmptyState icon={<Users aria-hidden />} title="Nobody matches" why="No person fits these filters." />
            }
            columns={[
              {
                id: 'person',
                header: 'Person',
                cell: (row) => (
                  <span className="flex items-center gap-2.5">
                    <Avatar name={row.name} size="sm" />
                    <span className="min-w-0">
                      <span className="block truncate">{row.name}</span>
                      <span className="block truncate font-normal text-muted text-xs">{row.email ?? 'erased'}</span>
                    </span>
                  </span>
                ),
              },
              {
                id: 'hats',
                header: 'Is a',
                width: 190,
                cell: (row) => row.hats.map((hat) => (hat === 'member' ? 'Member' : 'Developer')).join(', '),
              },
              {
                id: 'state',
                header: 'State',
                width: 150,
                unlabelled: true,
                cell: (row) => (
                  <StatusWord tone={personStates[row.state].tone}>{personStates[row.state].word}</StatusWord>
                ),
              },
              {
                id: 'since',
                header: 'Since',
                width: 140,
                align: 'right',
                cell: (row) => <RelativeTime value={row.createdAt} />,
              },
            ]}
          />
        )}
      </Loaded>
    </Page>
  )
}
