import { z } from 'zod'
import { apiAudience, undeclaredRules, validationMode } from './snapshot.ts'

/** Guardrails, and what else Security sets for the whole organization (S8, S13, S22). */

/** Where a guardrail holds: at what is named, all of it together; nothing named: everywhere. A tag is one of the contract's operations. */
export const guardrailScope = z.strictObject({
  stage: z.string().max(64).optional(),
  audience: apiAudience.optional(),
  tag: z.string().min(1).max(100).optional(),
})
export type GuardrailScope = z.infer<typeof guardrailScope>

/** Policies that can be a guardrail: each only refuses, or sets what an API cannot set back. */
export const guardrailPolicies = ['access-rules', 'ip-rules', 'rate-limit', 'request-headers', 'requirements'] as const
export const guardrailPolicy = z.enum(guardrailPolicies)
export type GuardrailPolicy = z.infer<typeof guardrailPolicy>

/** Options of the policy `requirements`: the least that holds, whatever an API says. What an API asks beyond it stays. */
export const requirementsOptions = z
  .strictObject({
    /** Only callers who show one of these. */
    credentials: z
      .array(z.enum(['key', 'token']))
      .min(1)
      .max(2)
      .optional(),
    /** Operations that are open to everybody are refused without a credential all the same. */
    noAnonymous: z.literal(true).optional(),
    /** Tokens must be bound to their sender's key (DPoP). */
    boundTokens: z.literal(true).optional(),
    requestValidation: validationMode.exclude(['off']).optional(),
    responseValidation: validationMode.exclude(['off']).optional(),
    undeclared: undeclaredRules.optional(),
    /** Most bytes of a request's body. */
    bodyBytes: z.number().int().positive().optional(),
  })
  .refine((options) => Object.keys(options).length > 0, { error: 'must require something' })
  .refine(
    ({ undeclared, requestValidation }) =>
      requestValidation === 'block' || !Object.values(undeclared ?? {}).includes('refuse'),
    { error: 'acts only with request validation “block”', path: ['undeclared'] },
  )
export type RequirementsOptions = z.infer<typeof requirementsOptions>

/** Kinds of changes that touch who may call what. */
export const accessChangeKinds = [
  'guardrail',
  'authentication',
  'scopes',
  'access-rules',
  'anonymous',
  'address-lists',
  'cors',
  'validation-mode',
  'product-membership',
  'token-rules',
  'identity-provider',
  'group-mapping',
  'plan',
] as const
export const accessChangeKind = z.enum(accessChangeKinds)
export type AccessChangeKind = z.infer<typeof accessChangeKind>

/** Which changes of access need a Security reviewer (permission `access.approve`) besides whoever asks for them. */
export const accessReviewRule = z.strictObject({
  kinds: z.array(accessChangeKind).default(['guardrail']),
  /** On which stages; guardrails and what belongs to no stage need one in any case where their kind is listed. */
  stages: z.enum(['live', 'exposed', 'all']).default('live'),
  /** A guardrail that gives nobody more may be applied at once and be reviewed afterwards. */
  urgent: z.boolean().default(false),
})
export type AccessReviewRule = z.output<typeof accessReviewRule>

/** What an operation can be that Security wants to know. */
export const exposureKinds = ['unauthenticated', 'unlimited', 'unvalidated', 'undeclared', 'uncalled'] as const
export const exposureKind = z.enum(exposureKinds)
export type ExposureKind = z.infer<typeof exposureKind>

/** New exposures of these kinds fail the gate's check `exposure-rules`; what is there already is only reported. */
export const exposureRule = z.strictObject({
  forbid: z.array(z.enum(['unauthenticated', 'unlimited', 'unvalidated'])).default([]),
})
export type ExposureRule = z.output<typeof exposureRule>
