'use client'
import { Badge } from '@gatehouse/ui/badge'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { UserCheck } from 'lucide-react'
import { useState } from 'react'
import { given } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { localPersonsRead } from './queries.ts'

const ways = { password: 'password', passkey: 'passkey', provider: 'a provider' } as const

/** Active persons of whom the directory never told: nothing that it says switches them off. */
export function LocalPersonsPanel({ id }: { id: string }) {
  const [q, setQ] = useState('')
  const paging = usePaging()
  const query = useRead(localPersonsRead(id, given({ q: q || null, cursor: paging.cursor })), { keep: true })
  return (
    <div className="flex flex-col gap-3">
      <p className="max-w-prose text-muted text-sm">
        The directory never told of these persons, so nothing that it says switches them off. Break-glass accounts are
        meant to be here; each of their sign-ins alerts.
      </p>
      <FilterBar
        search={{
          value: q,
          placeholder: 'Name or address',
          onChange: (next) => {
            paging.reset()
            setQ(next)
          },
        }}
      />
      <Loaded
        query={query}
        what="local persons"
        needs="identity.read"
        skeleton={<SkeletonTable rows={6} columns={4} />}
      >
        {(data) => (
          <DataTable
            caption="Persons only here"
            rows={data.items}
            rowId={(row) => row.id}
            rowHref={(row) => `/access/people/${row.id}`}
            {...paging.pager(data.next)}
            empty={
              <EmptyState
                icon={<UserCheck aria-hidden />}
                title={q ? 'Nobody matches' : 'Nobody is only here'}
                why={
                  q ? 'Nobody has this in name or address.' : 'The directory has told of everybody who is active here.'
                }
              />
            }
            columns={[
              {
                id: 'person',
                header: 'Person',
                cell: (row) => (
                  <span className="block min-w-0">
                    <span className="flex flex-wrap items-center gap-2">
                      {row.name}
                      {row.breakGlass && <Badge tone="warn">Break-glass</Badge>}
                    </span>
                    <span className="block truncate font-normal text-muted text-xs">{row.email ?? ''}</span>
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
                id: 'ways',
                header: 'Signs in by',
                width: 190,
                priority: 2,
                cell: (row) => row.waysIn.map((way) => ways[way]).join(', ') || 'nothing yet',
              },
              {
                id: 'seen',
                header: 'Last seen',
                width: 140,
                align: 'right',
                cell: (row) => (row.lastSeenAt === null ? 'never' : <RelativeTime value={row.lastSeenAt} />),
              },
            ]}
          />
        )}
      </Loaded>
    </div>
  )
}
