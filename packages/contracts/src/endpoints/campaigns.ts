import { z } from 'zod'
import { askedInstant, endpoint, pageOf, pageQuery } from '../endpoint.ts'
import { idOf } from '../ids.ts'
import {
  campaignEvidence,
  campaignHint,
  campaignItemView,
  campaignKind,
  campaignOutcome,
  campaignReviewers,
  campaignScope,
  campaignSnapshot,
  campaignState,
  campaignSummary,
  campaignView,
} from './campaign-views.ts'

const tag = 'Access reviews'
const params = z.strictObject({ campaignId: idOf('campaign') })
const itemParams = z.strictObject({ campaignItemId: idOf('campaignItem') })
const note = z.string().trim().min(1).max(500)
const answer = z.enum(['keep', 'revoke'])

const what = {
  kinds: z.array(campaignKind).min(1).max(6),
  scope: campaignScope.default({}),
  reviewers: campaignReviewers,
}
const dates = {
  /** A draft opens by itself then; absent: by hand. */
  opensAt: askedInstant.nullable().default(null),
  dueAt: askedInstant,
  /** Absent: a week, and a day, before it is due. */
  firstReminderAt: askedInstant.optional(),
  secondReminderAt: askedInstant.optional(),
}

export const campaignDraft = z.strictObject({
  name: z.string().trim().min(1).max(120),
  description: z.string().trim().max(2000).default(''),
  ...what,
  /** Answers for it; absent: who makes it. */
  ownerId: idOf('person').optional(),
  ...dates,
})

export const listCampaigns = endpoint({
  id: 'campaigns.list',
  method: 'GET',
  path: '/campaigns',
  tag,
  summary: 'Reviews of who has what, newest first',
  description:
    'Reviewers see those that ask them; who manages campaigns, approves access or reads the audit log sees all.',
  audience: 'management',
  query: pageQuery.extend({ state: campaignState.optional() }),
  response: pageOf(campaignSummary),
})

export const previewCampaign = endpoint({
  id: 'campaigns.preview',
  method: 'POST',
  path: '/campaigns/preview',
  tag,
  summary: 'What a campaign would ask, and whom',
  audience: 'management',
  permission: 'campaign.manage',
  body: z.strictObject({ ...what, ownerId: idOf('person').optional() }),
  response: z.strictObject({
    total: z.number().int(),
    byKind: z.array(z.strictObject({ kind: campaignKind, items: z.number().int() })),
    byReviewer: z.array(z.strictObject({ id: z.string(), name: z.string(), items: z.number().int() })),
    byHint: z.array(z.strictObject({ hint: campaignHint, items: z.number().int() })),
    /** Items that fell to somebody else than the rule says. */
    fallen: z.number().int(),
    /** The first of them. */
    items: z.array(
      z.strictObject({
        kind: campaignKind,
        subjectId: z.string(),
        snapshot: campaignSnapshot,
        reviewers: z.array(z.strictObject({ id: z.string(), name: z.string() })),
        reviewerNote: z.string().nullable(),
      }),
    ),
  }),
})

export const createCampaign = endpoint({
  id: 'campaigns.create',
  method: 'POST',
  path: '/campaigns',
  tag,
  summary: 'Make a campaign',
  description: 'It is a draft until it opens: then its items are taken down as they are at that moment.',
  audience: 'management',
  permission: 'campaign.manage',
  body: campaignDraft,
  response: campaignView,
  status: 201,
})

export const getCampaign = endpoint({
  id: 'campaigns.get',
  method: 'GET',
  path: '/campaigns/{campaignId}',
  tag,
  summary: 'A campaign with its progress',
  audience: 'management',
  params,
  response: campaignView,
  etag: 'sent',
})

export const updateCampaign = endpoint({
  id: 'campaigns.update',
  method: 'PUT',
  path: '/campaigns/{campaignId}',
  tag,
  summary: 'Change a draft',
  audience: 'management',
  permission: 'campaign.manage',
  params,
  body: campaignDraft,
  response: campaignView,
  etag: 'required',
})

export const openCampaign = endpoint({
  id: 'campaigns.open',
  method: 'POST',
  path: '/campaigns/{campaignId}/open',
  tag,
  summary: 'Open a draft now: its items are taken down and its reviewers are asked',
  audience: 'management',
  permission: 'campaign.manage',
  params,
  response: campaignView,
  etag: 'required',
})

export const extendCampaign = endpoint({
  id: 'campaigns.extend',
  method: 'POST',
  path: '/campaigns/{campaignId}/extend',
  tag,
  summary: 'Give more time',
  audience: 'management',
  permission: 'campaign.manage',
  params,
  body: z.strictObject({
    dueAt: askedInstant,
    firstReminderAt: askedInstant.optional(),
    secondReminderAt: askedInstant.optional(),
  }),
  response: campaignView,
  etag: 'required',
})

export const closeCampaign = endpoint({
  id: 'campaigns.close',
  method: 'POST',
  path: '/campaigns/{campaignId}/close',
  tag,
  summary: 'Close it now, as if it were due',
  description: 'What nobody answered is suspended, not revoked; the signed document is written.',
  audience: 'management',
  permission: 'campaign.manage',
  params,
  response: campaignView,
  etag: 'required',
})

export const cancelCampaign = endpoint({
  id: 'campaigns.cancel',
  method: 'POST',
  path: '/campaigns/{campaignId}/cancel',
  tag,
  summary: 'Cancel it: nothing is suspended; what was revoked stays revoked',
  audience: 'management',
  permission: 'campaign.manage',
  params,
  body: z.strictObject({ reason: note }),
  response: campaignView,
  etag: 'required',
})

export const remindCampaign = endpoint({
  id: 'campaigns.remind',
  method: 'POST',
  path: '/campaigns/{campaignId}/remind',
  tag,
  summary: 'Remind reviewers who have not answered, one mail each',
  audience: 'management',
  permission: 'campaign.manage',
  params,
  body: z.strictObject({ personIds: z.array(idOf('person')).max(200).optional() }),
  response: z.strictObject({ mails: z.number().int() }),
})

export const listCampaignItems = endpoint({
  id: 'campaigns.items',
  method: 'GET',
  path: '/campaigns/{campaignId}/items',
  tag,
  summary: 'Items of a campaign; those of one holder stand together',
  audience: 'management',
  params,
  query: pageQuery.extend({
    decision: z.enum(['unanswered', 'keep', 'revoke']).optional(),
    outcome: campaignOutcome.optional(),
    kind: campaignKind.optional(),
    hint: campaignHint.optional(),
    reviewerId: idOf('person').optional(),
    /** Only what the reader is asked about. */
    mine: z.stringbool().optional(),
    /** Part of the holder’s name. */
    q: z.string().max(100).optional(),
  }),
  response: pageOf(campaignItemView),
})

export const getCampaignItem = endpoint({
  id: 'campaigns.item',
  method: 'GET',
  path: '/campaign-items/{campaignItemId}',
  tag,
  summary: 'An item with its evidence: last calls, where it is used, what would break',
  audience: 'management',
  params: itemParams,
  response: campaignEvidence,
})

export const decideCampaignItem = endpoint({
  id: 'campaigns.decide',
  method: 'POST',
  path: '/campaign-items/{campaignItemId}/decide',
  tag,
  summary: 'Keep or revoke',
  description:
    'By its reviewers and by who manages campaigns; never by whose own access it is. Revoke takes effect at once and at every gateway, and needs a note; keep can be changed until the campaign is due.',
  audience: 'management',
  params: itemParams,
  body: z.strictObject({ decision: answer, note: note.optional() }),
  response: campaignItemView,
  etag: 'required',
})

export const decideCampaignItems = endpoint({
  id: 'campaigns.decideMany',
  method: 'POST',
  path: '/campaigns/{campaignId}/decide',
  tag,
  summary: 'The same answer for many items',
  description: 'Each item is judged by itself; what cannot be answered is said and leaves the others alone.',
  audience: 'management',
  params,
  body: z.strictObject({
    items: z
      .array(z.strictObject({ id: idOf('campaignItem'), etag: z.number().int().positive() }))
      .min(1)
      .max(200),
    decision: answer,
    note: note.optional(),
  }),
  response: z.strictObject({
    decided: z.number().int(),
    results: z.array(
      z.strictObject({
        id: idOf('campaignItem'),
        state: z.enum(['decided', 'changed', 'refused']),
        reason: z.string().nullable(),
      }),
    ),
  }),
})

export const reassignCampaignItems = endpoint({
  id: 'campaigns.reassign',
  method: 'POST',
  path: '/campaigns/{campaignId}/reassign',
  tag,
  summary: 'Ask somebody else',
  description: 'By who manages campaigns; a reviewer hands on what is his.',
  audience: 'management',
  params,
  body: z.strictObject({
    itemIds: z.array(idOf('campaignItem')).min(1).max(200),
    personId: idOf('person'),
    note: note.optional(),
  }),
  response: z.strictObject({ reassigned: z.number().int() }),
})

export const restoreCampaignItem = endpoint({
  id: 'campaigns.restore',
  method: 'POST',
  path: '/campaign-items/{campaignItemId}/restore',
  tag,
  summary: 'One click back: what the campaign suspended goes on',
  audience: 'management',
  params: itemParams,
  body: z.strictObject({ note: note.optional() }),
  response: campaignItemView,
})

export const getCampaignDocument = endpoint({
  id: 'campaigns.document',
  method: 'GET',
  path: '/campaigns/{campaignId}/document',
  tag,
  summary: 'The signed result of a closed campaign',
  description:
    'As it was written when the campaign closed. `gatehouse verify-document FILE` says offline whether a word of it was changed.',
  audience: 'management',
  params,
  query: z.strictObject({ format: z.enum(['json', 'md', 'html']).default('json') }),
  response: z.strictObject({ fileName: z.string(), text: z.string(), sha256: z.string() }),
})
