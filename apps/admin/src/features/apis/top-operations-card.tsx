'use client'
import type { StageRef } from '@gatehouse/contracts/endpoints/stages'
import type { Id } from '@gatehouse/contracts/ids'
import { Card } from '@gatehouse/ui/card'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { formatCompact, formatDuration, formatPercent, plural } from '@gatehouse/ui/format'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { TextLink } from '@gatehouse/ui/text-link'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { OperationName } from '../contracts/operation-name.tsx'
import { rankingRead } from '../traffic/queries.ts'
import { toMilliseconds } from '../traffic/series-data.ts'
import { useWindow } from '../traffic/use-window.ts'
import { useVersion } from './version-context.tsx'

/** The five operations that are called most, and how many are never called. */
export function TopOperationsCard({ stage }: { stage: StageRef }) {
  const { page, base } = useVersion()
  const { from, to } = useWindow(7 * 24)
  const scope = { versionId: page.version.id as Id<'version'>, stageId: stage.id as Id<'stage'> }
  const query = useRead(rankingRead({ ...scope, from, to, by: 'operation', limit: 100 }), { keep: true })
  return (
    <Card
      flush
      title="Operations"
      description={`Last 7 days on ${stage.name}`}
      actions={
        <TextLink href={`${base}/contract`} className="text-sm">
          All {formatCompact(page.facts.operations)}
        </TextLink>
      }
    >
      <Loaded compact query={query} what="usage" needs="usage.read" skeleton={<SkeletonTable rows={5} columns={4} />}>
        {({ items }) => {
          const never = page.facts.operations - items.length
          return (
            <>
              <DataTable
                caption="Operations by calls"
                stickyTop={false}
                rows={items.slice(0, 5)}
                rowId={(row) => row.id}
                rowHref={(row) => `${base}/contract/${row.id}`}
                empty={
                  <EmptyState
                    compact
                    title="No calls yet"
                    why={`Nothing was called on ${stage.name} in the last 7 days.`}
                  />
                }
                columns={[
                  { id: 'operation', header: 'Operation', cell: (row) => <OperationName text={row.name} /> },
                  {
                    id: 'calls',
                    header: 'Calls',
                    align: 'right',
                    width: 80,
                    cell: (row) => formatCompact(row.requests),
                  },
                  {
                    id: 'errors',
                    header: 'Errors',
                    align: 'right',
                    width: 80,
                    cell: (row) => formatPercent(row.requests === 0 ? null : row.errors / row.requests),
                  },
                  {
                    id: 'p95',
                    header: 'p95',
                    align: 'right',
                    width: 80,
                    priority: 2,
                    cell: (row) => formatDuration(toMilliseconds(row.p95Us)),
                  },
                ]}
              />
              {items.length > 0 && never > 0 && items.length < 100 && (
                <p className="border-line border-t px-4 py-2.5 text-muted text-sm">
                  {plural(never, 'operation')} not called in these 7 days
                </p>
              )}
            </>
          )
        }}
      </Loaded>
    </Card>
  )
}
