'use client'
import type { IdentityProviderView } from '@gatehouse/contracts/endpoints/identity-providers'
import { getOwnMetadata, renewKeys } from '@gatehouse/contracts/endpoints/provider-set-up'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { CopyButton } from '@gatehouse/ui/copy-button'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { toast } from '@gatehouse/ui/toast'
import { read } from '../../api/read.ts'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { useMay } from '../account/account-context.tsx'

/** What the SAML provider must know of us: to copy, to fetch, to download. */
export function OwnMetadataCard({ provider }: { provider: IdentityProviderView }) {
  const manage = useMay('identity.manage')
  const identityProviderId = provider.id
  const query = useRead(read(getOwnMetadata, { identityProviderId }))
  const renew = useAct(renewKeys, {
    onDone: () => toast.success('A new key pair. Give the provider the new metadata.'),
  })
  return (
    <Card title="Our metadata" description="What the provider imports of Gatehouse.">
      <Loaded query={query} what="metadata" needs="identity.read" skeleton={<SkeletonText lines={4} />}>
        {({ entityId, url, xml }) => (
          <div className="flex flex-col gap-3 text-sm">
            <Copied label="Entity id (audience)" value={entityId} />
            <Copied label="Metadata address" value={url} />
            <div className="flex flex-wrap gap-2">
              <Button size="sm" onClick={() => download(xml)}>
                Download XML
              </Button>
              <CopyButton value={xml} label="Copy XML" withText />
              {manage.allowed && (
                <ConfirmDialog
                  title="Make a new key pair?"
                  consequence="Requests are signed with it at once, and assertions that are encrypted for the old one cannot be read any more, until the provider has the new metadata."
                  action="Make new keys"
                  tone="amber"
                  trigger={<Button size="sm">New keys</Button>}
                  onConfirm={async () => {
                    await renew.run({ identityProviderId })
                  }}
                />
              )}
            </div>
          </div>
        )}
      </Loaded>
    </Card>
  )
}

function Copied({ label, value }: { label: string; value: string }) {
  return (
    <div className="min-w-0">
      <p className="text-muted">{label}</p>
      <p className="flex items-center gap-1">
        <code className="min-w-0 text-xs [overflow-wrap:anywhere]">{value}</code>
        <CopyButton value={value} label={`Copy ${label.toLowerCase()}`} />
      </p>
    </div>
  )
}

function download(xml: string): void {
  const url = URL.createObjectURL(new Blob([xml], { type: 'application/samlmetadata+xml' }))
  const link = document.createElement('a')
  link.href = url
  link.download = 'gatehouse-metadata.xml'
  link.click()
  URL.revokeObjectURL(url)
}
