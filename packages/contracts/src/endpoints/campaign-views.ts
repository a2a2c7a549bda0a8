import { z } from 'zod'
import { actorView, etag, instant } from '../endpoint.ts'
import { idOf } from '../ids.ts'
import { receiptsView } from './deployment-views.ts'

/** What can be reviewed. */
export const campaignKinds = [
  'subscription',
  'credential',
  'client',
  'person-role',
  'service-role',
  'partner-grant',
] as const
export const campaignKind = z.enum(campaignKinds)
export type CampaignKind = z.infer<typeof campaignKind>

/** What people read for a kind: one, and many. */
export const campaignKindNames: Readonly<Record<CampaignKind, { one: string; many: string }>> = {
  subscription: { one: 'subscription', many: 'Subscriptions' },
  credential: { one: 'API key', many: 'API keys' },
  client: { one: 'OAuth client', many: 'OAuth clients' },
  'person-role': { one: 'role of a person', many: 'Roles of persons' },
  'service-role': { one: 'role of a service account', many: 'Roles of service accounts' },
  'partner-grant': { one: 'partner grant', many: 'Partner grants' },
}

const ids = <T extends z.ZodType>(of: T) => z.array(of).max(200)

/**
 * Which items: those that match every list given. A list that says nothing of a kind leaves out that kind’s items: a stage, those that
 * belong to no stage.
 */
export const campaignScope = z.strictObject({
  /** Teams that hold it: of the application, the service account, the person, the partner. */
  teamIds: ids(idOf('team')).optional(),
  /** APIs that it opens. */
  apiIds: ids(idOf('api')).optional(),
  stageIds: ids(idOf('stage')).optional(),
  productIds: ids(idOf('product')).optional(),
})
export type CampaignScope = z.infer<typeof campaignScope>

/** Who is asked about an item. */
export const campaignReviewers = z.discriminatedUnion('rule', [
  /** Owners of the team that offers the API or product. */
  z.strictObject({ rule: z.literal('offering') }),
  /** Owners of the team that holds it. */
  z.strictObject({ rule: z.literal('holder') }),
  z.strictObject({ rule: z.literal('person'), personId: idOf('person') }),
  /** Whom a directory names as manager of the person who holds it, or of the owners of the team that does. */
  z.strictObject({ rule: z.literal('manager') }),
])
export type CampaignReviewers = z.infer<typeof campaignReviewers>

export const campaignState = z.enum(['draft', 'open', 'closed', 'cancelled'])
export const campaignDecision = z.enum(['unanswered', 'keep', 'revoke'])
export const campaignOutcome = z.enum(['kept', 'revoked', 'suspended', 'gone', 'not-possible'])

/** What makes somebody look twice. */
export const campaignHints = [
  'never-used',
  'unused-90-days',
  'owner-gone',
  'wide-scope',
  'no-expiry',
  'suspended',
] as const
export const campaignHint = z.enum(campaignHints)
export type CampaignHint = z.infer<typeof campaignHint>

/** Who holds what, as it was when the campaign opened. */
export const campaignSnapshot = z.strictObject({
  /** `Orders, plan Gold`, `Key “checkout” …4f2a on Production`, `Product owner in Commerce` */
  what: z.string(),
  holder: z.strictObject({
    kind: z.enum(['application', 'person', 'serviceAccount', 'team']),
    id: z.string(),
    name: z.string(),
    team: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  }),
  facts: z.array(z.strictObject({ label: z.string(), value: z.string() })),
  since: instant.nullable(),
  /** Last call; of a role, when its holder was last seen. */
  lastUsedAt: instant.nullable(),
  /** Requests that came with it; null where calls are not counted: roles and partner grants. */
  calls30: z.number().int().nullable(),
  calls90: z.number().int().nullable(),
  hints: z.array(z.strictObject({ code: campaignHint, text: z.string() })),
  /** Why it is in the campaign. */
  reason: z.string(),
  /** Where it belongs: what its page is found by. */
  refs: z.strictObject({
    applicationId: z.string().nullable(),
    productId: z.string().nullable(),
    stageId: z.string().nullable(),
    teamId: z.string().nullable(),
    /** Team that offers it. */
    offeringTeamId: z.string().nullable(),
  }),
})
export type CampaignSnapshot = z.infer<typeof campaignSnapshot>

const who = z.strictObject({ id: idOf('person'), name: z.string(), active: z.boolean() })

export const campaignItemView = z.strictObject({
  id: idOf('campaignItem'),
  campaignId: idOf('campaign'),
  kind: campaignKind,
  subjectId: z.string(),
  holderKey: z.string(),
  snapshot: campaignSnapshot,
  reviewers: z.array(who),
  /** Why it is theirs and not the rule’s reviewer’s. */
  reviewerNote: z.string().nullable(),
  /** Whether the reader may decide; else why not. */
  mayDecide: z.strictObject({ allowed: z.boolean(), reason: z.string().nullable() }),
  decision: campaignDecision,
  note: z.string().nullable(),
  decidedBy: actorView.nullable(),
  decidedAt: instant.nullable(),
  outcome: campaignOutcome.nullable(),
  outcomeNote: z.string().nullable(),
  effectAt: instant.nullable(),
  /** Gateways that have the effect; null where none needs to know. */
  receipts: receiptsView.nullable(),
  restored: z.strictObject({ at: instant, by: actorView }).nullable(),
  /** The reader can give it back with one click. */
  mayRestore: z.boolean(),
  etag,
})
export type CampaignItemView = z.infer<typeof campaignItemView>

const counts = z.strictObject({
  total: z.number().int(),
  unanswered: z.number().int(),
  keep: z.number().int(),
  revoke: z.number().int(),
})

export const campaignSummary = z.strictObject({
  id: idOf('campaign'),
  name: z.string(),
  description: z.string(),
  kinds: z.array(campaignKind),
  state: campaignState,
  /** Due has come, what nobody answered is being suspended. */
  closing: z.boolean(),
  owner: who,
  opensAt: instant.nullable(),
  openedAt: instant.nullable(),
  dueAt: instant,
  closedAt: instant.nullable(),
  counts,
  /** Items that the reader is asked about. */
  mine: z.strictObject({ total: z.number().int(), unanswered: z.number().int() }),
  createdAt: instant,
  etag,
})
export type CampaignSummary = z.infer<typeof campaignSummary>

export const campaignView = campaignSummary.extend({
  scope: campaignScope,
  /** `All applications`, `Team Commerce on Production` */
  scopeText: z.string(),
  reviewers: campaignReviewers,
  reviewersText: z.string(),
  firstReminderAt: instant,
  secondReminderAt: instant,
  createdBy: actorView,
  endedBy: actorView.nullable(),
  reason: z.string().nullable(),
  /** How far each reviewer is; an item with two reviewers counts for both. */
  byReviewer: z.array(
    z.strictObject({
      reviewer: who,
      total: z.number().int(),
      answered: z.number().int(),
      /** Last mail to him about this campaign. */
      lastMailAt: instant.nullable(),
    }),
  ),
  /** Answers by day (UTC), days without any included. */
  byDay: z.array(z.strictObject({ day: z.iso.date(), answered: z.number().int() })),
  outcomes: z.record(campaignOutcome, z.number().int()),
  restored: z.number().int(),
  hints: z.array(z.strictObject({ hint: campaignHint, items: z.number().int() })),
  /** SHA-256 of the signed document, once it is there. */
  documentSha256: z.string().nullable(),
  /** What the reader may do to the campaign itself. */
  mayManage: z.boolean(),
})
export type CampaignView = z.infer<typeof campaignView>

/** What somebody looks at before he decides. */
export const campaignEvidence = z.strictObject({
  item: campaignItemView,
  /** How it stands now; the item itself says how it stood. */
  now: z.strictObject({ state: z.enum(['active', 'suspended', 'gone']), sentence: z.string() }),
  /** Where it is used: operations by calls, at most ten; null where calls are not counted. */
  operations: z
    .array(z.strictObject({ id: z.string(), name: z.string(), requests: z.number().int(), lastAt: instant.nullable() }))
    .nullable(),
  /** Its last requests, newest first; null where there are none to see. */
  requests: z
    .array(
      z.strictObject({
        id: z.string(),
        at: instant,
        method: z.string(),
        operation: z.string().nullable(),
        status: z.number().int(),
      }),
    )
    .nullable(),
  /** What revoking breaks, in words. */
  breaks: z.array(z.string()),
})
export type CampaignEvidence = z.infer<typeof campaignEvidence>
