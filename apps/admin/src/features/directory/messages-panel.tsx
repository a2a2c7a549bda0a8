'use client'
import type { DirectoryMessageItem } from '@gatehouse/contracts/endpoints/directory'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { MessageSquare } from 'lucide-react'
import { given } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { directoryMessagesRead } from './queries.ts'

/** What the directory said, with the gateways that had to hear of it and how long each took. */
export function MessagesPanel({ id }: { id: string }) {
  const paging = usePaging()
  const query = useRead(directoryMessagesRead(id, given({ cursor: paging.cursor })), {
    keep: true,
    every: (data) => (data?.items.some(isWaiting) ? 1_000 : 3_000),
  })
  return (
    <Loaded query={query} what="messages" needs="identity.read" skeleton={<SkeletonTable rows={6} columns={3} />}>
      {(data) => (
        <DataTable
          caption="Messages of the directory"
          rows={data.items}
          rowId={(row) => row.id}
          {...paging.pager(data.next)}
          empty={
            <EmptyState
              icon={<MessageSquare aria-hidden />}
              title="It has said nothing yet"
              why="Messages of the last 30 days appear here as they come, with what they changed at the gateways."
            />
          }
          columns={[
            {
              id: 'said',
              header: 'It said',
              cell: (row) =>
                row.person ? (
                  <TextLink href={`/access/people/${row.person.id}`} quiet>
                    {row.sentence}
                  </TextLink>
                ) : (
                  row.sentence
                ),
            },
            { id: 'receipts', header: 'Gateways', width: 240, cell: (row) => <Receipts message={row} /> },
            {
              id: 'at',
              header: 'When',
              width: 140,
              align: 'right',
              cell: (row) => <RelativeTime value={row.at} />,
            },
          ]}
        />
      )}
    </Loaded>
  )
}

const isWaiting = ({ receipts }: DirectoryMessageItem) => receipts !== null && receipts.confirmed < receipts.total

function Receipts({ message }: { message: DirectoryMessageItem }) {
  const { receipts } = message
  if (receipts === null) return <span className="text-muted">nothing to tell them</span>
  if (receipts.total === 0) return <span className="text-muted">no gateway is enrolled</span>
  const done = receipts.confirmed === receipts.total
  return (
    <StatusWord tone={done ? 'ok' : 'info'} busy={!done}>
      {receipts.text}
    </StatusWord>
  )
}
