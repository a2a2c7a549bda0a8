import { z } from 'zod'

/**
 * Every kind of data that is kept, for how long, and who decides: the console's page of retention, the statement in the portal and the
 * clean-up all read this list. A period that people may set obeys its bounds; the others say why nobody may.
 */
export type RetentionKind = {
  key: string
  title: string
  /** What it is, for whoever it is about. */
  holds: string
  /** Whether it says anything of a person, directly or by an id. */
  personal: boolean
  area: 'account' | 'traffic' | 'operation' | 'records'
} & (
  | { set: 'here'; days: number; least: number; most: number; note?: string }
  | { set: 'fixed'; days: number; why: string }
  /** It lives as long as what it belongs to; `until` ends the sentence "kept …". */
  | { set: 'event'; until: string; why: string }
)

export const retentionKinds = [
  {
    key: 'account',
    title: 'Account',
    holds: 'Name, e-mail address, how you sign in, second factors, teams and roles.',
    personal: true,
    area: 'account',
    set: 'event',
    until: 'until the account is erased',
    why: 'Erased 24 hours after it was asked for. The id stays, without anything that says whose it was.',
  },
  {
    key: 'sessions',
    title: 'Ended sessions',
    holds: 'When and from which address and browser somebody was signed in.',
    personal: true,
    area: 'account',
    set: 'here',
    days: 90,
    least: 1,
    most: 365,
  },
  {
    key: 'emailLinks',
    title: 'Links in mails',
    holds: 'To which address a link for confirming, inviting or a new password was sent.',
    personal: true,
    area: 'account',
    set: 'here',
    days: 30,
    least: 1,
    most: 90,
    note: 'Counted from the end of the link.',
  },
  {
    key: 'signInAttempts',
    title: 'Attempts to sign in',
    holds: 'Counts of tries by address, so that passwords cannot be guessed.',
    personal: true,
    area: 'account',
    set: 'fixed',
    days: 1,
    why: 'Needed no longer than the limit looks back.',
  },
  {
    key: 'directoryMessages',
    title: 'Messages of directories',
    holds: 'What a directory (SCIM, LDAP) said of persons and groups, as it was received.',
    personal: true,
    area: 'account',
    set: 'here',
    days: 30,
    least: 1,
    most: 365,
  },
  {
    key: 'requestDetails',
    title: 'Details of requests',
    holds:
      'What the page of one request shows: steps, timings, headers that were chosen, and bodies where they are kept.',
    personal: true,
    area: 'traffic',
    set: 'here',
    days: 30,
    least: 1,
    most: 395,
  },
  {
    key: 'requests',
    title: 'Log of requests',
    holds: 'One row per call: application, operation, status, size, time. No body.',
    personal: true,
    area: 'traffic',
    set: 'here',
    days: 395,
    least: 45,
    most: 3_650,
    note: 'Bills are recomputed from it: at least one billing period and the time to object to it.',
  },
  {
    key: 'usageCounts',
    title: 'Counts of usage',
    holds: 'Calls by hour and day, application and operation.',
    personal: false,
    area: 'traffic',
    set: 'event',
    until: 'as long as the installation exists',
    why: 'Sums, without anything about one call.',
  },
  {
    key: 'featureUse',
    title: 'Used fields and parameters',
    holds: 'Which parts of a contract an application uses, to judge what a change would break.',
    personal: false,
    area: 'traffic',
    set: 'fixed',
    days: 97,
    why: 'The impact of a change looks back 90 days.',
  },
  {
    key: 'webhookDeliveries',
    title: 'Messages of webhooks',
    holds: 'What was sent to webhooks and what came of it.',
    personal: true,
    area: 'operation',
    set: 'here',
    days: 30,
    least: 1,
    most: 365,
    note: 'Those that still wait are never removed.',
  },
  {
    key: 'canaryCounts',
    title: 'Counts of canaries',
    holds: 'By what a canary was judged.',
    personal: false,
    area: 'operation',
    set: 'here',
    days: 90,
    least: 7,
    most: 395,
  },
  {
    key: 'receipts',
    title: 'Receipts of gateways',
    holds: 'Which gateway confirmed which change, and when.',
    personal: false,
    area: 'operation',
    set: 'fixed',
    days: 90,
    why: 'The newest of each gateway stays.',
  },
  {
    key: 'changeLog',
    title: 'Change log',
    holds: 'What gateways must know, in order.',
    personal: false,
    area: 'operation',
    set: 'fixed',
    days: 7,
    why: 'A gateway that was away longer loads everything anew.',
  },
  {
    key: 'audit',
    title: 'Audit log',
    holds: 'Who did what and when, by ids, never by names or addresses.',
    personal: true,
    area: 'records',
    set: 'event',
    until: 'as long as the installation exists',
    why: 'Fixed by law and by its purpose: each entry is chained to the one before, so none may go. After an erasure an id leads to nobody.',
  },
  {
    key: 'invoices',
    title: 'Invoices',
    holds: 'What was billed to whom.',
    personal: true,
    area: 'records',
    set: 'event',
    until: 'as long as commercial and tax law asks for',
    why: 'Fixed by law, ten years in many countries. An erasure leaves them.',
  },
] as const satisfies readonly RetentionKind[]

type SetHere = Extract<(typeof retentionKinds)[number], { set: 'here' }>
export type RetentionKey = SetHere['key']

const editable = retentionKinds.filter((kind) => kind.set === 'here')
const shape = Object.fromEntries(
  editable.map(({ key, least, most, days }) => [key, z.number().int().min(least).max(most).default(days)]),
) as Record<RetentionKey, z.ZodDefault<z.ZodNumber>>

/** Periods in days that people set (`organization.settings.retention`); absent ones have their default. */
export const retentionPeriods = z.strictObject(shape)
export type RetentionPeriods = z.infer<typeof retentionPeriods>

/** Periods that are changed; the others stay. Without defaults, which would set back what is not named. */
export const retentionChange = z.strictObject(
  Object.fromEntries(
    editable.map(({ key, least, most }) => [key, z.number().int().min(least).max(most).optional()]),
  ) as Record<RetentionKey, z.ZodOptional<z.ZodNumber>>,
)

/** A period as people say it: `1 day`, `30 days`, `1 year`. */
export function periodText(days: number): string {
  if (days === 1) return '1 day'
  if (days >= 365 && days % 365 === 0) return days === 365 ? '1 year' : `${days / 365} years`
  return `${days} days`
}
