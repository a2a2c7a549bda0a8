'use client'
import { type GatewayView, removeGateway } from '@gatehouse/contracts/endpoints/gateways'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { formatBytes, formatCompact } from '@gatehouse/ui/format'
import { IconButton } from '@gatehouse/ui/icon-button'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import type { Tone } from '@gatehouse/ui/tone'
import { Server, Trash2 } from 'lucide-react'
import { parseAsString, useQueryState } from 'nuqs'
import { useAct } from '../../api/use-act.ts'
import { useMay } from '../account/account-context.tsx'
import { HeardAge } from './heard-age.tsx'

const healths: Record<GatewayView['health'], { tone: Tone; word: string }> = {
  connected: { tone: 'ok', word: 'Connected' },
  refusing: { tone: 'bad', word: 'Refuses the newest state' },
  away: { tone: 'warn', word: 'Away, serves on' },
  stale: { tone: 'bad', word: 'Away, refuses' },
  'never-seen': { tone: 'neutral', word: 'Never seen' },
}

/** Gateways with what they run, how fresh it is, and how they fare. */
export function GatewaysTable({
  gateways,
  showStage = false,
}: {
  gateways: readonly GatewayView[]
  showStage?: boolean
}) {
  const [selected] = useQueryState('gateway', parseAsString)
  const manage = useMay('stage.manage')
  return (
    <DataTable
      caption="Gateways"
      rows={[...gateways]}
      rowId={(row) => row.id}
      {...(selected ? { selectedId: selected } : {})}
      empty={
        <EmptyState
          icon={<Server aria-hidden />}
          title="No gateway yet"
          why="A stage answers only through gateways. Open the stage to enrol one with a one-time token."
        />
      }
      columns={[
        {
          id: 'gateway',
          header: 'Gateway',
          cell: (row) => (
            <span>
              {row.name}
              <span className="block truncate font-normal text-muted text-xs">
                {[row.address, row.build].filter(Boolean).join(' · ') || row.id.slice(0, 12)}
              </span>
            </span>
          ),
        },
        ...(showStage
          ? [{ id: 'stage', header: 'Stage', width: 130, cell: (row: GatewayView) => row.stage.name }]
          : []),
        {
          id: 'health',
          header: 'Health',
          width: 220,
          unlabelled: true,
          cell: (row) => (
            <span>
              <StatusWord tone={healths[row.health].tone}>{healths[row.health].word}</StatusWord>
              {row.lastSeenAt && (
                <span className="block text-muted text-xs">
                  <HeardAge at={row.lastSeenAt} />
                  {row.health === 'away' && row.refusesFrom && (
                    <>
                      , refuses <RelativeTime value={row.refusesFrom} />
                    </>
                  )}
                </span>
              )}
              {row.snapshot.refused && (
                <span className="block text-bad-text text-xs">
                  {row.snapshot.refused.issues[0]?.message ?? 'It gave no reason.'}
                </span>
              )}
            </span>
          ),
        },
        {
          id: 'state',
          header: 'Runs',
          width: 190,
          cell: (row) =>
            row.snapshot.hash ? (
              <span>
                <StatusWord tone={row.snapshot.current ? 'ok' : 'warn'}>
                  {row.snapshot.current ? 'The newest state' : 'An older state'}
                </StatusWord>
                <span className="block text-muted text-xs">
                  <code>{row.snapshot.hash.slice(0, 7)}</code>
                  {row.snapshot.since && (
                    <>
                      {' '}
                      since <RelativeTime value={row.snapshot.since} />
                    </>
                  )}
                </span>
              </span>
            ) : (
              <span className="text-subtle">Nothing yet</span>
            ),
        },
        {
          id: 'access',
          header: 'Keys and plans',
          width: 150,
          priority: 2,
          cell: (row) =>
            row.accessBehind === 0 ? (
              <StatusWord tone="ok">Up to date</StatusWord>
            ) : (
              <StatusWord tone="warn">{formatCompact(row.accessBehind)} behind</StatusWord>
            ),
        },
        {
          id: 'load',
          header: 'Requests/s',
          align: 'right',
          width: 100,
          priority: 2,
          cell: (row) => (row.requestsPerSecond === null ? '–' : formatCompact(row.requestsPerSecond)),
        },
        {
          id: 'memory',
          header: 'Memory',
          align: 'right',
          width: 90,
          priority: 3,
          cell: (row) => (row.rssMb === null ? '–' : formatBytes(row.rssMb * 1024 * 1024)),
        },
        {
          id: 'unsent',
          header: 'Log unsent',
          align: 'right',
          width: 100,
          priority: 3,
          cell: (row) => (row.unsentBytes === null ? '–' : formatBytes(row.unsentBytes)),
        },
        ...(manage.allowed
          ? [
              {
                id: 'acts',
                header: '',
                width: 48,
                align: 'right' as const,
                unlabelled: true,
                cell: (row: GatewayView) => <RemoveButton gateway={row} />,
              },
            ]
          : []),
      ]}
    />
  )
}

function RemoveButton({ gateway }: { gateway: GatewayView }) {
  const remove = useAct(removeGateway)
  return (
    <ConfirmDialog
      title={`Remove ${gateway.name}?`}
      consequence="Its keys are no longer accepted and its stream is cut. What it runs it goes on serving until it is stopped. To come back it needs a new token."
      action="Remove gateway"
      tone="danger"
      {...(gateway.stage.exposure === 'live' ? { typedName: gateway.name } : {})}
      trigger={<IconButton label={`Remove ${gateway.name}`} variant="ghost" icon={<Trash2 aria-hidden />} />}
      onConfirm={async () => {
        await remove.run({ gateway: gateway.id })
      }}
    />
  )
}
