import { z } from 'zod'
import { actorView, etag, instant } from '../endpoint.ts'
import { lifecycleState } from '../snapshot.ts'
import { actView } from './apis.ts'
import { namedTeam } from './version-path.ts'

/**
 * Where a program stands by the clock. `planned` before the version is Deprecated, `brown-out` while an announced one holds, `sunset`
 * from the sunset on (extensions may still hold), `cancelled` after the last program was taken back; `none`: there never was one.
 */
export const deprecationPhases = ['none', 'planned', 'deprecated', 'brown-out', 'sunset', 'cancelled'] as const
export const deprecationPhase = z.enum(deprecationPhases)
export type DeprecationPhase = z.infer<typeof deprecationPhase>

export const brownOut = z.strictObject({ from: instant, to: instant })
export type BrownOut = z.infer<typeof brownOut>

/** A version named so that a page of it can be linked. */
export const linkedVersion = z.strictObject({
  id: z.string(),
  name: z.string(),
  state: lifecycleState,
  api: z.strictObject({ id: z.string(), slug: z.string(), name: z.string() }),
})
export type LinkedVersion = z.infer<typeof linkedVersion>

export const deprecationProgram = z.strictObject({
  deprecatedAt: instant,
  sunsetAt: instant.nullable(),
  successor: linkedVersion.nullable(),
  guideUrl: z.string().nullable(),
  message: z.string(),
  brownOuts: z.array(brownOut),
  reminderDays: z.array(z.number().int()),
  /** Who planned it. */
  by: actorView,
  createdAt: instant,
  updatedAt: instant,
  /** When the owners of active applications were told; null: not yet. */
  announcedAt: instant.nullable(),
})
export type DeprecationProgram = z.infer<typeof deprecationProgram>

export const extensionView = z.strictObject({
  id: z.string(),
  application: z.strictObject({ id: z.string(), name: z.string(), team: namedTeam }),
  until: instant,
  reason: z.string(),
  /** Who allowed it. */
  by: actorView,
  createdAt: instant,
  /** Ended before its time. */
  endedAt: instant.nullable(),
  state: z.enum(['holds', 'over', 'ended']),
})
export type ExtensionView = z.infer<typeof extensionView>

/** An application that called in the last 30 days, or that holds an extension. */
export const deprecationCaller = z.strictObject({
  application: z.strictObject({ id: z.string(), name: z.string(), team: namedTeam }),
  /** Names of the owners who get the mails; empty for readers who may not see persons. */
  owners: z.array(z.string()),
  /** How many owners get them; 0: nobody is left to write to. */
  reachable: z.number().int(),
  /** Of the last 30 days. */
  calls: z.number().int(),
  lastCallAt: instant.nullable(),
  /** Successful calls of the successor in the same time. */
  successorCalls: z.number().int(),
  /** It may call the successor already. */
  hasSuccessor: z.boolean(),
  /** Until when it may call past the sunset. */
  extendedUntil: instant.nullable(),
  lastNotice: z.strictObject({ sentence: z.string(), at: instant }).nullable(),
})
export type DeprecationCaller = z.infer<typeof deprecationCaller>

/** One occasion on which owners were told. */
export const deprecationNotice = z.strictObject({
  occasion: z.string(),
  /** `30 days before the sunset` */
  sentence: z.string(),
  at: instant,
  persons: z.number().int(),
  applications: z.number().int(),
})

/** What comes next, by itself. */
export const deprecationEvent = z.strictObject({
  at: instant,
  kind: z.enum(['deprecated', 'reminder', 'brown-out-ahead', 'brown-out', 'sunset', 'extension-ends']),
  sentence: z.string(),
})
export type DeprecationEvent = z.infer<typeof deprecationEvent>

export const subscriberMoveView = z.strictObject({
  id: z.string(),
  to: linkedVersion,
  by: actorView,
  at: instant,
  /** Until then it can be undone, for applications without a successful call on the new version. */
  undoUntil: instant,
  undoneAt: instant.nullable(),
  applications: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      product: z.string(),
      plan: z.string(),
      /** `called`: it relies on the new version; `had`: it had access before and nothing was opened; `closed`: its access ended since. */
      state: z.enum(['moved', 'called', 'had', 'undone', 'closed']),
    }),
  ),
  undo: actView,
})
export type SubscriberMoveView = z.infer<typeof subscriberMoveView>

export const deprecationView = z.strictObject({
  phase: deprecationPhase,
  version: z.strictObject({ id: z.string(), name: z.string(), state: lifecycleState, stateSince: instant }),
  program: deprecationProgram.nullable(),
  /** The last program that was taken back, while there is no other. */
  cancelled: z.strictObject({ at: instant, by: actorView, reason: z.string() }).nullable(),
  /** What gateways send from `deprecatedAt` on, on the last stage that developers can reach. */
  headers: z.array(z.string()),
  /** `Sunset in 12 days: 3 applications still call.` */
  sentence: z.string(),
  burnDown: z.strictObject({
    /** Oldest first, one each day (UTC) from a week before the announcement on, at most 180. */
    days: z.array(z.strictObject({ day: instant, calls: z.number().int(), applications: z.number().int() })),
    /** Everything up to here is in. */
    completeTo: instant,
    /** Calls without a known application, of the days shown. */
    unknownCalls: z.number().int(),
  }),
  /** Most calls first, at most 500. */
  callers: z.array(deprecationCaller),
  notices: z.array(deprecationNotice),
  extensions: z.array(extensionView),
  next: z.array(deprecationEvent),
  moves: z.array(subscriberMoveView),
  can: z.strictObject({ plan: actView, cancel: actView, announce: actView, extend: actView, move: actView }),
  etag,
})
export type DeprecationView = z.infer<typeof deprecationView>

/** A program before it is saved: what callers would read and who would be told. */
export const deprecationPreview = z.strictObject({
  headers: z.array(z.string()),
  /** First line of the portal's banner. */
  banner: z.string(),
  mail: z.strictObject({ subject: z.string(), text: z.string() }),
  /** What saving does at once, and what it does by itself later. */
  events: z.array(deprecationEvent),
  recipients: z.array(
    z.strictObject({
      application: z.strictObject({ id: z.string(), name: z.string() }),
      /** Empty for readers who may not see persons. */
      persons: z.array(z.string()),
      reachable: z.number().int(),
      calls: z.number().int(),
    }),
  ),
})
export type DeprecationPreview = z.infer<typeof deprecationPreview>
