'use client'
import type { CampaignItemView } from '@gatehouse/contracts/endpoints/campaign-views'
import { Dialog } from '@gatehouse/ui/dialog'
import { ItemEvidence } from './item-evidence.tsx'

/** An item with its evidence, from a table. */
export function ItemSheet({ item, onClose }: { item: CampaignItemView; onClose: () => void }) {
  return (
    <Dialog
      title={`${item.snapshot.holder.name}: ${item.snapshot.what}`}
      description={item.snapshot.reason}
      size="lg"
      open
      onOpenChange={(open) => !open && onClose()}
    >
      <ItemEvidence itemId={item.id} />
    </Dialog>
  )
}
