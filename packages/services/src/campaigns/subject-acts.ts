import type { CampaignKind } from '@gatehouse/contracts/endpoints/campaign-views'
import type { AuditEntry } from '../grammar/audit-chain.ts'
import type { AccessCall } from '../people/access-call.ts'

/** How a subject stands now; its row is locked for the rest of the transaction. */
export type Standing = {
  state: 'active' | 'suspended' | 'gone'
  /** In words, for the item. */
  sentence: string
  /** Why it is suspended, as it is stored. */
  reason: string | null
  /** Gateways of this stage enforce it; null: of every stage; undefined: no gateway needs to know. */
  stageId: string | null | undefined
}

export type Effect = {
  outcome: 'revoked' | 'suspended' | 'not-possible'
  note: string | null
  /** What is written of the subject itself, beside the campaign's own row. */
  audit: AuditEntry[]
}

/** What a campaign does to one kind of thing. All of them run in the caller's transaction, after `standing` has locked the row. */
export type SubjectActs = {
  standing: (call: AccessCall, subjectId: string) => Promise<Standing>
  revoke: (call: AccessCall, subjectId: string, reason: string) => Promise<Effect>
  suspend: (call: AccessCall, subjectId: string, reason: string) => Promise<Effect>
  restore: (call: AccessCall, subjectId: string) => Promise<AuditEntry[]>
}

export type ActsByKind = Readonly<Record<CampaignKind, SubjectActs>>

export const gone = (sentence: string): Standing => ({ state: 'gone', sentence, reason: null, stageId: undefined })
