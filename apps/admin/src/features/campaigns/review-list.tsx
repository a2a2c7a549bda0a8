'use client'
import type { CampaignItemView, CampaignView } from '@gatehouse/contracts/endpoints/campaign-views'
import { decideCampaignItems } from '@gatehouse/contracts/endpoints/campaigns'
import { Button } from '@gatehouse/ui/button'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { plural } from '@gatehouse/ui/format'
import { Keys } from '@gatehouse/ui/keys'
import { toast } from '@gatehouse/ui/toast'
import { useShortcut } from '@gatehouse/ui/use-shortcut'
import { useEffect, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { isUsed } from './campaign-text.ts'
import { ReviewItem } from './review-item.tsx'

/** Questions by who holds it, answered by keyboard: j and k walk, K keeps, R revokes, E opens the evidence. */
export function ReviewList({ campaign, items }: { campaign: CampaignView; items: readonly CampaignItemView[] }) {
  const [at, setAt] = useState(0)
  const [opened, setOpened] = useState<string>()
  const [revoking, setRevoking] = useState<string>()
  const decide = useAct(decideCampaignItems, {
    onDone: ({ results }) => {
      const refused = results.find(({ state }) => state !== 'decided')
      if (refused) toast.error(refused.reason ?? 'It could not be answered.')
    },
  })
  const index = Math.min(at, items.length - 1)
  const current = items[index]
  const answer = (chosen: readonly CampaignItemView[], decision: 'keep' | 'revoke', note?: string) =>
    decide.run({
      campaignId: campaign.id,
      items: chosen.map(({ id, etag }) => ({ id, etag })),
      decision,
      ...(note ? { note } : {}),
    })
  const keep = (item: CampaignItemView | undefined) => {
    if (item?.mayDecide.allowed) void answer([item], 'keep').catch(() => undefined)
  }
  const revoke = (item: CampaignItemView | undefined) => {
    if (item?.mayDecide.allowed) setRevoking(item.id)
  }
  const toggle = (id: string | undefined) => setOpened((now) => (now === id ? undefined : id))
  useShortcut('j', () => setAt(Math.min(index + 1, items.length - 1)))
  useShortcut('k', () => setAt(Math.max(index - 1, 0)))
  useShortcut('K', () => keep(current))
  useShortcut('R', () => revoke(current))
  useShortcut('r', () => revoke(current))
  useShortcut('e', () => toggle(current?.id))
  const currentId = current?.id
  useEffect(() => {
    if (currentId) document.getElementById(currentId)?.scrollIntoView({ block: 'nearest' })
  }, [currentId])
  const groups = Map.groupBy(items, ({ holderKey }) => holderKey)
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-muted text-xs max-sm:hidden">
          <Keys>j</Keys> <Keys>k</Keys> walk · <Keys>Shift K</Keys> keep · <Keys>r</Keys> revoke · <Keys>e</Keys>{' '}
          evidence
        </p>
        <KeepUsed
          items={items}
          running={decide.running}
          onKeep={(used) => answer(used, 'keep').then(() => undefined)}
        />
      </div>
      <div className="flex flex-col gap-6">
        {[...groups].map(([key, own]) => (
          <section key={key} aria-label={own[0]?.snapshot.holder.name}>
            <h2 className="mb-2 flex flex-wrap items-baseline gap-x-2 font-semibold text-sm">
              {own[0]?.snapshot.holder.name}
              {own[0]?.snapshot.holder.team && own[0].snapshot.holder.kind !== 'team' && (
                <span className="font-normal text-muted text-xs">{own[0].snapshot.holder.team.name}</span>
              )}
            </h2>
            <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-surface">
              {own.map((item) => (
                <ReviewItem
                  key={item.id}
                  item={item}
                  current={item.id === current?.id}
                  opened={opened === item.id}
                  revoking={revoking === item.id}
                  running={decide.running}
                  onFocus={() => setAt(items.indexOf(item))}
                  onKeep={() => keep(item)}
                  onRevoke={() => revoke(item)}
                  onToggle={() => toggle(item.id)}
                  onCancel={() => setRevoking(undefined)}
                  onNote={async (note) => {
                    await answer([item], 'revoke', note)
                    setRevoking(undefined)
                  }}
                />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  )
}

function KeepUsed(props: {
  items: readonly CampaignItemView[]
  running: boolean
  onKeep: (used: readonly CampaignItemView[]) => Promise<void>
}) {
  const used = props.items.filter((item) => item.decision === 'unanswered' && item.mayDecide.allowed && isUsed(item))
  if (used.length === 0) return null
  return (
    <ConfirmDialog
      title={`Keep ${plural(used.length, 'item')} that ${used.length === 1 ? 'is' : 'are'} used?`}
      consequence="Those that somebody used in the last 30 days, of what is shown here. Each can be changed until the campaign is due."
      action={`Keep ${used.length}`}
      tone="primary"
      trigger={<Button loading={props.running}>Keep the {used.length} in use</Button>}
      onConfirm={() => props.onKeep(used)}
    />
  )
}
