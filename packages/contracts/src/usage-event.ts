import { z } from 'zod'
import { httpMethod } from './api-description.ts'
import { idOf } from './ids.ts'

/**
 * One finished request (or, for streams, one interim record each 60 s), as the gateway logs it. Stage and gateway are those of the
 * log that holds it. Encoded compactly by `@gatehouse/analytics/events`; this is the decoded shape.
 */

/** The pipeline in order; the names of trace steps and of a refusal's phase. */
export const phases = [
  'parse',
  'ip',
  'flood',
  'identify',
  'revision',
  'route',
  'cors',
  'authenticate',
  'authorize',
  'rate-limit',
  'validate',
  'quota',
  'transform',
  'cache',
  'upstream',
  'response',
  'send',
] as const
export const phase = z.enum(phases)
export type Phase = z.infer<typeof phase>

export const traceStep = z.strictObject({
  phase,
  outcome: z.enum(['passed', 'refused', 'changed', 'skipped', 'failed']),
  /** Microseconds. */
  us: z.number().int().nonnegative(),
  /** Key facts for the timeline: `remaining`, `limit`, `plan`, `revision`; short scalars, never a credential or a backend's host. */
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
})
export type TraceStep = z.infer<typeof traceStep>

export const validationFinding = z.strictObject({
  in: z.enum(['path', 'query', 'header', 'cookie', 'body']),
  /** JSON Pointer inside the body, or `/name` of the parameter. */
  pointer: z.string(),
  rule: z.string(),
  expected: z.string(),
  /** Masked: type and length, enum values in clear. */
  got: z.string().optional(),
  /** Absent: the request's. */
  of: z.literal('response').optional(),
})
export type ValidationFinding = z.infer<typeof validationFinding>

export const limitState = z.strictObject({
  limit: z.number(),
  remaining: z.number(),
  /** Milliseconds since 1970. */
  resetAt: z.number(),
})

export const billableReasons = [
  'billable',
  'refused',
  'client-error',
  'backend-error',
  'not-live',
  'anonymous',
  'unpriced',
  'unmatched',
  /** The mock answered, so no backend did any work. */
  'mock',
] as const
export const billableReason = z.enum(billableReasons)

/** 2,048 positions. */
export const maxFeatureBytes = 256
export const maxShapeBytes = 4_096

export const usageEvent = z.strictObject({
  requestId: idOf('request'),
  /** When the request's head was complete, ms since 1970. */
  at: z.number().int(),
  interim: z.boolean(),
  apiId: idOf('api').optional(),
  versionId: idOf('version').optional(),
  operationId: idOf('operation').optional(),
  deploymentId: idOf('deployment').optional(),
  credentialId: idOf('credential').optional(),
  applicationId: idOf('application').optional(),
  teamId: idOf('team').optional(),
  subscriptionId: idOf('subscription').optional(),
  planVersionId: idOf('planVersion').optional(),
  /** Of a key that was not recognised: its first 12 characters, and the SHA-256 of all of it (hex); never the key. */
  unknownKey: z.strictObject({ prefix: z.string(), sha256: z.string() }).optional(),
  actor: z.enum(['client', 'tryit', 'monitor']),
  method: z.union([httpMethod, z.literal('OTHER')]),
  host: z.string().max(255),
  /** Raw path without its query, cut at 512. */
  path: z.string().max(512),
  status: z.number().int(),
  statusSource: z.enum(['gateway', 'backend', 'client']),
  /** Problem code where the gateway answered. */
  code: z.string().optional(),
  bytesIn: z.number().int().nonnegative(),
  bytesOut: z.number().int().nonnegative(),
  /** Microseconds; absent ones did not happen. `gateway` is total minus waiting for backend and client. */
  us: z.strictObject({
    total: z.number().int(),
    gateway: z.number().int(),
    connect: z.number().int().optional(),
    firstByte: z.number().int().optional(),
    body: z.number().int().optional(),
  }),
  billable: z.boolean(),
  billableReason,
  units: z.number().nonnegative(),
  userAgent: z.string().max(160).optional(),
  clientAddress: z.string().optional(),
  trace: z.array(traceStep).max(32),
  errors: z.array(validationFinding).max(20),
  rate: limitState.optional(),
  quota: limitState.optional(),
  /**
   * What the call used of its operation: bit `n & 7` of byte `n >> 3` is position n of the operation's dictionary. Only on calls that the
   * contract was asked about; without trailing zeros.
   */
  features: z
    .instanceof(Uint8Array)
    .refine(({ length }) => length <= maxFeatureBytes)
    .optional(),
  /** The access rule that decided, `owner:rule` (access-rules.ts): the one that refused where `code` says so, else the last that allowed. */
  rule: z.string().max(130).optional(),
  /** Redacted shape of a sampled call, JSON (call-shape.ts). */
  shape: z.string().max(maxShapeBytes).optional(),
})
export type UsageEvent = z.infer<typeof usageEvent>

/**
 * `POST /usage/v1/batches` carries `application/octet-stream`: the log's raw bytes [from, to), whole records only, each
 * `u32le length · u32le CRC32C(payload) · payload`. Header `gatehouse-log`: `logId from to`; `gatehouse-served`: JSON of servedCounts.
 */
export const servedCounts = z.array(
  z.strictObject({
    /** Seconds since 1970, in four digits of years. */
    second: z.number().int().min(0).max(253_402_300_799),
    n: z.number().int().min(0).max(2_147_483_647),
  }),
)
export const batchAnswer = z.strictObject({
  logId: z.uuid(),
  head: z.number().int().nonnegative(),
  rejected: z.number().int().nonnegative(),
})
