import { z } from 'zod'
import { endpoint, etag, instant } from '../endpoint.ts'
import { stalenessRule } from '../snapshot.ts'
import { approvalRule, canaryRule, freezeWindows, gate, recordingRule } from '../stage-rules.ts'
import { slug, stageName } from './version-path.ts'

export const exposure = z.enum(['hidden', 'sandbox', 'live'])
export const stageAccepts = z.enum(['deploy', 'promotion'])

/** What each page needs to show a stage: its name, its mark, its order. */
export const stageRef = z.strictObject({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  position: z.number().int(),
  exposure,
  /** Shown to developers; null while the stage is closed to them. */
  publicName: z.string().nullable(),
  accepts: stageAccepts,
  /** Public address of its gateways, without a trailing slash. */
  gatewayUrl: z.string(),
})
export type StageRef = z.infer<typeof stageRef>

/** The freeze that holds now: nothing new goes onto the stage until it ends. A rollback stays possible. */
export const frozen = z.strictObject({ window: z.string(), reason: z.string(), until: instant })
export type Frozen = z.infer<typeof frozen>

export const stageView = z.strictObject({
  ...stageRef.shape,
  gateways: z.strictObject({ total: z.number().int(), connected: z.number().int() }),
  /** Versions that run on it. */
  deployments: z.number().int(),
  /** Usable credentials for it. */
  credentials: z.number().int(),
  snapshot: z
    .strictObject({ hash: z.string(), builtAt: instant, confirmed: z.number().int(), total: z.number().int() })
    .nullable(),
  /** What its gateways do while they hear nothing from the control plane. */
  staleness: stalenessRule,
  freezeWindows,
  /** Checks that a deploy or promotion to it must pass. */
  gate,
  /** Who besides the requester must agree to a promotion. */
  approval: approvalRule,
  /** How a promotion begins here unless it says otherwise; null: with all traffic at once. */
  canary: canaryRule.nullable(),
  /** What its gateways note of calls beyond counting them. */
  recording: recordingRule,
  frozen: frozen.nullable(),
  /** Why it cannot be deleted, in words; null when it can. */
  deleteBlockedBy: z.string().nullable(),
  etag,
})
export type StageView = z.infer<typeof stageView>

const stageParams = z.strictObject({ stage: stageName })
const address = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''))

const stageFields = z.strictObject({
  name: z.string().trim().min(1).max(60),
  exposure,
  /** Must be set on a stage that is open to developers. */
  publicName: z.string().trim().min(1).max(60).nullable(),
  accepts: stageAccepts,
  gatewayUrl: address,
  staleness: stalenessRule,
  freezeWindows,
  gate,
  approval: approvalRule,
  canary: canaryRule.nullable(),
  recording: recordingRule,
})

export const listStages = endpoint({
  id: 'stages.list',
  method: 'GET',
  path: '/stages',
  tag: 'Stages',
  summary: 'List the stages in their order',
  audience: 'management',
  permission: 'stage.read',
  response: z.strictObject({ items: z.array(stageView) }),
})

export const getStage = endpoint({
  id: 'stages.get',
  method: 'GET',
  path: '/stages/{stage}',
  tag: 'Stages',
  summary: 'Get a stage',
  audience: 'management',
  permission: 'stage.read',
  params: stageParams,
  response: stageView,
  etag: 'sent',
})

export const createStage = endpoint({
  id: 'stages.create',
  method: 'POST',
  path: '/stages',
  tag: 'Stages',
  summary: 'Create a stage',
  description: 'It takes its place at `position` (0 is the first); without one it becomes the last.',
  audience: 'management',
  permission: 'stage.manage',
  body: z.strictObject({
    slug,
    name: stageFields.shape.name,
    exposure: exposure.default('hidden'),
    publicName: stageFields.shape.publicName.default(null),
    accepts: stageAccepts.default('promotion'),
    gatewayUrl: address,
    staleness: stalenessRule.default({ mode: 'serve' }),
    freezeWindows: freezeWindows.default([]),
    gate: gate.default([]),
    approval: approvalRule.default({ needed: 0, when: 'always' }),
    canary: canaryRule.nullable().default(null),
    recording: recordingRule.default({ features: true, shapes: 0.01 }),
    position: z.number().int().min(0).max(100).optional(),
  }),
  response: stageView,
  status: 201,
  etag: 'sent',
})

export const updateStage = endpoint({
  id: 'stages.update',
  method: 'PATCH',
  path: '/stages/{stage}',
  tag: 'Stages',
  summary: 'Change a stage',
  description:
    'What its gateways must know (name, exposure, staleness, recording) reaches them at once, without a deploy. Freeze windows, gate, approval and canary hold from the next deploy or promotion on; what is judged at that moment becomes stale.',
  audience: 'management',
  permission: 'stage.manage',
  params: stageParams,
  body: stageFields.partial(),
  response: stageView,
  etag: 'required',
})

export const orderStages = endpoint({
  id: 'stages.order',
  method: 'PUT',
  path: '/stages',
  tag: 'Stages',
  summary: 'Put the stages in another order',
  audience: 'management',
  permission: 'stage.manage',
  body: z.strictObject({ stages: z.array(stageName).min(1).max(100) }),
  response: z.strictObject({ items: z.array(stageView) }),
})

export const deleteStage = endpoint({
  id: 'stages.delete',
  method: 'DELETE',
  path: '/stages/{stage}',
  tag: 'Stages',
  summary: 'Delete a stage on which nothing runs',
  audience: 'management',
  permission: 'stage.manage',
  params: stageParams,
  response: z.strictObject({ deleted: z.literal(true) }),
})
