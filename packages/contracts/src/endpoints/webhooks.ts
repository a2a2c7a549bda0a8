import { z } from 'zod'
import { auditStreamFilter } from '../audit-filter.ts'
import { endpoint, etag, instant, pageOf, pageQuery } from '../endpoint.ts'

/** Events that webhooks are told of; each name is the `type` of its messages. */
export const webhookEvents = [
  'promotion.approval-asked',
  'promotion.blocked',
  'promotion.ready',
  'promotion.stale',
  'promotion.done',
  'promotion.rolled-back',
  'promotion.cancelled',
  'version.deprecated',
  'version.retired',
  'audit.entry',
] as const
export const webhookEvent = z.enum(webhookEvents)
export type WebhookEvent = z.infer<typeof webhookEvent>

const webhookPath = z.strictObject({ webhook: z.string().min(1).max(120) })

export const webhookView = z.strictObject({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  events: z.array(webhookEvent),
  /** Which entries of the audit log it is told, where `audit.entry` is one of its events. */
  auditFilter: auditStreamFilter,
  /** Entries of the log that are not queued for it yet; null: it is told of none. */
  auditBacklog: z.number().int().nullable(),
  enabled: z.boolean(),
  createdAt: instant,
  /** Until then messages carry a signature of the former secret, too; null: no rotation is under way. */
  formerSecretUntil: instant.nullable(),
  lastDelivery: z.strictObject({ at: instant, state: z.enum(['waiting', 'delivered', 'failed']) }).nullable(),
  /** Stages whose gate asks it, by name. */
  checks: z.array(z.strictObject({ stage: z.string(), check: z.string() })),
  etag,
})
export type WebhookView = z.infer<typeof webhookView>

/** The secret is shown once: with the webhook's making, and with a rotation. */
const withSecret = z.strictObject({ webhook: webhookView, secret: z.string() })

/** What people say of a webhook. */
export const webhookFields = z.strictObject({
  name: z.string().trim().min(1).max(60),
  url: z.url({ protocol: /^https?$/ }).max(2_000),
  /** `audit.entry` also needs the permission `audit.manage`: the log leaves the house by it. */
  events: z.array(webhookEvent).max(webhookEvents.length),
  auditFilter: auditStreamFilter,
  enabled: z.boolean(),
})

export const listWebhooks = endpoint({
  id: 'webhooks.list',
  method: 'GET',
  path: '/webhooks',
  tag: 'Webhooks',
  summary: 'List webhooks',
  audience: 'management',
  permission: 'webhook.manage',
  query: pageQuery,
  response: pageOf(webhookView),
})

export const createWebhook = endpoint({
  id: 'webhooks.create',
  method: 'POST',
  path: '/webhooks',
  tag: 'Webhooks',
  summary: 'Create a webhook',
  description: 'Messages are signed as Standard Webhooks says. The secret is answered once and never again.',
  audience: 'management',
  permission: 'webhook.manage',
  body: z.strictObject({
    name: webhookFields.shape.name,
    url: webhookFields.shape.url,
    events: webhookFields.shape.events.default([]),
    auditFilter: webhookFields.shape.auditFilter.prefault({}),
  }),
  response: withSecret,
  status: 201,
})

export const updateWebhook = endpoint({
  id: 'webhooks.update',
  method: 'PATCH',
  path: '/webhooks/{webhook}',
  tag: 'Webhooks',
  summary: 'Change a webhook',
  audience: 'management',
  permission: 'webhook.manage',
  params: webhookPath,
  body: webhookFields.partial(),
  response: webhookView,
  etag: 'required',
})

export const rotateWebhookSecret = endpoint({
  id: 'webhooks.rotate',
  method: 'POST',
  path: '/webhooks/{webhook}/secret',
  tag: 'Webhooks',
  summary: 'Give a webhook a new secret',
  description: 'For a day both secrets sign, so that the receiver can change over.',
  audience: 'management',
  permission: 'webhook.manage',
  params: webhookPath,
  response: withSecret,
  status: 201,
})

export const deleteWebhook = endpoint({
  id: 'webhooks.delete',
  method: 'DELETE',
  path: '/webhooks/{webhook}',
  tag: 'Webhooks',
  summary: 'Delete a webhook that no gate asks',
  audience: 'management',
  permission: 'webhook.manage',
  params: webhookPath,
  response: z.strictObject({ deleted: z.literal(true) }),
})

export const webhookDelivery = z.strictObject({
  id: z.string(),
  event: z.string(),
  state: z.enum(['waiting', 'delivered', 'failed']),
  attempts: z.number().int(),
  /** Status of the last answer; null: none came. */
  lastStatus: z.number().int().nullable(),
  lastError: z.string().nullable(),
  createdAt: instant,
  deliveredAt: instant.nullable(),
  /** What was sent, as JSON text; empty for entries of the audit log where the reader may not see that. */
  body: z.string(),
})
export type WebhookDelivery = z.infer<typeof webhookDelivery>

export const listWebhookDeliveries = endpoint({
  id: 'webhooks.deliveries',
  method: 'GET',
  path: '/webhooks/{webhook}/deliveries',
  tag: 'Webhooks',
  summary: 'What was sent to a webhook, newest first',
  audience: 'management',
  permission: 'webhook.manage',
  params: webhookPath,
  query: pageQuery,
  response: pageOf(webhookDelivery),
})

export const redeliver = endpoint({
  id: 'webhooks.redeliver',
  method: 'POST',
  path: '/webhooks/{webhook}/deliveries/{delivery}/retry',
  tag: 'Webhooks',
  summary: 'Send a message again, under the same id',
  audience: 'management',
  permission: 'webhook.manage',
  params: z.strictObject({ ...webhookPath.shape, delivery: z.string().min(1).max(120) }),
  response: webhookDelivery,
})

export const testWebhook = endpoint({
  id: 'webhooks.test',
  method: 'POST',
  path: '/webhooks/{webhook}/test',
  tag: 'Webhooks',
  summary: 'Send a test message now',
  audience: 'management',
  permission: 'webhook.manage',
  params: webhookPath,
  response: webhookDelivery,
  status: 201,
})
