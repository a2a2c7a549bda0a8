import type { CampaignHint, CampaignKind, CampaignSnapshot } from '@gatehouse/contracts/endpoints/campaign-views'
import type { Transaction } from '@gatehouse/db/client'
import type { Context } from '../grammar/context.ts'
import type { Reader } from '../grammar/query.ts'

export type Db = Reader | Transaction

/** By what the calls of an item are counted. */
export type CountedBy =
  | { by: 'credential'; credentialId: string; applicationId: string }
  | { by: 'versions'; applicationId: string; versionIds: readonly string[] }

/** One thing that somebody has, as a kind finds it: usage and reviewers come later, for all kinds alike. */
export type FoundItem = {
  kind: CampaignKind
  subjectId: string
  holder: CampaignSnapshot['holder']
  what: string
  facts: CampaignSnapshot['facts']
  since: Date | null
  /** As far as the kind itself knows. */
  lastUsedAt: Date | null
  hints: { code: CampaignHint; text: string }[]
  reason: string
  refs: Omit<CampaignSnapshot['refs'], 'offeringTeamId'>
  offeringTeamIds: readonly string[]
  /** APIs that it opens. */
  apiIds: readonly string[]
  /** Persons whose own access it is. */
  ownerIds: readonly string[]
  countedBy: CountedBy | null
}

/** A campaign is for people: beyond this many questions it would be answered blindly. */
export const mostItems = 10_000

export type Gather = (db: Db, ctx: Context, scope: WantedScope) => Promise<FoundItem[]>

/** The scope's lists as sets; null: not narrowed. */
export type WantedScope = {
  teamIds: readonly string[] | null
  apiIds: readonly string[] | null
  stageIds: readonly string[] | null
  productIds: readonly string[] | null
}

export const dayMs = 86_400_000

/** `12 Nov 2026` */
export function dayText(at: Date): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }).format(at)
}

/** Persons without a name any more. */
export function personName(person: { name: string; erasedAt: Date | null }): string {
  return person.erasedAt ? 'Erased person' : person.name
}
