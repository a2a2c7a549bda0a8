'use client'
import type { DeprecationView, ExtensionView } from '@gatehouse/contracts/endpoints/deprecation-views'
import { endExtension } from '@gatehouse/contracts/endpoints/deprecations'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { formatInstant } from '@gatehouse/ui/time'
import { useAct } from '../../api/use-act.ts'
import { useVersion } from '../apis/version-context.tsx'

const words = { holds: 'holds', over: 'over', ended: 'ended' } as const
const tones = { holds: 'ok', over: 'neutral', ended: 'neutral' } as const

/** Who may call past the sunset, until when, and who allowed it. */
export function ExtensionsTable({ view }: { view: DeprecationView }) {
  return (
    <Card flush title="Extensions" description="Applications that may call past the sunset.">
      <DataTable<ExtensionView>
        caption="Extensions"
        stickyTop={false}
        rows={view.extensions}
        rowId={(row) => row.id}
        empty={<EmptyState compact title="None" why="From the sunset on every caller is answered 410." />}
        columns={[
          {
            id: 'application',
            header: 'Application',
            cell: (row) => (
              <span className="flex flex-col">
                <TextLink href={`/applications/${row.application.id}`}>{row.application.name}</TextLink>
                <span className="text-muted text-xs">{row.reason}</span>
              </span>
            ),
          },
          { id: 'until', header: 'Until', cell: (row) => formatInstant(row.until) },
          { id: 'by', header: 'Allowed by', priority: 2, cell: (row) => row.by.name },
          {
            id: 'state',
            header: 'State',
            priority: 2,
            cell: (row) => <StatusWord tone={tones[row.state]}>{words[row.state]}</StatusWord>,
          },
          {
            id: 'acts',
            header: 'Acts',
            unlabelled: true,
            align: 'right',
            cell: (row) => (row.state === 'holds' && view.can.extend.allowed ? <EndButton extension={row} /> : null),
          },
        ]}
      />
    </Card>
  )
}

function EndButton({ extension }: { extension: ExtensionView }) {
  const { name } = useVersion()
  const end = useAct(endExtension)
  return (
    <ConfirmDialog
      title={`End the extension of ${extension.application.name}?`}
      consequence="After the sunset it is answered 410 from now on, at every gateway."
      action="End it"
      tone="amber"
      trigger={
        <Button size="sm" variant="ghost">
          End
        </Button>
      }
      onConfirm={async () => {
        await end.run({ ...name, extension: extension.id })
      }}
    />
  )
}
