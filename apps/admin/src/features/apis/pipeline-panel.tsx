'use client'
import type { PipelineCard } from '@gatehouse/contracts/endpoints/apis'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Pipeline } from '@gatehouse/ui/pipeline'
import { ActButton } from '../../components/act-button.tsx'
import { stateLooks } from '../promotions/promotion-text.ts'
import { moveRefusal } from './move-refusal.ts'
import { StageCardContent, StageCardMenu } from './stage-card.tsx'
import { useVersion } from './version-context.tsx'

/** One card per stage, in order: what runs, since when, by whom, who confirmed; arrows with what would move. */
export function PipelinePanel() {
  const { page } = useVersion()
  return (
    <Pipeline
      label="What runs where"
      cards={page.pipeline.map((card) => ({
        id: card.stage.id,
        title: card.stage.name,
        marked: card.stage.exposure === 'live',
        aside: <StageCardMenu card={card} />,
        content: <StageCardContent card={card} />,
      }))}
      links={page.pipeline.slice(1).map((card) => ({ text: linkText(card), action: <PromoteButton card={card} /> }))}
    />
  )
}

function linkText(card: PipelineCard): string {
  if (!card.incoming) return 'Nothing to promote yet'
  if (card.incoming.same) return card.valuesChanged ? 'Saved stage values wait' : 'The same runs on both'
  const what = card.deployment ? card.incoming.counts.text : 'Everything is new'
  return card.lastGate === null ? what : `${what} · ${card.lastGate.sentence}`
}

function PromoteButton({ card }: { card: PipelineCard }) {
  const { page, startMove } = useVersion()
  if (card.promotion) {
    const look = stateLooks[card.promotion.state]
    return (
      <LinkButton size="sm" href={`/promotions/${card.promotion.id}`}>
        r{card.promotion.revision}: {look.word.toLowerCase()}
      </LinkButton>
    )
  }
  if (!card.incoming || (card.incoming.same && !card.valuesChanged)) return null
  return (
    <ActButton
      size="sm"
      why={moveRefusal(card, 'promote', page.can)}
      onClick={() => startMove({ act: 'promote', stage: card.stage.slug })}
    >
      Promote
    </ActButton>
  )
}
