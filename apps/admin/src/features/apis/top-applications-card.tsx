'use client'
import type { StageRef } from '@gatehouse/contracts/endpoints/stages'
import type { Id } from '@gatehouse/contracts/ids'
import { Card } from '@gatehouse/ui/card'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { formatCompact } from '@gatehouse/ui/format'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { TextLink } from '@gatehouse/ui/text-link'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { rankingRead } from '../traffic/queries.ts'
import { useWindow } from '../traffic/use-window.ts'
import { useVersion } from './version-context.tsx'

/** Who calls it most. */
export function TopApplicationsCard({ stage }: { stage: StageRef }) {
  const { page } = useVersion()
  const { from, to } = useWindow(7 * 24)
  const scope = { versionId: page.version.id as Id<'version'>, stageId: stage.id as Id<'stage'> }
  const query = useRead(rankingRead({ ...scope, from, to, by: 'application', limit: 5 }), { keep: true })
  return (
    <Card
      flush
      title="Applications"
      description={`Last 7 days on ${stage.name}`}
      actions={
        <TextLink href={`/applications?versionId=${page.version.id}`} className="text-sm">
          All {page.facts.applications}
        </TextLink>
      }
    >
      <Loaded compact query={query} what="usage" needs="usage.read" skeleton={<SkeletonTable rows={5} columns={3} />}>
        {({ items }) => (
          <DataTable
            caption="Applications by calls"
            stickyTop={false}
            rows={items}
            rowId={(row) => row.id}
            rowHref={(row) => `/applications/${row.id}`}
            empty={<EmptyState compact title="No callers yet" why="No application has called it in the last 7 days." />}
            columns={[
              { id: 'application', header: 'Application', cell: (row) => row.name },
              { id: 'calls', header: 'Calls', align: 'right', width: 80, cell: (row) => formatCompact(row.requests) },
              {
                id: 'last',
                header: 'Last call',
                align: 'right',
                width: 110,
                cell: (row) => (row.lastAt ? <RelativeTime value={row.lastAt} /> : '–'),
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  )
}
