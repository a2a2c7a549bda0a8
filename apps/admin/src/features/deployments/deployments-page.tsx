'use client'
import type { DeploymentView } from '@gatehouse/contracts/endpoints/deployment-views'
import { Button } from '@gatehouse/ui/button'
import { DataTable } from '@gatehouse/ui/data-table'
import { Dialog } from '@gatehouse/ui/dialog'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { LinkButton } from '@gatehouse/ui/link-button'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonTable, SkeletonText } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { Rocket } from 'lucide-react'
import { parseAsString, useQueryState } from 'nuqs'
import { useState } from 'react'
import { given } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { useVersion } from '../apis/version-context.tsx'
import { changesRead } from '../contracts/queries.ts'
import { SavedRequestsCard } from '../saved-requests/saved-requests-card.tsx'
import { ChangeList } from './change-list.tsx'
import { OriginNote } from './origin-note.tsx'
import { deploymentsRead } from './queries.ts'
import { ReceiptsPanel } from './receipts-panel.tsx'

const kindWords = { deploy: 'Deployed', promotion: 'Promoted', rollback: 'Rolled back' } as const

/** What ran where and when, newest first; any of it can run again. */
export function DeploymentsPage() {
  const { page, name } = useVersion()
  const [stage, setStage] = useQueryState('stage', parseAsString)
  const paging = usePaging()
  const [opened, setOpened] = useState<DeploymentView>()
  const query = useRead(deploymentsRead(name, given({ stage, cursor: paging.cursor })), {
    keep: true,
    every: () => 10_000,
  })
  return (
    <div className="flex flex-col gap-4">
      <FilterBar
        filters={[
          {
            id: 'stage',
            label: 'Stage',
            options: page.pipeline.map((card) => ({ value: card.stage.slug, label: card.stage.name })),
          },
        ]}
        values={{ stage: stage ? [stage] : [] }}
        onChange={(_, values) => void setStage(values[0] ?? null)}
        onClear={() => void setStage(null)}
      />
      <Loaded query={query} what="deployments" needs="api.read" skeleton={<SkeletonTable rows={8} columns={5} />}>
        {(data) => (
          <DataTable
            caption="History of deployments"
            rows={data.items}
            rowId={(row) => row.id}
            {...paging.pager(data.next)}
            empty={
              <EmptyState
                icon={<Rocket aria-hidden />}
                title="Nothing was deployed yet"
                why="A deploy puts the working copy on a stage as an immutable, numbered revision. Its history stands here."
              />
            }
            columns={[
              {
                id: 'revision',
                header: 'Revision',
                width: 150,
                cell: (row) => (
                  <span>
                    r{row.revision.number} <code className="text-muted text-xs">{row.revision.shortHash}</code>
                  </span>
                ),
              },
              {
                id: 'what',
                header: 'What',
                cell: (row) => (
                  <span>
                    {kindWords[row.kind]} {row.fromStage ? `from ${row.fromStage.name} ` : ''}to {row.stage.name}
                    {row.note && <span className="block text-muted">{row.note}</span>}
                  </span>
                ),
              },
              {
                id: 'state',
                header: 'State',
                width: 190,
                unlabelled: true,
                cell: (row) =>
                  row.endedAt ? (
                    <span className="text-muted">
                      until <RelativeTime value={row.endedAt} />
                    </span>
                  ) : (
                    <StatusWord tone={row.receipts && row.receipts.refused > 0 ? 'bad' : 'ok'}>
                      Runs{row.receipts ? `, ${row.receipts.text}` : ''}
                    </StatusWord>
                  ),
              },
              {
                id: 'when',
                header: 'When',
                width: 190,
                cell: (row) => (
                  <span>
                    <RelativeTime value={row.startedAt} /> by {row.by.name || row.by.kind}
                    <OriginNote origin={row.origin} />
                  </span>
                ),
              },
              {
                id: 'acts',
                header: '',
                width: 190,
                align: 'right',
                unlabelled: true,
                cell: (row) => <RowActs row={row} onOpen={() => setOpened(row)} />,
              },
            ]}
          />
        )}
      </Loaded>
      <SavedRequestsCard />
      {opened && <DeploymentDialog deployment={opened} onClose={() => setOpened(undefined)} />}
    </div>
  )
}

function RowActs({ row, onOpen }: { row: DeploymentView; onOpen: () => void }) {
  const { page, startMove } = useVersion()
  const card = page.pipeline.find((one) => one.stage.id === row.stage.id)
  return (
    <span className="flex justify-end gap-1">
      <Button size="sm" variant="ghost" onClick={onOpen}>
        What changed
      </Button>
      {row.endedAt && card && (
        <ActButton
          size="sm"
          variant="ghost"
          why={card.rollback.allowed ? null : card.rollback.why}
          onClick={() => startMove({ act: 'rollback', stage: row.stage.slug, deployment: row.id })}
        >
          Roll back
        </ActButton>
      )}
    </span>
  )
}

function DeploymentDialog({ deployment, onClose }: { deployment: DeploymentView; onClose: () => void }) {
  const { name, base } = useVersion()
  const number = deployment.revision.number
  const sides = { from: `revision:${Math.max(0, number - 1)}`, to: `revision:${number}` }
  const query = useRead(changesRead(name, sides))
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="lg"
      title={`r${number} on ${deployment.stage.name}`}
      description={
        number > 1 ? `What r${number} changed against r${number - 1}` : 'The first revision: everything is new'
      }
      footer={
        <LinkButton variant="ghost" href={`${base}/changes?from=${sides.from}&to=${sides.to}`}>
          Compare, copy or download
        </LinkButton>
      }
    >
      <div className="flex flex-col gap-5">
        <Loaded compact query={query} what="changes" needs="api.read" skeleton={<SkeletonText lines={6} />}>
          {(data) => <ChangeList items={data.items} truncated={data.truncated} />}
        </Loaded>
        {deployment.receipts && (
          <section>
            <h3 className="text-sm">Receipts</h3>
            <ReceiptsPanel receipts={deployment.receipts} label="Gateways that run it" />
          </section>
        )}
      </div>
    </Dialog>
  )
}
