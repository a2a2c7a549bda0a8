import type { CampaignHint, CampaignItemView, CampaignSummary } from '@gatehouse/contracts/endpoints/campaign-views'
import type { Tone } from '@gatehouse/ui/tone'

export function campaignLook({ state, closing }: Pick<CampaignSummary, 'state' | 'closing'>): {
  tone: Tone
  word: string
} {
  if (closing) return { tone: 'warn', word: 'Closing' }
  return {
    draft: { tone: 'neutral' as const, word: 'Draft' },
    open: { tone: 'info' as const, word: 'Open' },
    closed: { tone: 'ok' as const, word: 'Closed' },
    cancelled: { tone: 'neutral' as const, word: 'Cancelled' },
  }[state]
}

export const hintWords: Readonly<Record<CampaignHint, string>> = {
  'never-used': 'Never used',
  'unused-90-days': 'Unused for 90 days',
  'owner-gone': 'Owner gone',
  'wide-scope': 'Wide scope',
  'no-expiry': 'Never ends',
  suspended: 'Suspended already',
}

export const outcomeLooks: Readonly<Record<NonNullable<CampaignItemView['outcome']>, { tone: Tone; word: string }>> = {
  kept: { tone: 'ok', word: 'Kept' },
  revoked: { tone: 'bad', word: 'Revoked' },
  suspended: { tone: 'warn', word: 'Suspended' },
  gone: { tone: 'neutral', word: 'Gone meanwhile' },
  'not-possible': { tone: 'warn', word: 'Not possible' },
}

/** What an item says of itself in one word: what came of it, else what was answered. */
export function itemLook(item: CampaignItemView): { tone: Tone; word: string } {
  if (item.restored) return { tone: 'ok', word: 'Given back' }
  if (item.outcome) return outcomeLooks[item.outcome]
  return item.decision === 'keep' ? { tone: 'ok', word: 'Keep' } : { tone: 'neutral', word: 'Not answered' }
}

const recentMs = 30 * 86_400_000

/** Whether somebody used it in the last 30 days: what a reviewer keeps without looking twice. */
export function isUsed({ snapshot }: CampaignItemView, now = Date.now()): boolean {
  if (snapshot.hints.some(({ code }) => code === 'owner-gone' || code === 'suspended')) return false
  if (snapshot.calls30 !== null) return snapshot.calls30 > 0
  return snapshot.lastUsedAt !== null && now - Date.parse(snapshot.lastUsedAt) < recentMs
}
