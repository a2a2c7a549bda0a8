'use client'
import { discardWorkingCopy } from '@gatehouse/contracts/endpoints/contracts'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { Dialog } from '@gatehouse/ui/dialog'
import { LinkButton } from '@gatehouse/ui/link-button'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { changesRead } from '../contracts/queries.ts'
import { ChangeList } from '../deployments/change-list.tsx'
import { moveRefusal } from './move-refusal.ts'
import { useVersion } from './version-context.tsx'

/** On every tab: what is saved but runs nowhere, and where a stage lags behind the one before. */
export function UndeployedBanner() {
  const { page, startMove } = useVersion()
  const [showing, setShowing] = useState(false)
  const { undeployed, pipeline, can } = page
  const first = pipeline[0]
  const behind = pipeline.filter((card) => card.behind)
  return (
    <>
      {undeployed?.any && first && (
        <Banner
          tone="warn"
          compact
          title={`Undeployed changes: ${undeployed.counts.text}${undeployed.valuesChanged ? ', stage values changed' : ''}`}
          actions={
            <>
              <Button size="sm" variant="ghost" onClick={() => setShowing(true)}>
                View diff
              </Button>
              <ActButton
                size="sm"
                why={moveRefusal(first, 'deploy', can)}
                onClick={() => startMove({ act: 'deploy', stage: first.stage.slug })}
              >
                Deploy
              </ActButton>
              <DiscardButton />
            </>
          }
        />
      )}
      {!undeployed?.any &&
        behind.map((card) => (
          <Banner
            key={card.stage.id}
            tone="info"
            compact
            title={card.behind?.sentence}
            actions={
              <ActButton
                size="sm"
                why={moveRefusal(card, 'promote', can)}
                onClick={() => startMove({ act: 'promote', stage: card.stage.slug })}
              >
                Review
              </ActButton>
            }
          />
        ))}
      {showing && <ChangesDialog onClose={() => setShowing(false)} />}
    </>
  )
}

function DiscardButton() {
  const { page, name } = useVersion()
  const discard = useAct(discardWorkingCopy)
  if (!page.can.edit.allowed) {
    return (
      <ActButton size="sm" variant="ghost" why={page.can.edit.why}>
        Discard
      </ActButton>
    )
  }
  return (
    <ConfirmDialog
      title="Discard the undeployed changes?"
      consequence="The contract and its settings return to what the first stage runs. What is deployed does not change. Stage values that are saved stay saved. This can’t be undone."
      action="Discard changes"
      trigger={
        <Button size="sm" variant="ghost">
          Discard
        </Button>
      }
      onConfirm={async () => {
        await discard.run({ ...name }, page.workingCopyEtag)
      }}
    />
  )
}

function ChangesDialog({ onClose }: { onClose: () => void }) {
  const { name, base } = useVersion()
  const query = useRead(changesRead(name))
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="lg"
      title="Undeployed changes"
      description={query.data ? `${query.data.from ?? 'Nothing'} → ${query.data.to}` : 'What the next deploy brings'}
      footer={
        <LinkButton variant="ghost" href={`${base}/changes`} onClick={onClose}>
          Compare, copy or download
        </LinkButton>
      }
    >
      <Loaded compact query={query} what="changes" needs="api.read" skeleton={<SkeletonText lines={6} />}>
        {(data) => <ChangeList items={data.items} truncated={data.truncated} />}
      </Loaded>
    </Dialog>
  )
}
