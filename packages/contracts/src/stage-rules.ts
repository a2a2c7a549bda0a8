import { z } from 'zod'

/** Rules of a stage about what may come onto it. They are data: changing them needs no deploy. */

/** Wall-clock time to the minute, `2026-12-18T18:00`; the zone stands beside it. */
const wallClock = z.string().refine((text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) && validDay(text), {
  message: 'must be a day and time like 2026-12-18T18:00',
})

const weekMs = 604_800_000

/** A time in which nothing new goes onto the stage. Wall-clock times of a zone, so that a weekly window keeps its hour over summer time. */
export const freezeWindow = z
  .strictObject({
    name: z.string().trim().min(1).max(60),
    reason: z.string().trim().min(1).max(300),
    /** IANA name, `Europe/Berlin`. */
    zone: z.string().max(60).refine(isZone, { message: 'must be a time zone like Europe/Berlin' }),
    from: wallClock,
    to: wallClock,
    /** Again each week from then on. */
    weekly: z.boolean().default(false),
  })
  .refine(({ from, to }) => from < to, { message: 'must be after the begin', path: ['to'] })
  .refine(({ from, to, weekly }) => !weekly || Date.parse(`${to}Z`) - Date.parse(`${from}Z`) < weekMs, {
    message: 'must be less than a week after the begin, as the window comes each week',
    path: ['to'],
  })
export type FreezeWindow = z.output<typeof freezeWindow>

const days = z.number().int().min(1).max(90)
const required = z.boolean()

/**
 * One check of a gate with its options. A required check that fails keeps the revision from the stage; another one only warns.
 * `custom` asks a webhook and stands as often as there are names; every other one stands once.
 */
export const gateCheck = z.discriminatedUnion('check', [
  z.strictObject({
    check: z.literal('lint'),
    required,
    /** Least score of 100; findings that are errors fail it in any case. */
    minScore: z.number().int().min(0).max(100).default(0),
  }),
  z.strictObject({ check: z.literal('breaking-change'), required }),
  z.strictObject({
    check: z.literal('smoke'),
    required,
    /** At most so many operations are called from examples; those that change nothing come first. */
    operations: z.number().int().min(1).max(100).default(20),
    timeoutSeconds: z.number().int().min(1).max(60).default(10),
    /** What is called: the contract's examples, the version's saved requests, or both; a version without saved ones has its examples. */
    requests: z.enum(['examples', 'saved', 'both']).default('both'),
  }),
  z.strictObject({
    check: z.literal('consumer-impact'),
    required,
    days: days.default(30),
    /** It fails when a breaking change touches more applications than this. */
    maxApplications: z.number().int().min(0).max(100_000).default(0),
  }),
  z.strictObject({
    check: z.literal('traffic-replay'),
    required,
    days: days.default(7),
    /** It fails when the new revision would refuse more of what the old one took than this share. */
    maxRefusedShare: z.number().min(0).max(1).default(0),
  }),
  z.strictObject({ check: z.literal('policy-examples'), required }),
  z.strictObject({ check: z.literal('exposure-rules'), required }),
  z.strictObject({ check: z.literal('access-review'), required }),
  z.strictObject({
    check: z.literal('custom'),
    required,
    name: z.string().trim().min(1).max(40),
    /** Id of the webhook that is asked. */
    webhook: z.string().min(1).max(120),
    timeoutSeconds: z.number().int().min(1).max(600).default(60),
  }),
])
export type GateCheck = z.output<typeof gateCheck>
export const checkName = z.enum([
  'lint',
  'breaking-change',
  'smoke',
  'consumer-impact',
  'traffic-replay',
  'policy-examples',
  'exposure-rules',
  'access-review',
  'custom',
])
export type CheckName = z.infer<typeof checkName>

/** Name of a check inside its gate: `lint`, `custom:acceptance`. */
export function checkKey(check: GateCheck): string {
  return check.check === 'custom' ? `custom:${check.name}` : check.check
}

/** Who besides the requester must agree before something comes onto the stage. */
export const approvalRule = z.strictObject({
  /** Persons with the permission `promotion.approve`; 0: none. */
  needed: z.number().int().min(0).max(5),
  /** `sensitive`: only when something breaks, or access gets wider. */
  when: z.enum(['always', 'sensitive']),
})
export type ApprovalRule = z.infer<typeof approvalRule>

/** A revision gets a part of the traffic first, and none at all again when it does worse than what ran before. */
export const canaryRule = z.strictObject({
  /** Percent of the callers; one application always gets the same revision. */
  weight: z.number().int().min(1).max(99),
  /** After so long without a fault it gets all traffic. */
  minutes: z.number().int().min(1).max(10_080),
  /** Judged only from so many calls of the canary on. */
  minCalls: z.number().int().min(1).max(1_000_000).default(100),
  /** Share of answers 5xx, 0 to 1, above which it is taken back. */
  maxErrorShare: z.number().min(0).max(1).default(0.01),
  /** Mean time in ms above which it is taken back; absent: not judged. */
  maxMeanMs: z.number().int().min(1).max(600_000).optional(),
})
export type CanaryRule = z.output<typeof canaryRule>

/** What the stage's gateways note of calls beyond counting them. */
export const recordingRule = z.strictObject({
  /** Which optional parameters, properties, enum values and media types each application uses. */
  features: z.boolean(),
  /** Share of calls of which the redacted shape is kept for replay; 0: none. */
  shapes: z.number().min(0).max(1),
})
export type RecordingRule = z.infer<typeof recordingRule>

export const freezeWindows = z.array(freezeWindow).max(50)
export const gate = z
  .array(gateCheck)
  .max(20)
  .refine((checks) => new Set(checks.map(checkKey)).size === checks.length, {
    message: 'must name each check once',
  })

function validDay(text: string): boolean {
  const at = new Date(`${text}Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}
