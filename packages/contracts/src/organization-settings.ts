import { z } from 'zod'
import { accessReviewRule, exposureRule } from './guardrails.ts'
import { retentionPeriods } from './retention.ts'

/** What becomes of credentials of team applications that a person has seen who may not use them any more. */
export const seenCredentialRule = z.discriminatedUnion('rule', [
  z.strictObject({ rule: z.literal('keep') }),
  z.strictObject({ rule: z.literal('rotate'), days: z.number().int().min(1).max(90) }),
  z.strictObject({ rule: z.literal('stop') }),
])
export type SeenCredentialRule = z.infer<typeof seenCredentialRule>

/** Settings of the organization that have no table of their own (`organization.settings`). Absent ones have their default. */
export const organizationSettings = z.object({
  signIn: z
    .strictObject({
      /** Whether persons may sign in with a password of ours; break-glass accounts always may. */
      local: z.boolean().default(true),
      /** Members who sign in with a password must have a second factor. */
      membersNeedFactor: z.boolean().default(false),
      /** Persons whose local sign-in stays when `local` is off; each of their sign-ins alerts. */
      breakGlass: z.array(z.string()).max(10).default([]),
      /** How long an identity provider may be away before persons who came by it are signed out; null: sessions live on to their end. */
      providerAwayMinutes: z.number().int().min(5).max(10_080).nullable().default(null),
    })
    .prefault({}),
  seenCredentials: seenCredentialRule.default({ rule: 'rotate', days: 7 }),
  accessReview: accessReviewRule.prefault({}),
  exposure: exposureRule.prefault({}),
  policyReview: z
    .strictObject({
      /** After so many days a reviewed policy is due again; null: never. */
      dueAfterDays: z.number().int().min(1).max(3_650).nullable().default(365),
    })
    .prefault({}),
  retention: retentionPeriods.prefault({}),
})
export type OrganizationSettings = z.infer<typeof organizationSettings>
