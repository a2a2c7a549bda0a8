import type { Transaction } from '@gatehouse/db/client'
import { Prisma } from '@gatehouse/db/client'
import type { Context } from '../grammar/context.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'

type Strength = 'change' | 'use'

/**
 * Locks a campaign's row. `change`: for who moves it from one state to another. `use`: for who answers, so that it cannot be closed under
 * him; many do at once.
 */
export async function lockCampaign(tx: Transaction, campaignId: string, strength: Strength) {
  const how = strength === 'change' ? Prisma.sql`FOR UPDATE` : Prisma.sql`FOR SHARE`
  const rows = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM campaign WHERE id = ${campaignId} ${how}`
  if (rows.length === 0) throw notFound()
  return tx.campaign.findUniqueOrThrow({ where: { id: campaignId } })
}

const stateWords: Readonly<Record<string, string>> = {
  draft: 'a draft',
  open: 'open',
  closed: 'closed',
  cancelled: 'cancelled',
}

export function assertState(campaign: { state: string }, ...wanted: readonly string[]): void {
  if (wanted.includes(campaign.state)) return
  throw new DomainError(
    'not_possible',
    `The campaign is ${stateWords[campaign.state] ?? campaign.state}; this needs one that is ${wanted.map((state) => stateWords[state] ?? state).join(' or ')}.`,
  )
}

/** Answers are taken until the due date, by the clock of who asks; after it the campaign acts. */
export function assertTakesAnswers(campaign: { state: string; dueAt: Date }, ctx: Context): void {
  assertState(campaign, 'open')
  if (campaign.dueAt <= ctx.now())
    throw new DomainError(
      'not_possible',
      'The campaign is due: what nobody answered is suspended now, and comes back with one click.',
    )
}
