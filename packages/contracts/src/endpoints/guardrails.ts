import { z } from 'zod'
import { endpoint, etag, instant, pageOf, pageQuery } from '../endpoint.ts'
import { guardrailPolicy, guardrailScope } from '../guardrails.ts'
import { idOf } from '../ids.ts'
import { jsonObject } from '../json.ts'
import { accessChangeItem } from './access-changes.ts'
import { receiptsView } from './deployment-views.ts'
import { versionPath } from './version-path.ts'

const tag = 'Guardrails'

const name = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[^\p{Cc}]+$/u)
const reason = z.string().trim().min(1).max(500)

/** A guardrail as somebody writes it. */
export const guardrailInput = z.strictObject({
  /** Unique; configuration files name it by this. */
  name,
  policy: guardrailPolicy,
  options: jsonObject,
  scope: guardrailScope.default({}),
  enabled: z.boolean().default(true),
  /** Why it exists: everybody whom it refuses or whose API it holds for reads it in the console. */
  reason,
})
export type GuardrailInput = z.output<typeof guardrailInput>

/** Where a guardrail holds now, counted over what runs. */
export const guardrailReach = z.strictObject({
  stages: z.array(z.strictObject({ id: z.string(), slug: z.string(), name: z.string() })),
  apis: z.number().int(),
  operations: z.number().int(),
})
export type GuardrailReach = z.infer<typeof guardrailReach>

const reviewer = z.strictObject({ name: z.string(), at: instant })

export const guardrailItem = z.strictObject({
  id: idOf('guardrail'),
  name: z.string(),
  policy: guardrailPolicy,
  scope: guardrailScope,
  enabled: z.boolean(),
  reason: z.string(),
  /** What it does, a sentence each. */
  sentences: z.array(z.string()),
  /** `on Production, for partner APIs` */
  where: z.string(),
  /** Counts its edits: a ruling names it. */
  etag,
  updatedAt: instant,
  /** Who asked for the last change and who agreed; null: nobody had to. */
  changedBy: z.string().nullable(),
  reviewed: reviewer.nullable(),
  /** The change that waits for a reviewer, if any. */
  waiting: z.strictObject({ id: z.string(), title: z.string() }).nullable(),
  /** Calls that it decided in 30 days; null: it has no rules that are counted. */
  hits: z.strictObject({ refused: z.number().int(), allowed: z.number().int() }).nullable(),
})
export type GuardrailItem = z.infer<typeof guardrailItem>

export const guardrailView = z.strictObject({
  ...guardrailItem.shape,
  options: jsonObject,
  reach: guardrailReach,
  /** Of access rules: how often each decided in 30 days, by name or place. */
  rules: z.array(
    z.strictObject({ rule: z.string(), refused: z.number().int(), allowed: z.number().int(), lastAt: instant }),
  ),
  /** Newest first, at most 50. */
  history: z.array(accessChangeItem),
  /** Of the last change that gateways had to know, by stage. */
  receipts: z.array(
    z.strictObject({ stage: z.strictObject({ id: z.string(), name: z.string() }), receipts: receiptsView }),
  ),
  /** What the actor may do: at once, by asking a reviewer, or not (and why). */
  acts: z.strictObject({ change: z.enum(['at-once', 'propose', 'no']), why: z.string().nullable() }),
})
export type GuardrailView = z.infer<typeof guardrailView>

const path = z.strictObject({ guardrail: idOf('guardrail') })

export const listGuardrails = endpoint({
  id: 'guardrails.list',
  method: 'GET',
  path: '/guardrails',
  tag,
  summary: 'Guardrails, in the order in which they are asked',
  audience: 'management',
  permission: 'guardrail.read',
  query: pageQuery,
  response: pageOf(guardrailItem),
})

export const getGuardrail = endpoint({
  id: 'guardrails.get',
  method: 'GET',
  path: '/guardrails/{guardrail}',
  tag,
  summary: 'A guardrail: what it does, where it holds, who agreed, which gateways have it',
  audience: 'management',
  permission: 'guardrail.read',
  params: path,
  response: guardrailView,
  etag: 'sent',
})

const atOnce =
  'Where the organization’s list asks for a reviewer (by default it does) this answers `access_review_needed`: ask by `POST /access-changes`. It holds at every gateway within two seconds, without a deploy.'

export const createGuardrail = endpoint({
  id: 'guardrails.create',
  method: 'POST',
  path: '/guardrails',
  tag,
  summary: 'Make a guardrail',
  description: atOnce,
  audience: 'management',
  permission: 'guardrail.manage',
  body: guardrailInput,
  response: guardrailView,
  status: 201,
  etag: 'sent',
})

export const updateGuardrail = endpoint({
  id: 'guardrails.update',
  method: 'PATCH',
  path: '/guardrails/{guardrail}',
  tag,
  summary: 'Change a guardrail',
  description: atOnce,
  audience: 'management',
  permission: 'guardrail.manage',
  params: path,
  body: z
    .strictObject({ name, options: jsonObject, scope: guardrailScope, reason })
    .partial()
    .refine((body) => Object.keys(body).length > 0, { error: 'must change something' }),
  response: guardrailView,
  etag: 'required',
})

export const switchGuardrail = endpoint({
  id: 'guardrails.switch',
  method: 'PUT',
  path: '/guardrails/{guardrail}/state',
  tag,
  summary: 'Switch a guardrail on or off',
  description: atOnce,
  audience: 'management',
  permission: 'guardrail.manage',
  params: path,
  body: z.strictObject({ enabled: z.boolean() }),
  response: guardrailView,
})

export const removeGuardrail = endpoint({
  id: 'guardrails.remove',
  method: 'DELETE',
  path: '/guardrails/{guardrail}',
  tag,
  summary: 'Remove a guardrail',
  description: atOnce,
  audience: 'management',
  permission: 'guardrail.manage',
  params: path,
  response: z.strictObject({ removed: z.literal(true) }),
})

export const orderGuardrails = endpoint({
  id: 'guardrails.order',
  method: 'PUT',
  path: '/guardrails',
  tag,
  summary: 'Put the guardrails in another order',
  description: `The first one that refuses is the one that a caller reads. ${atOnce}`,
  audience: 'management',
  permission: 'guardrail.manage',
  body: z.strictObject({ guardrails: z.array(idOf('guardrail')).min(1).max(200) }),
  response: z.strictObject({ guardrails: z.array(idOf('guardrail')) }),
})

/** A guardrail as the pages of an API show it: read-only. */
export const inheritedGuardrail = z.strictObject({
  id: idOf('guardrail'),
  name: z.string(),
  policy: guardrailPolicy,
  sentences: z.array(z.string()),
  where: z.string(),
  reason: z.string(),
  stages: z.array(z.strictObject({ id: z.string(), slug: z.string(), name: z.string() })),
  /** Of the version, by id; null: all of them. */
  operations: z.array(z.string()).nullable(),
})
export type InheritedGuardrail = z.infer<typeof inheritedGuardrail>

export const listInheritedGuardrails = endpoint({
  id: 'guardrails.inherited',
  method: 'GET',
  path: '/apis/{api}/versions/{version}/guardrails',
  tag,
  summary: 'Guardrails that hold for a version, and why',
  description: 'Of Security; they hold above the version’s own policies, which can tighten and never weaken them.',
  audience: 'management',
  permission: 'api.read',
  params: versionPath,
  response: z.strictObject({ items: z.array(inheritedGuardrail) }),
})
