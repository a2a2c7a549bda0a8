import { z } from 'zod'
import { accessAct } from '../access-acts.ts'
import { accessDiff } from '../access-diff.ts'
import { actorView, endpoint, etag, instant, pageOf, pageQuery } from '../endpoint.ts'
import { accessChangeKind, accessReviewRule } from '../guardrails.ts'
import { idOf } from '../ids.ts'
import { jsonObject } from '../json.ts'
import { receiptsView } from './deployment-views.ts'

const tag = 'Changes of access'

/**
 * `proposed` → `applied` (approved by another person, and done in the same transaction) | `rejected` | `withdrawn` | `stale` (what it was
 * based on has changed) | `expired`.
 */
export const accessChangeStates = ['proposed', 'applied', 'rejected', 'withdrawn', 'stale', 'expired'] as const
export const accessChangeState = z.enum(accessChangeStates)
export type AccessChangeState = z.infer<typeof accessChangeState>

/** Thing as it stands: sentences for people, JSON for the same without loss. */
const side = z.strictObject({ sentences: z.array(z.string()), json: jsonObject.nullable() })
export type AccessChangeSide = z.infer<typeof side>

/** What was shown when it was asked for. */
export const accessChangeShown = z.strictObject({
  /** Null: it is not there. */
  before: side.nullable(),
  after: side.nullable(),
  where: z.strictObject({
    stages: z.array(z.strictObject({ id: z.string(), name: z.string() })),
    apis: z.number().int(),
    operations: z.number().int(),
  }),
  /** Null: it cannot be told from what runs; the sentences say what changes. */
  diff: accessDiff.nullable(),
  /** Allow and deny examples of it, as they came out. */
  examples: z.array(z.strictObject({ title: z.string(), expected: z.string(), came: z.string(), holds: z.boolean() })),
})
export type AccessChangeShown = z.infer<typeof accessChangeShown>

const target = z.strictObject({ kind: z.string(), id: z.string(), href: z.string().nullable() })

export const accessChangeItem = z.strictObject({
  id: idOf('accessChange'),
  kind: accessChangeKind,
  act: accessAct,
  /** `Make the guardrail “No anonymous calls on live”` */
  title: z.string(),
  reason: z.string(),
  state: accessChangeState,
  stateSince: instant,
  /** Why it is stale, rejected or withdrawn. */
  stateReason: z.string().nullable(),
  /** `open`: it was applied at once and is looked at afterwards. */
  review: z.enum(['none', 'open', 'done']),
  target: target.nullable(),
  proposedBy: actorView,
  decidedBy: actorView.nullable(),
  /** The diff's gravest sentence; null: nobody gains or loses. */
  effect: z.string().nullable(),
  createdAt: instant,
  expiresAt: instant,
})
export type AccessChangeItem = z.infer<typeof accessChangeItem>

const act = z.strictObject({ allowed: z.boolean(), why: z.string().nullable() })

export const accessChangeView = z.strictObject({
  ...accessChangeItem.shape,
  ...accessChangeShown.shape,
  /** A decision names it: it holds for what was looked at only. */
  boundHash: z.string(),
  /** Of an open one: what has changed since it was asked for; null: nothing. */
  moved: z.string().nullable(),
  decidedAt: instant.nullable(),
  decisionReason: z.string().nullable(),
  appliedAt: instant.nullable(),
  /** Per stage that it concerns; empty: no gateway has to know. */
  receipts: z.array(
    z.strictObject({ stage: z.strictObject({ id: z.string(), name: z.string() }), receipts: receiptsView }),
  ),
  /** Who can decide, at most 20, besides whoever asked. */
  approvers: z.array(z.strictObject({ id: z.string(), name: z.string() })),
  acts: z.strictObject({ approve: act, reject: act, withdraw: act, comment: act, proposeAgain: act }),
  comments: z.array(z.strictObject({ id: z.string(), by: actorView, text: z.string(), at: instant })),
  etag,
})
export type AccessChangeView = z.infer<typeof accessChangeView>

const asked = z.strictObject({
  act: accessAct,
  /** What the act itself takes: path parameters and body in one object. */
  input: jsonObject,
})

export const previewAccessChange = endpoint({
  id: 'access-changes.preview',
  method: 'POST',
  path: '/access-changes/previews',
  tag,
  summary: 'What a change of access would do, before it is asked for',
  description:
    'Carries it out, looks at what has become of it, and takes it back: what would be refused then is refused now.',
  audience: 'management',
  permission: 'api.read',
  body: asked,
  response: z.strictObject({
    title: z.string(),
    ...accessChangeShown.shape,
    boundHash: z.string(),
    /** Whether the list asks for a reviewer. */
    needsReview: z.boolean(),
    /** Whether it can be applied at once and be reviewed afterwards, and if not why. */
    urgent: act,
  }),
})

export const proposeAccessChange = endpoint({
  id: 'access-changes.propose',
  method: 'POST',
  path: '/access-changes',
  tag,
  summary: 'Ask for a change of access',
  description:
    'Another person with the permission `access.approve` decides. `urgent` applies it at once and leaves the review open: only where the organization allows it, and only what gives nobody more.',
  audience: 'management',
  permission: 'api.read',
  body: asked.extend({
    reason: z.string().trim().min(1).max(1_000),
    /** Of the preview that was looked at: another one is refused. */
    boundHash: z.string().max(64).optional(),
    urgent: z.boolean().default(false),
  }),
  response: accessChangeView,
  status: 201,
  etag: 'sent',
})

const path = z.strictObject({ change: idOf('accessChange') })

export const listAccessChanges = endpoint({
  id: 'access-changes.list',
  method: 'GET',
  path: '/access-changes',
  tag,
  summary: 'Changes of access, newest first',
  audience: 'management',
  permission: 'guardrail.read',
  query: z.strictObject({
    ...pageQuery.shape,
    state: accessChangeState.optional(),
    kind: accessChangeKind.optional(),
    /** Only those that wait for a reviewer, before or after. */
    open: z.stringbool().optional(),
  }),
  response: pageOf(accessChangeItem),
})

export const getAccessChange = endpoint({
  id: 'access-changes.get',
  method: 'GET',
  path: '/access-changes/{change}',
  tag,
  summary: 'A change of access: what it changes, who gains and loses, who decides',
  audience: 'management',
  permission: 'guardrail.read',
  params: path,
  response: accessChangeView,
  etag: 'sent',
})

export const decideAccessChange = endpoint({
  id: 'access-changes.decide',
  method: 'POST',
  path: '/access-changes/{change}/decisions',
  tag,
  summary: 'Approve or reject a change of another person',
  description:
    'Approving applies it in the same transaction. Where what it is based on has changed, it becomes stale instead. Rejecting one that was applied at once takes it back.',
  audience: 'management',
  permission: 'access.approve',
  params: path,
  body: z
    .strictObject({
      decision: z.enum(['approved', 'rejected']),
      boundHash: z.string().min(1).max(64),
      reason: z.string().trim().min(1).max(1_000).optional(),
    })
    .refine(({ decision, reason }) => decision === 'approved' || reason !== undefined, {
      error: 'A rejection says why.',
      path: ['reason'],
    }),
  response: accessChangeView,
  status: 201,
})

export const withdrawAccessChange = endpoint({
  id: 'access-changes.withdraw',
  method: 'POST',
  path: '/access-changes/{change}/withdrawal',
  tag,
  summary: 'Withdraw a change that one has asked for',
  audience: 'management',
  permission: 'guardrail.read',
  params: path,
  response: accessChangeView,
})

export const commentAccessChange = endpoint({
  id: 'access-changes.comment',
  method: 'POST',
  path: '/access-changes/{change}/comments',
  tag,
  summary: 'Say something about a change of access',
  audience: 'management',
  permission: 'guardrail.read',
  params: path,
  body: z.strictObject({ text: z.string().trim().min(1).max(2_000) }),
  response: accessChangeView,
  status: 201,
})

export const accessReviewView = z.strictObject({
  rule: accessReviewRule,
  /** Who can decide, by name; at most 50. */
  approvers: z.array(z.strictObject({ id: z.string(), name: z.string() })),
  /** Changes that wait for a reviewer. */
  open: z.number().int(),
  acts: z.strictObject({ change: z.enum(['at-once', 'propose', 'no']), why: z.string().nullable() }),
  etag,
})
export type AccessReviewView = z.infer<typeof accessReviewView>

export const getAccessReview = endpoint({
  id: 'access-review.get',
  method: 'GET',
  path: '/access-review',
  tag,
  summary: 'Which changes of access need a Security reviewer',
  audience: 'management',
  permission: 'guardrail.read',
  response: accessReviewView,
  etag: 'sent',
})

export const putAccessReview = endpoint({
  id: 'access-review.put',
  method: 'PUT',
  path: '/access-review',
  tag,
  summary: 'Set which changes of access need a Security reviewer',
  description: 'As long as guardrails stand in the list, the list itself is such a change.',
  audience: 'management',
  permission: 'guardrail.manage',
  body: accessReviewRule,
  response: accessReviewView,
  etag: 'required',
})
