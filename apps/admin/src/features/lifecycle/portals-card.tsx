'use client'
import { unpublishVersion } from '@gatehouse/contracts/endpoints/apis'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { TextLink } from '@gatehouse/ui/text-link'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { useVersion } from '../apis/version-context.tsx'

/** Where developers find the version. */
export function PortalsCard() {
  const { page, startPublish } = useVersion()
  const { facts, can } = page
  return (
    <Card
      flush
      title="Portals"
      description={
        facts.previewOnly
          ? 'Shown as a preview: no stage that developers reach runs it yet.'
          : 'Where developers find this version.'
      }
      actions={
        <ActButton size="sm" why={can.publish.allowed ? null : can.publish.why} onClick={startPublish}>
          Publish
        </ActButton>
      }
    >
      {facts.portals.length === 0 ? (
        <p className="px-4 py-4 text-muted text-sm">It is in no portal. Calls are not affected by that.</p>
      ) : (
        <ul className="divide-y divide-line">
          {facts.portals.map((portal) => (
            <li key={portal.id} className="flex items-center gap-3 px-4 py-3 text-sm">
              <span className="min-w-0 flex-1">
                <TextLink href={portal.url} external>
                  {portal.name}
                </TextLink>
                <span className="block text-muted">
                  since <RelativeTime value={portal.publishedAt} />
                </span>
              </span>
              <UnpublishButton portal={portal} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function UnpublishButton({ portal }: { portal: { id: string; name: string } }) {
  const { page, name } = useVersion()
  const unpublish = useAct(unpublishVersion)
  if (!page.can.publish.allowed) return null
  return (
    <ConfirmDialog
      title={`Take it out of ${portal.name}?`}
      consequence="Developers no longer find it there. Nothing changes at the gateways: who has access keeps it."
      action="Unpublish"
      tone="amber"
      trigger={
        <Button size="sm" variant="ghost">
          Unpublish
        </Button>
      }
      onConfirm={async () => {
        await unpublish.run({ ...name, portal: portal.id })
      }}
    />
  )
}
