import { z } from 'zod'
import { askedInstant, endpoint, instant, pageOf, pageQuery } from '../endpoint.ts'
import { idOf } from '../ids.ts'
import { limitState, traceStep, validationFinding } from '../usage-event.ts'

const named = z.strictObject({ id: z.string(), name: z.string() })

export const requestSummary = z.strictObject({
  id: idOf('request'),
  at: instant,
  method: z.string(),
  path: z.string(),
  operation: z.strictObject({ id: idOf('operation'), method: z.string(), path: z.string() }).nullable(),
  api: z.strictObject({ id: idOf('api'), name: z.string(), slug: z.string(), version: z.string() }).nullable(),
  stage: named,
  application: named.nullable(),
  /** `…4f2a` */
  credential: z.strictObject({ id: idOf('credential'), name: z.string(), last4: z.string() }).nullable(),
  status: z.number().int(),
  statusSource: z.enum(['gateway', 'backend', 'client']),
  code: z.string().nullable(),
  totalUs: z.number().int(),
})

export const requestDetail = requestSummary.extend({
  gateway: named.nullable(),
  actor: z.enum(['client', 'tryit', 'monitor']),
  host: z.string(),
  us: z.strictObject({
    total: z.number(),
    gateway: z.number(),
    connect: z.number().nullable(),
    firstByte: z.number().nullable(),
    body: z.number().nullable(),
  }),
  bytesIn: z.number(),
  bytesOut: z.number(),
  trace: z.array(traceStep),
  errors: z.array(validationFinding),
  rate: limitState.nullable(),
  quota: limitState.nullable(),
  plan: named.nullable(),
  billable: z.boolean(),
  billableReason: z.string(),
  units: z.number(),
  userAgent: z.string().nullable(),
  /** What happened, why, how to fix: from the problem catalogue; null for a success. */
  answer: z
    .strictObject({ code: z.string(), title: z.string(), what: z.string(), why: z.string(), fix: z.array(z.string()) })
    .nullable(),
  alike24h: z.number().int(),
})

/** Each figure states how fresh it is: everything up to `completeTo` is in. */
export const freshness = { completeTo: instant }

export const usageSeries = z.strictObject({
  ...freshness,
  from: instant,
  to: instant,
  step: z.enum(['minute', 'hour', 'day']),
  buckets: z.array(
    z.strictObject({
      at: instant,
      requests: z.number(),
      successful: z.number(),
      clientErrors: z.number(),
      refused: z.number(),
      serverErrors: z.number(),
      p50Us: z.number().nullable(),
      p95Us: z.number().nullable(),
      p99Us: z.number().nullable(),
      incomplete: z.boolean(),
    }),
  ),
  totals: z.strictObject({
    requests: z.number(),
    successful: z.number(),
    clientErrors: z.number(),
    refused: z.number(),
    serverErrors: z.number(),
    p95Us: z.number().nullable(),
  }),
})

export const usageRanking = z.strictObject({
  ...freshness,
  items: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      requests: z.number(),
      errors: z.number(),
      p95Us: z.number().nullable(),
      lastAt: instant.nullable(),
    }),
  ),
})

const period = z.strictObject({
  from: askedInstant.optional(),
  to: askedInstant.optional(),
  stageId: idOf('stage').optional(),
})
const filters = {
  status: z.enum(['2xx', '3xx', '4xx', '5xx']).optional(),
  code: z.string().max(60).optional(),
  operationId: idOf('operation').optional(),
  credentialId: idOf('credential').optional(),
  stageId: idOf('stage').optional(),
  from: askedInstant.optional(),
  to: askedInstant.optional(),
  /** A whole request id, or the beginning of a path. */
  q: z.string().max(200).optional(),
}
const requestParams = z.strictObject({ requestId: idOf('request') })
const by = z.enum(['operation', 'application', 'code', 'credential', 'api'])

// Console.
export const listRequests = endpoint({
  id: 'listRequests',
  method: 'GET',
  path: '/requests',
  tag: 'Requests',
  summary: 'List requests, newest first',
  audience: 'management',
  permission: 'request.read',
  query: pageQuery.extend({
    ...filters,
    apiId: idOf('api').optional(),
    versionId: idOf('version').optional(),
    applicationId: idOf('application').optional(),
  }),
  response: pageOf(requestSummary).extend(freshness),
})
export const getRequest = endpoint({
  id: 'getRequest',
  method: 'GET',
  path: '/requests/{requestId}',
  tag: 'Requests',
  summary: 'Get a request',
  audience: 'management',
  permission: 'request.read',
  params: requestParams,
  response: requestDetail,
})
export const getUsageSeries = endpoint({
  id: 'getUsageSeries',
  method: 'GET',
  path: '/usage/series',
  tag: 'Usage',
  summary: 'Usage over time',
  audience: 'management',
  permission: 'usage.read',
  query: period.extend({
    step: z.enum(['minute', 'hour', 'day']).optional(),
    apiId: idOf('api').optional(),
    versionId: idOf('version').optional(),
    applicationId: idOf('application').optional(),
    operationId: idOf('operation').optional(),
  }),
  response: usageSeries,
})
export const getUsageRanking = endpoint({
  id: 'getUsageRanking',
  method: 'GET',
  path: '/usage/ranking',
  tag: 'Usage',
  summary: 'Usage by operation, application, API or problem code',
  audience: 'management',
  permission: 'usage.read',
  query: period.extend({
    by,
    versionId: idOf('version').optional(),
    apiId: idOf('api').optional(),
    applicationId: idOf('application').optional(),
    limit: z.coerce.number().int().min(1).max(100).default(10),
  }),
  response: usageRanking,
})

// Portal: own requests only.
export const listMyRequests = endpoint({
  id: 'listMyRequests',
  method: 'GET',
  path: '/my/requests',
  tag: 'My usage',
  summary: 'List requests of my applications',
  audience: 'developer',
  query: pageQuery.extend({ ...filters, applicationId: idOf('application').optional() }),
  response: pageOf(requestSummary).extend(freshness),
})
export const getMyRequest = endpoint({
  id: 'getMyRequest',
  method: 'GET',
  path: '/my/requests/{requestId}',
  tag: 'My usage',
  summary: 'Get one of my requests',
  audience: 'developer',
  params: requestParams,
  response: requestDetail,
})
export const getMyUsageSeries = endpoint({
  id: 'getMyUsageSeries',
  method: 'GET',
  path: '/my/usage/series',
  tag: 'My usage',
  summary: 'My usage over time',
  audience: 'developer',
  query: period.extend({
    step: z.enum(['minute', 'hour', 'day']).optional(),
    applicationId: idOf('application').optional(),
    operationId: idOf('operation').optional(),
  }),
  response: usageSeries,
})
export const getMyUsageRanking = endpoint({
  id: 'getMyUsageRanking',
  method: 'GET',
  path: '/my/usage/ranking',
  tag: 'My usage',
  summary: 'My usage by operation, key or problem code',
  audience: 'developer',
  query: period.extend({
    by: z.enum(['operation', 'code', 'credential']),
    applicationId: idOf('application').optional(),
    limit: z.coerce.number().int().min(1).max(100).default(10),
  }),
  response: usageRanking,
})
export const getMyQuotas = endpoint({
  id: 'getMyQuotas',
  method: 'GET',
  path: '/my/usage/quotas',
  tag: 'My usage',
  summary: 'How much of each quota is used',
  audience: 'developer',
  query: z.strictObject({ applicationId: idOf('application').optional() }),
  response: z.strictObject({
    ...freshness,
    items: z.array(
      z.strictObject({
        subscriptionId: idOf('subscription'),
        application: named,
        product: named,
        plan: named,
        stage: named,
        period: z.enum(['day', 'month']),
        used: z.number(),
        limit: z.number(),
        resetAt: instant,
      }),
    ),
  }),
})
