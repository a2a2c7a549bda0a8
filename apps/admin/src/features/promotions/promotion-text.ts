import type { PromotionCheck, PromotionState } from '@gatehouse/contracts/endpoints/promotion-views'
import type { Tone } from '@gatehouse/ui/tone'

type Look = { word: string; tone: Tone; busy?: boolean }

export const stateLooks: Readonly<Record<PromotionState, Look>> = {
  checking: { word: 'Checking', tone: 'info', busy: true },
  blocked: { word: 'Blocked', tone: 'bad' },
  waiting: { word: 'Waiting for approval', tone: 'warn' },
  ready: { word: 'Ready', tone: 'ok' },
  running: { word: 'Running', tone: 'info', busy: true },
  watching: { word: 'Watching', tone: 'info', busy: true },
  done: { word: 'Done', tone: 'ok' },
  stale: { word: 'Stale', tone: 'warn' },
  cancelled: { word: 'Cancelled', tone: 'neutral' },
  'rolled-back': { word: 'Rolled back', tone: 'bad' },
}

/** States in which nothing more happens by itself or by a person. */
export function hasEnded(state: PromotionState): boolean {
  return state === 'done' || state === 'stale' || state === 'cancelled' || state === 'rolled-back'
}

/** How a check stands, in a word; what an override lets pass is not called passed. */
export function checkLook(check: PromotionCheck): Look {
  if (check.override) return { word: 'overridden', tone: 'warn' }
  switch (check.state) {
    case 'waiting':
      return { word: 'waiting', tone: 'neutral' }
    case 'running':
      return { word: 'running', tone: 'info', busy: true }
    case 'passed':
      return { word: 'passed', tone: 'ok' }
    case 'failed':
      return check.required ? { word: 'failed', tone: 'bad' } : { word: 'warning', tone: 'warn' }
    case 'error':
      return { word: 'could not run', tone: check.required ? 'bad' : 'warn' }
  }
}
