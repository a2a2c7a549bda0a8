import type { PipelineCard, VersionPage } from '@gatehouse/contracts/endpoints/apis'

/**
 * Why a deploy or promotion cannot even be looked at; null when its dialog may open. Missing stage values are no reason: they are
 * filled in there.
 */
export function moveRefusal(card: PipelineCard, act: 'deploy' | 'promote', can: VersionPage['can']): string | null {
  if (card[act].allowed) return null
  if ((card.frozen === null || act === 'promote') && card.missingValues.length > 0 && can[act].allowed) return null
  return card[act].why ?? 'It is not possible now.'
}
