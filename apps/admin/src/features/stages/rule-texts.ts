import type { StageView } from '@gatehouse/contracts/endpoints/stages'
import type { CheckName, FreezeWindow } from '@gatehouse/contracts/stage-rules'
import { formatDuration } from '@gatehouse/ui/format'

export const checkTexts: Record<CheckName, { name: string; meaning: string }> = {
  'breaking-change': {
    name: 'Breaking changes',
    meaning:
      'Compares the contract with what runs on the stage: removed operations, new required parameters and the like.',
  },
}

export function stalenessText(rule: StageView['staleness']): string {
  return rule.mode === 'serve' ? 'Keeps serving' : `Refuses after ${formatDuration(rule.seconds * 1000)}`
}

/** `18 Dec 2026 18:00 – 20 Dec 2026 23:59, Europe/Berlin`, as its clocks show it. */
export function windowText({ from, to, zone, weekly }: FreezeWindow): string {
  return `${weekly ? 'each week from ' : ''}${from.replace('T', ' ')} – ${to.replace('T', ' ')}, ${zone}`
}
