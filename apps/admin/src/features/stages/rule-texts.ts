import type { StageView } from '@gatehouse/contracts/endpoints/stages'
import type { ApprovalRule, CheckName, FreezeWindow, RecordingRule } from '@gatehouse/contracts/stage-rules'
import { formatDuration, formatPercent, plural } from '@gatehouse/ui/format'

export const checkTexts: Record<CheckName, { name: string; meaning: string }> = {
  lint: { name: 'Lint', meaning: 'No finding that is an error, and at least the score that is asked.' },
  'breaking-change': {
    name: 'Breaking changes',
    meaning:
      'Compares the contract with what runs on the stage: removed operations, new required parameters and the like.',
  },
  smoke: {
    name: 'Smoke calls',
    meaning:
      'Calls the API through the gateways of the stage before: by examples of the contract, and by saved requests of the version.',
  },
  'consumer-impact': {
    name: 'Consumer impact',
    meaning: 'Names the applications that lately used what breaks.',
  },
  'traffic-replay': {
    name: 'Traffic replay',
    meaning: 'Judges recorded, redacted requests of the stage by the new contract.',
  },
  'policy-examples': { name: 'Policy examples', meaning: 'Each rule decides its own examples as its author said.' },
  'exposure-rules': {
    name: 'Exposure',
    meaning:
      'No operation becomes callable by more people than before without a stated reason, and none gets exposed in a way that Security forbids.',
  },
  'access-review': {
    name: 'Access review',
    meaning: 'Somebody from Security has reviewed who may call what, unless nothing of that changes.',
  },
  custom: { name: 'Custom', meaning: 'A webhook of yours decides.' },
}

export function stalenessText(rule: StageView['staleness']): string {
  return rule.mode === 'serve' ? 'Keeps serving' : `Refuses after ${formatDuration(rule.seconds * 1000)}`
}

/** `18 Dec 2026 18:00 – 20 Dec 2026 23:59, Europe/Berlin`, as its clocks show it. */
export function windowText({ from, to, zone, weekly }: FreezeWindow): string {
  return `${weekly ? 'each week from ' : ''}${from.replace('T', ' ')} – ${to.replace('T', ' ')}, ${zone}`
}

export function approvalText({ needed, when }: ApprovalRule): string {
  if (needed === 0) return 'None'
  return `${plural(needed, 'other person', 'other persons')}${when === 'sensitive' ? ', when something breaks or access gets wider' : ''}`
}

export function recordingText({ features, shapes }: RecordingRule): string {
  const parts = [
    ...(features ? ['what each application uses'] : []),
    ...(shapes > 0 ? [`redacted shapes of ${formatPercent(shapes)} of the calls`] : []),
  ]
  return parts.length === 0 ? 'Nothing beyond counting' : parts.join('; ')
}
