import { z } from 'zod'
import { idOf } from './ids.ts'

/**
 * Whose access tokens an API takes on a stage, and what they mean there (S4). Rules of one issuer are tried in their order; the first
 * whose audience and claims hold decides.
 */

/** A claim by name, or by JSON Pointer where it lies deeper (`/realm_access/roles`). */
export const claimName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]+$/u)

const value = z.string().min(1).max(500)

/** What must be true of one claim. Lists and texts of words with spaces between are sets: one of them is enough. */
export const claimRule = z.discriminatedUnion('test', [
  z.strictObject({ claim: claimName, test: z.literal('present') }),
  z.strictObject({ claim: claimName, test: z.literal('equals'), value: z.union([value, z.number(), z.boolean()]) }),
  z.strictObject({ claim: claimName, test: z.literal('oneOf'), values: z.array(value).min(1).max(100) }),
  z.strictObject({ claim: claimName, test: z.literal('contains'), value }),
  /** `*` stands for any characters, none included. */
  z.strictObject({ claim: claimName, test: z.literal('matches'), pattern: value }),
])
export type ClaimRule = z.infer<typeof claimRule>

export const tokenScopes = z.strictObject({
  /** Where scopes stand; absent: `scope`, else `scp`. */
  claim: claimName.optional(),
  /** Whether what stands there are scopes as they are. */
  pass: z.boolean().default(true),
  /** What a value of a claim gives besides. */
  map: z
    .array(z.strictObject({ claim: claimName, value, scopes: z.array(z.string().min(1).max(100)).min(1).max(50) }))
    .max(100)
    .default([]),
})

export const tokenClient = z.discriminatedUnion('by', [
  /** A claim names the provider's client, which an application has as its credential. Absent: `client_id`, else `azp`. */
  z.strictObject({ by: z.literal('claim'), claim: claimName.optional() }),
  /** Whatever the client: all calls are this application's. */
  z.strictObject({ by: z.literal('application'), applicationId: idOf('application') }),
])
export type TokenClient = z.infer<typeof tokenClient>

/** A value of a claim chooses the plan: of the application's subscriptions, the one under that plan counts. */
export const tokenPlans = z.strictObject({
  claim: claimName,
  plans: z
    .array(z.strictObject({ value, planId: idOf('plan') }))
    .min(1)
    .max(100),
})

/** Column `api_token_rule.rule`, and what gateways get. */
export const apiTokenRule = z.strictObject({
  /** False: no token of this issuer is good here, the built-in one’s included. */
  accept: z.boolean().default(true),
  /** One of them must be in `aud`. Empty: the address of the stage’s gateways or of the API there, as the built-in server writes it. */
  audiences: z.array(value).max(20).default([]),
  claims: z.array(claimRule).max(20).default([]),
  scopes: tokenScopes.prefault({}),
  /** Absent only for the built-in server, whose tokens name their client. */
  client: tokenClient.optional(),
  plans: tokenPlans.optional(),
  /** The token goes on to the backend; otherwise it ends at the gateway, which tells the backend who calls. */
  forward: z.boolean().default(false),
})
export type ApiTokenRule = z.output<typeof apiTokenRule>

/** Longest time since its issue for which a gateway takes a token: revocations are kept as long (issuer-policy.ts). */
export const mostTokenAgeSeconds = 86_400
