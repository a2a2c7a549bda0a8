import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { subscriberMoveView } from './deprecation-views.ts'
import { versionPath } from './version-path.ts'

const planRef = z.strictObject({ id: z.string(), name: z.string() })

/** What would become of one subscription. */
export const plannedMove = z.strictObject({
  subscriptionId: z.string(),
  application: z.strictObject({ id: z.string(), name: z.string(), team: z.string() }),
  from: z.strictObject({ productId: z.string(), product: z.string(), planId: z.string(), plan: z.string() }),
  /** Where it goes; null where nothing is opened. */
  to: z.strictObject({ productId: z.string(), product: z.string(), plan: planRef }).nullable(),
  /**
   * `moves`: access opens; `has`: it has it already; `same-product`: its product contains both versions; `no-product`: nothing with
   * the new version is offered; `choose`: several plans would do, one must be named; `not-active`: only active access moves;
   * `forbidden`: the reader may not open access to that product.
   */
  outcome: z.enum(['moves', 'has', 'same-product', 'no-product', 'choose', 'not-active', 'forbidden']),
  /** One sentence of why, and what to do about it. */
  sentence: z.string(),
  /** What differs for the application: approval that the act stands for, price, limits. */
  notes: z.array(z.string()),
})
export type PlannedMove = z.infer<typeof plannedMove>

const moveBody = z.strictObject({
  /** Id of the version to go to; absent: the program's successor. */
  to: z.string().min(1).max(120).optional(),
  /** Plan that they have (id) → plan that they get (id), where the choice is not plain. */
  plans: z.record(z.string().max(120), z.string().max(120)).default({}),
  /** Only these applications; absent: all that can move. */
  applications: z.array(z.string().min(1).max(120)).min(1).max(1_000).optional(),
})

export const previewSubscriberMove = endpoint({
  id: 'subscriber-moves.preview',
  method: 'POST',
  path: '/apis/{api}/versions/{version}/subscriber-moves/preview',
  tag: 'Deprecations',
  summary: 'What moving the subscribers would do; nothing is changed',
  audience: 'management',
  permission: 'api.publish',
  params: versionPath,
  body: moveBody,
  response: z.strictObject({
    to: z.strictObject({ id: z.string(), name: z.string(), api: z.string() }),
    /** By application. */
    items: z.array(plannedMove),
    /** Plans of products with the new version that may be chosen. */
    plans: z.array(z.strictObject({ ...planRef.shape, product: z.string() })),
    /** `4 applications get access to Orders v2 with the keys that they have; 1 needs a choice.` */
    sentence: z.string(),
  }),
})

export const moveSubscribers = endpoint({
  id: 'subscriber-moves.run',
  method: 'POST',
  path: '/apis/{api}/versions/{version}/subscriber-moves',
  tag: 'Deprecations',
  summary: 'Give the subscribers access to the next version, with the keys that they have',
  description:
    'Access opens as active: who moves stands for the approval, and is named in the audit log. Needs `subscription.decide` for the product that they come to. The old access stays until the sunset and is closed there. Can be undone within 24 hours, for each application until its first successful call of the new version.',
  audience: 'management',
  permission: 'api.publish',
  params: versionPath,
  body: moveBody,
  response: subscriberMoveView,
  status: 201,
})

export const undoSubscriberMove = endpoint({
  id: 'subscriber-moves.undo',
  method: 'POST',
  path: '/apis/{api}/versions/{version}/subscriber-moves/{move}/undo',
  tag: 'Deprecations',
  summary: 'Take a move back',
  description:
    'Closes the access that it opened. An application that has called the new version with success keeps it and is named as such.',
  audience: 'management',
  permission: 'api.publish',
  params: z.strictObject({ ...versionPath.shape, move: z.string().min(1).max(120) }),
  response: subscriberMoveView,
})
