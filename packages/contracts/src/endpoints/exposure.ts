import { z } from 'zod'
import { endpoint, etag, instant, pageQuery } from '../endpoint.ts'
import { exposureKind, exposureRule } from '../guardrails.ts'
import { idOf } from '../ids.ts'
import { lifecycleState } from '../snapshot.ts'
import { stageName } from './version-path.ts'

const tag = 'Exposure'
const named = z.strictObject({ id: z.string(), name: z.string() })

/** One thing that Security wants to know: an operation that is open wider than it should be, or a path that is called and declared nowhere. */
export const exposureRow = z.strictObject({
  kind: exposureKind,
  stage: z.strictObject({ id: idOf('stage'), slug: z.string(), name: z.string() }),
  /** Null: an undeclared call below no version's base path. */
  api: z.strictObject({ id: idOf('api'), slug: z.string(), name: z.string() }).nullable(),
  version: z.strictObject({ id: idOf('version'), name: z.string(), state: lifecycleState }).nullable(),
  owner: named.nullable(),
  /** `GET /orders/{orderId}`; of an undeclared call the path from the gateway's address on, ids as `{id}`. */
  operation: z.string(),
  operationId: idOf('operation').nullable(),
  /** What is open, in a sentence. */
  sentence: z.string(),
  /** Since when, and what it began with. */
  since: instant.nullable(),
  /** Calls in the days of the report. */
  calls: z.number().int(),
  lastAt: instant.nullable(),
  /** A request to look at. */
  lastRequestId: idOf('request').nullable(),
  /** Applications that called what is undeclared; the rest is counted. */
  callers: z.strictObject({ applications: z.array(named), more: z.number().int(), unknownCalls: z.number().int() }),
  /** What to do, and where. */
  fix: z.strictObject({ sentence: z.string(), label: z.string(), href: z.string() }),
})
export type ExposureRow = z.infer<typeof exposureRow>

export const exposureCounts = z.strictObject({
  unauthenticated: z.number().int(),
  unlimited: z.number().int(),
  unvalidated: z.number().int(),
  undeclared: z.number().int(),
  uncalled: z.number().int(),
})
export type ExposureCounts = z.infer<typeof exposureCounts>

const filter = z.strictObject({
  kind: exposureKind.optional(),
  stage: stageName.optional(),
  api: z.string().max(120).optional(),
  team: idOf('team').optional(),
  q: z.string().trim().max(100).optional(),
})

export const listExposures = endpoint({
  id: 'exposure.list',
  method: 'GET',
  path: '/access/exposure',
  tag,
  summary: 'Operations that are open wider than they should be, and calls that nothing declares',
  description:
    'Computed from what runs on each stage with its guardrails, and from the calls of the last 30 days. `unlimited`: some way of calling has neither a limit of its plan nor of a policy or guardrail. `uncalled`: on the stage for a week at least and not called in 30 days.',
  audience: 'management',
  permission: 'api.read',
  query: pageQuery.extend(filter.shape),
  response: z.strictObject({
    items: z.array(exposureRow),
    next: z.string().nullable(),
    /** Of all that the other filters let through, whatever kind is asked for. */
    counts: exposureCounts,
    /** How many there were at the end of each of the last 30 days, oldest first; those of settings, not of calls. */
    trend: z.array(
      z.strictObject({
        day: z.iso.date(),
        unauthenticated: z.number().int(),
        unlimited: z.number().int(),
        unvalidated: z.number().int(),
      }),
    ),
    days: z.number().int(),
    at: instant,
    filters: z.strictObject({
      stages: z.array(z.strictObject({ id: idOf('stage'), slug: z.string(), name: z.string() })),
      apis: z.array(z.strictObject({ slug: z.string(), name: z.string() })),
      teams: z.array(named),
    }),
    forbid: exposureRule.shape.forbid.unwrap(),
  }),
})
export type ExposureReport = z.infer<typeof listExposures.response>

export const exportExposures = endpoint({
  id: 'exposure.export',
  method: 'GET',
  path: '/access/exposure/export',
  tag,
  summary: 'The exposure report as CSV',
  description: 'No field of it is computed by a spreadsheet.',
  audience: 'management',
  permission: 'api.read',
  query: filter,
  response: z.strictObject({ fileName: z.string(), mediaType: z.string(), csv: z.string(), rows: z.number().int() }),
})

const ruleView = z.strictObject({ forbid: exposureRule.shape.forbid.unwrap(), etag })

export const getExposureRule = endpoint({
  id: 'exposure-rule.get',
  method: 'GET',
  path: '/access/exposure-rule',
  tag,
  summary: 'Which new exposures a gate refuses',
  audience: 'management',
  permission: 'api.read',
  response: ruleView,
  etag: 'sent',
})

export const putExposureRule = endpoint({
  id: 'exposure-rule.put',
  method: 'PUT',
  path: '/access/exposure-rule',
  tag,
  summary: 'Set which new exposures a gate refuses',
  description:
    'The check `exposure-rules` of a stage’s gate fails for new ones; those that are there already are reported only.',
  audience: 'management',
  permission: 'guardrail.manage',
  body: z.strictObject({ forbid: exposureRule.shape.forbid.unwrap() }),
  response: ruleView,
  etag: 'required',
})
