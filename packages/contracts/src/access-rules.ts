import { z } from 'zod'
import { addressRange } from './address-range.ts'
import { httpMethod } from './api-description.ts'
import { claimRule } from './api-token-rules.ts'
import { idOf } from './ids.ts'

/**
 * Who may call an operation, as data (S8). Each rule prints as one sentence and reads back from it without loss
 * (`@gatehouse/policies`, policy `access-rules`).
 */

const word = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]+$/u)
const words = z.array(word).min(1).max(50)
const anyOf = <K extends Parameters<typeof idOf>[0]>(kind: K) => z.array(idOf(kind)).min(1).max(50)

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export const weekday = z.enum(weekdays)
export type Weekday = z.infer<typeof weekday>

const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: 'must be a time of day like 08:30' })

function isZone(name: string): boolean {
  // Offsets (`+01:00`) know no summer time: a clock on a wall has a name.
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** How a caller shows who it is; `none`: it does not, on an operation that is open to everybody. */
export const credentialKind = z.enum(['key', 'token', 'none'])
export type CredentialKind = z.infer<typeof credentialKind>

/** One thing that is true of a call, or not. Members of a list: one of them is enough, but of scopes all are needed. */
export const accessCondition = z.discriminatedUnion('of', [
  /** All of them; a key without a choice of scopes carries every scope. */
  z.strictObject({ of: z.literal('scopes'), all: words }),
  /** False for callers without a token. */
  z.strictObject({ of: z.literal('claim'), rule: claimRule }),
  /** Claim `roles` or `role` of a token. */
  z.strictObject({ of: z.literal('role'), anyOf: words }),
  z.strictObject({ of: z.literal('plan'), anyOf: anyOf('plan') }),
  z.strictObject({ of: z.literal('product'), anyOf: anyOf('product') }),
  z.strictObject({ of: z.literal('application'), anyOf: anyOf('application') }),
  z.strictObject({ of: z.literal('team'), anyOf: anyOf('team') }),
  z.strictObject({ of: z.literal('address'), anyOf: z.array(addressRange).min(1).max(100) }),
  /** From `from` up to `to` by the zone's clock; past midnight where `to` is not after `from`, and then the day is that of its begin. */
  z.strictObject({
    of: z.literal('time'),
    days: z.array(weekday).min(1).max(7).optional(),
    from: timeOfDay,
    to: timeOfDay,
    /** IANA name, `Europe/Berlin`. */
    zone: z.string().min(1).max(60).refine(isZone, { error: 'must be a time zone like Europe/Berlin' }),
  }),
  z.strictObject({ of: z.literal('credential'), anyOf: z.array(credentialKind).min(1).max(3) }),
  z.strictObject({ of: z.literal('method'), anyOf: z.array(httpMethod).min(1).max(10) }),
  /** A token that speaks for a person, not for a program alone. */
  z.strictObject({ of: z.literal('end-user') }),
])
export type AccessCondition = z.infer<typeof accessCondition>

export const accessEffect = z.enum(['allow', 'deny'])
export type AccessEffect = z.infer<typeof accessEffect>

/** Applies where all of `when` hold and none of `unless` does. */
export const accessRule = z.strictObject({
  /** How it is called in traces, reports and the audit; absent: its place in the list, from 1. */
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,59}$/, { error: 'must be lower-case letters, digits and “-”' })
    .optional()
    .meta({ description: 'How traces, reports and the audit call it; absent: its place in the list, from 1.' }),
  effect: accessEffect.meta({ description: '`allow` or `deny`.' }),
  when: z
    .array(accessCondition)
    .max(20)
    .default([])
    .meta({ description: 'All of them must hold: see access-rules.md for each.' }),
  unless: z.array(accessCondition).max(20).default([]).meta({ description: 'None of them may hold.' }),
  /** What a refused caller reads; public. */
  say: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^\p{Cc}]+$/u)
    .optional()
    .meta({ description: 'What a refused caller reads; public.' }),
})
export type AccessRule = z.output<typeof accessRule>

/** A caller as an example or the simulator makes one up. */
export const exampleCaller = z.strictObject({
  credential: credentialKind.default('key'),
  scopes: z.array(word).max(100).default([]),
  claims: z.record(z.string().max(200), z.json()).default({}),
  endUser: z.boolean().default(false),
  planId: idOf('plan').optional(),
  productId: idOf('product').optional(),
  applicationId: idOf('application').optional(),
  teamId: idOf('team').optional(),
})
export type ExampleCaller = z.output<typeof exampleCaller>

/** A call with what must become of it; tried at each compile (S12). */
export const accessExample = z.strictObject({
  title: z.string().trim().min(1).max(120),
  caller: exampleCaller.prefault({}),
  method: httpMethod.default('GET'),
  address: z.string().max(64).default('192.0.2.1'),
  /** Absent: Monday 2026-01-05 12:00 UTC. */
  at: z.iso.datetime().optional(),
  expect: accessEffect,
})
export type AccessExample = z.output<typeof accessExample>

/** Name of a rule that has none: its place, from 1. */
export function nameOfRule(rule: { name?: string | undefined }, place: number): string {
  return rule.name ?? String(place + 1)
}

/** Options of the policy `access-rules`: the first rule that applies decides. */
export const accessRulesOptions = z.strictObject({
  rules: z
    .array(accessRule)
    .min(1)
    .max(50)
    .refine((rules) => new Set(rules.map(nameOfRule)).size === rules.length, { error: 'must have names of their own' })
    .refine((rules) => rules.every(({ name }) => name === undefined || /[a-z]/.test(name)), {
      error: 'must not be called by a number: that is the place of a rule',
    })
    .refine((rules) => rules.every(({ name }) => name !== 'otherwise'), {
      error: 'must not be called “otherwise”: that is what holds where no rule applies',
    }),
  otherwise: accessEffect.default('deny').meta({ description: 'What holds where no rule applies.' }),
  examples: z
    .array(accessExample)
    .max(50)
    .default([])
    .meta({ description: 'Calls with what must become of them; tried at each compile.' }),
})
export type AccessRulesOptions = z.output<typeof accessRulesOptions>

/** Which rule decided a call: the last one that allowed, or the one that refused. */
export const ruling = z.strictObject({
  /** Guardrail, or the operation or version whose policy it is. */
  owner: z.string().max(64),
  /** Name or place of the rule; `otherwise`: none applied. */
  rule: z.string().max(60),
  effect: accessEffect,
})
export type Ruling = z.infer<typeof ruling>
