import type { DeprecationEvent, DeprecationPhase } from '@gatehouse/contracts/endpoints/deprecation-views'
import type { Tone } from '@gatehouse/ui/tone'

export const phaseWords: Record<DeprecationPhase, string> = {
  none: 'No program',
  planned: 'Planned',
  deprecated: 'Deprecated',
  'brown-out': 'Brown-out now',
  sunset: 'Sunset',
  cancelled: 'Taken back',
}

export const phaseTones: Record<DeprecationPhase, Tone> = {
  none: 'neutral',
  planned: 'info',
  deprecated: 'warn',
  'brown-out': 'warn',
  sunset: 'bad',
  cancelled: 'neutral',
}

export const eventWords: Record<DeprecationEvent['kind'], string> = {
  deprecated: 'Deprecated',
  reminder: 'Reminder',
  'brown-out-ahead': 'Notice of a brown-out',
  'brown-out': 'Brown-out',
  sunset: 'Sunset',
  'extension-ends': 'Extension ends',
}

/** Callers without an owner to write to are named, so that somebody looks for one. */
export function mailsText(sent: { mails: number; already: number; unreachable: readonly string[] }): string {
  const parts = [
    sent.mails === 0
      ? 'No mail was sent.'
      : sent.mails === 1
        ? 'One mail is on its way.'
        : `${sent.mails} mails are on their way.`,
    ...(sent.already === 0
      ? []
      : [sent.already === 1 ? 'One person knew of it.' : `${sent.already} persons knew of it.`]),
    ...(sent.unreachable.length === 0 ? [] : [`Nobody to write to: ${sent.unreachable.join(', ')}.`]),
  ]
  return parts.join(' ')
}
