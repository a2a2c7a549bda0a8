import { z } from 'zod'
import { apiDescription, httpMethod } from './api-description.ts'
import { idOf } from './ids.ts'
import { keyLocation, operationLimits, policyUse, undeclaredRules, validationMode } from './snapshot.ts'

/**
 * Content of a revision: contract, backend names and mapping, policies. Immutable once saved; its canonical JSON's SHA-256 is the
 * revision's hash, so two revisions with the same content are one. Addresses and secrets stand on the stage, never here.
 */

export const revisionFormat = 1

/** What the gateway does with one operation of the contract; keyed by `operationKey` (`GET /orders/{orderId}`). */
export const revisionOperation = z.strictObject({
  /** Identity on the version; survives revisions. */
  id: idOf('operation'),
  /** Name of one of `backends`; absent: the first. */
  backend: z.string().optional(),
  /** Absent: the same method and path as in the contract. The path may carry values into the backend's query: `/order?id={orderId}`. */
  upstream: z.strictObject({ method: httpMethod, path: z.string() }).optional(),
  /** Callable without a credential because a person said so. */
  anonymous: z.strictObject({ reason: z.string().min(1) }).optional(),
  /** Absent: `block`. */
  requestValidation: validationMode.optional(),
  /** Absent: what the stage says. */
  responseValidation: validationMode.optional(),
  undeclared: undeclaredRules.optional(),
  /** Run after the revision's own `policies` of the same phase. */
  policies: z.array(policyUse).optional(),
  limits: operationLimits.partial().optional(),
  /** Name and text for AI agents, where they differ from `operationId` and summary. */
  tool: z.strictObject({ name: z.string().optional(), description: z.string().optional() }).optional(),
})
export type RevisionOperation = z.infer<typeof revisionOperation>

export const revisionBackend = z.strictObject({ name: z.string().min(1), description: z.string().optional() })

export const revisionContent = z.strictObject({
  format: z.literal(revisionFormat),
  contract: apiDescription,
  backends: z.array(revisionBackend).min(1),
  operations: z.record(z.string(), revisionOperation),
  /** Absent: header `x-api-key` and the header and query locations of the contract's apiKey schemes. */
  keyLocations: z.array(keyLocation).optional(),
  policies: z.array(policyUse),
})
export type RevisionContent = z.infer<typeof revisionContent>
