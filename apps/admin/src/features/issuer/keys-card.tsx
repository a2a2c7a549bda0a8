'use client'
import { type IssuerView, rotateIssuerKey } from '@gatehouse/contracts/endpoints/issuer'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { useMay } from '../account/account-context.tsx'

/** Keys that sign tokens; earlier ones stay published while tokens of theirs live. */
export function KeysCard({ issuer }: { issuer: IssuerView }) {
  const may = useMay('issuer.manage')
  const rotate = useAct(rotateIssuerKey)
  return (
    <Card
      flush
      title="Signing keys"
      description="Published at /oauth/jwks, where everybody who checks tokens finds the new one by itself."
      actions={
        may.allowed ? (
          <span className="flex gap-2">
            <ConfirmDialog
              title="Replace the key at once?"
              consequence="For a key that somebody else may have. New tokens are signed with another key from now on; whoever keeps the published keys for some minutes refuses them so long."
              action="Replace it now"
              tone="danger"
              trigger={
                <Button size="sm" variant="ghost">
                  Replace now
                </Button>
              }
              onConfirm={async () => {
                await rotate.run({ signs: 'now' })
              }}
            />
            <ConfirmDialog
              title="Sign with a new key?"
              consequence="It is published now and signs in a quarter of an hour, when everybody who checks tokens has it. Earlier keys stay published until the last token that they signed has ended, so nobody is signed out."
              action="Rotate key"
              tone="primary"
              trigger={<Button size="sm">Rotate</Button>}
              onConfirm={async () => {
                await rotate.run({})
              }}
            />
          </span>
        ) : (
          <ActButton size="sm" why={may.why}>
            Rotate
          </ActButton>
        )
      }
    >
      <DataTable
        caption="Signing keys"
        stickyTop={false}
        rows={issuer.keys}
        rowId={(row) => row.kid}
        empty={<EmptyState compact title="No key yet" why="The first is made when the server starts." />}
        columns={[
          { id: 'kid', header: 'Key', cell: (row) => <code className="break-all text-xs">{row.kid}</code> },
          { id: 'algorithm', header: 'Algorithm', width: 110, cell: (row) => row.algorithm },
          {
            id: 'state',
            header: 'State',
            cell: (row) =>
              row.state === 'signing' ? (
                <StatusWord tone="ok">{row.algorithm === issuer.policy.algorithm ? 'Signs' : 'Ready'}</StatusWord>
              ) : row.signsFrom ? (
                <StatusWord tone="info">
                  Signs <RelativeTime value={row.signsFrom} />
                </StatusWord>
              ) : (
                <StatusWord tone="neutral">
                  Published until {row.publishedUntil && <RelativeTime value={row.publishedUntil} />}
                </StatusWord>
              ),
          },
          {
            id: 'made',
            header: 'Made',
            width: 130,
            align: 'right',
            cell: (row) => <RelativeTime value={row.createdAt} />,
          },
        ]}
      />
    </Card>
  )
}
