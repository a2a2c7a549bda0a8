import { z } from 'zod'
import { askedInstant, endpoint, instant, pageOf, pageQuery } from '../endpoint.ts'
import { ciRun } from '../revision-origin.ts'
import { canaryRule } from '../stage-rules.ts'
import { sent } from './deprecations.ts'
import { promotionItem, promotionState, promotionView, taskItem } from './promotion-views.ts'
import { revisionNumber, stageName, versionPath } from './version-path.ts'

const promotionPath = z.strictObject({ promotion: z.string().min(1).max(120) })
const reason = z.string().trim().min(1).max(1_000)

export const createPromotion = endpoint({
  id: 'promotions.create',
  method: 'POST',
  path: '/apis/{api}/versions/{version}/promotions',
  tag: 'Promotions',
  summary: 'Take what runs on the stage before to a stage',
  description:
    'The stage’s gate is run; with `mode: run` the revision goes there as soon as checks, approvals, freeze and planned time allow it, with `prepare` when a person says so. One open promotion per version and stage: asking again for the same gives the same one, asking for another revision makes the older one stale.',
  audience: 'management',
  permission: 'api.promote',
  params: versionPath,
  body: z.strictObject({
    stage: stageName,
    /** Number that was looked at: another one running on the stage before is refused. */
    revision: revisionNumber.optional(),
    mode: z.enum(['run', 'prepare']).default('prepare'),
    note: z.string().trim().max(500).optional(),
    plannedFor: askedInstant.optional(),
    /** Instead of the stage's own; null: all traffic at once. */
    canary: canaryRule.nullable().optional(),
    /** Goes through a freeze window; a second person must approve. */
    emergency: z.strictObject({ reason }).optional(),
    ci: ciRun.optional(),
  }),
  response: promotionView,
  status: 201,
  etag: 'sent',
})

export const listPromotions = endpoint({
  id: 'promotions.list',
  method: 'GET',
  path: '/promotions',
  tag: 'Promotions',
  summary: 'Promotions, newest first',
  audience: 'management',
  permission: 'api.read',
  query: z.strictObject({
    ...pageQuery.shape,
    api: z.string().max(120).optional(),
    stage: stageName.optional(),
    state: promotionState.optional(),
    /** Only those that have not ended. */
    open: z.stringbool().optional(),
  }),
  response: pageOf(promotionItem),
})

export const getPromotion = endpoint({
  id: 'promotions.get',
  method: 'GET',
  path: '/promotions/{promotion}',
  tag: 'Promotions',
  summary: 'A promotion: what changes, what the gate says, who must agree, how far it is',
  audience: 'management',
  permission: 'api.read',
  params: promotionPath,
  response: promotionView,
  etag: 'sent',
})

export const getPromotionReport = endpoint({
  id: 'promotions.report',
  method: 'GET',
  path: '/promotions/{promotion}/report',
  tag: 'Promotions',
  summary: 'The same as Markdown, for a pull request',
  audience: 'management',
  permission: 'api.read',
  params: promotionPath,
  response: z.strictObject({ markdown: z.string() }),
})

export const runPromotion = endpoint({
  id: 'promotions.run',
  method: 'POST',
  path: '/promotions/{promotion}/run',
  tag: 'Promotions',
  summary: 'Run a promotion that is ready',
  description:
    'Runs just what was judged: when anything of it has moved, the promotion becomes stale instead. Running what ran already changes nothing.',
  audience: 'management',
  permission: 'api.promote',
  params: promotionPath,
  body: z.strictObject({
    /** Hash that the caller saw; another one is refused. */
    boundHash: z.string().max(64).optional(),
  }),
  response: promotionView,
})

export const decidePromotion = endpoint({
  id: 'promotions.decide',
  method: 'POST',
  path: '/promotions/{promotion}/decisions',
  tag: 'Promotions',
  summary: 'Approve or reject a promotion of another person',
  audience: 'management',
  permission: 'promotion.approve',
  params: promotionPath,
  body: z.strictObject({
    decision: z.enum(['approved', 'rejected']),
    /** Hash that the person saw: the word holds for this only. */
    boundHash: z.string().min(1).max(64),
    reason: reason.optional(),
  }),
  response: promotionView,
  status: 201,
})

export const overrideCheck = endpoint({
  id: 'promotions.override',
  method: 'POST',
  path: '/promotions/{promotion}/checks/{check}/override',
  tag: 'Promotions',
  summary: 'Let a promotion pass a failed check',
  audience: 'management',
  permission: 'promotion.override',
  params: z.strictObject({ ...promotionPath.shape, check: z.string().min(1).max(120) }),
  body: z.strictObject({ reason, expiresAt: askedInstant }),
  response: promotionView,
  status: 201,
})

export const rerunCheck = endpoint({
  id: 'promotions.rerun-check',
  method: 'POST',
  path: '/promotions/{promotion}/checks/{check}/runs',
  tag: 'Promotions',
  summary: 'Run a check again',
  audience: 'management',
  permission: 'api.promote',
  params: z.strictObject({ ...promotionPath.shape, check: z.string().min(1).max(120) }),
  response: promotionView,
  status: 201,
})

export const cancelPromotion = endpoint({
  id: 'promotions.cancel',
  method: 'POST',
  path: '/promotions/{promotion}/cancel',
  tag: 'Promotions',
  summary: 'Cancel a promotion that does not run yet',
  audience: 'management',
  permission: 'api.promote',
  params: promotionPath,
  body: z.strictObject({ reason: reason.optional() }),
  response: promotionView,
})

export const stopPromotion = endpoint({
  id: 'promotions.rollback',
  method: 'POST',
  path: '/promotions/{promotion}/rollback',
  tag: 'Promotions',
  summary: 'Take back what a promotion put on its stage',
  description: 'Of a canary: its weight becomes 0. Of what has taken all traffic: a rollback to what ran before.',
  audience: 'management',
  permission: 'api.deploy',
  params: promotionPath,
  body: z.strictObject({ reason: reason.optional() }),
  response: promotionView,
})

export const commentPromotion = endpoint({
  id: 'promotions.comment',
  method: 'POST',
  path: '/promotions/{promotion}/comments',
  tag: 'Promotions',
  summary: 'Comment on a promotion',
  audience: 'management',
  permission: 'api.read',
  params: promotionPath,
  body: z.strictObject({ text: z.string().trim().min(1).max(4_000) }),
  response: promotionView,
  status: 201,
})

const named = z.array(z.string().min(1).max(120)).min(1).max(200)
const notice = z.strictObject({
  /** Applications that a change touches. */
  applications: named,
  /** Words of the sender, in the mail. */
  message: z.string().trim().max(1_000).optional(),
})

export const notifyOwners = endpoint({
  id: 'promotions.notify',
  method: 'POST',
  path: '/promotions/{promotion}/notices',
  tag: 'Promotions',
  summary: 'Tell the owners of applications that a change touches',
  description:
    'Each owner is told what changes for the own applications, once per promotion and application, whoever asks and however often.',
  audience: 'management',
  permission: 'api.promote',
  params: promotionPath,
  body: notice,
  response: sent,
})

export const previewNotice = endpoint({
  id: 'promotions.preview-notice',
  method: 'POST',
  path: '/promotions/{promotion}/notices/preview',
  tag: 'Promotions',
  summary: 'The mail to owners as it would be, and who would get it',
  audience: 'management',
  permission: 'api.promote',
  params: promotionPath,
  body: z.strictObject({ ...notice.shape, until: askedInstant.optional() }),
  response: z.strictObject({
    subject: z.string(),
    text: z.string(),
    /** How many would get one. */
    persons: z.number().int(),
    recipients: z.array(
      z.strictObject({
        application: z.strictObject({ id: z.string(), name: z.string() }),
        /** Names; empty where the reader may not see persons. */
        persons: z.array(z.string()),
        reachable: z.number().int(),
        toldAt: instant.nullable(),
      }),
    ),
  }),
})

export const extendCallers = endpoint({
  id: 'promotions.extend',
  method: 'POST',
  path: '/promotions/{promotion}/extensions',
  tag: 'Promotions',
  summary: 'Give applications that a change touches time until a date',
  description:
    'They may call as now until then: the promotion waits for that time, and their owners are told it. Checks of breaking changes and of consumer impact that failed are overridden with the same reason, until two weeks past the date.',
  audience: 'management',
  permission: 'api.promote',
  params: promotionPath,
  body: z.strictObject({ applications: named, until: askedInstant, reason }),
  response: promotionView,
  status: 201,
})

export const listTasks = endpoint({
  id: 'tasks.list',
  method: 'GET',
  path: '/tasks',
  tag: 'Tasks',
  summary: 'What waits for the reader',
  audience: 'management',
  response: z.strictObject({ items: z.array(taskItem).max(200), total: z.number().int() }),
})
