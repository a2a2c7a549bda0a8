import { z } from 'zod'
import { endpoint, instant } from '../endpoint.ts'
import { changeItem } from './deployment-views.ts'
import { affectedApplication } from './promotion-views.ts'
import { stageName, versionPath } from './version-path.ts'

/** One change with those who would feel it. */
export const impactItem = z.strictObject({
  change: changeItem,
  /** “`GET /orders` no longer accepts `status=open`; Acme Shop sent it 1,204 times in 30 days” */
  sentence: z.string(),
  /** Most calls first; at most 100. */
  applications: z.array(affectedApplication),
  /** How many there are. */
  total: z.number().int(),
  /** Callers without an application; null: none. */
  unnamed: z.strictObject({ calls: z.number().int(), lastCallAt: instant }).nullable(),
})
export type ImpactItem = z.infer<typeof impactItem>

export const impactView = z.strictObject({
  stage: z.strictObject({ id: z.string(), name: z.string() }),
  /** `r11 on Production`; null: nothing runs there, so nobody can be touched. */
  from: z.string().nullable(),
  to: z.string(),
  days: z.number().int(),
  /** Applications that called the version in that time. */
  active: z.number().int(),
  /** Of them, those that a breaking change touches. */
  affected: z.number().int(),
  /** False: the stage does not note what calls use, so every caller of an operation counts. */
  recorded: z.boolean(),
  /** Breaking changes, then risky ones; at most 500. */
  items: z.array(impactItem),
  truncated: z.boolean(),
})
export type ImpactView = z.infer<typeof impactView>

export const getImpact = endpoint({
  id: 'impact.get',
  method: 'GET',
  path: '/apis/{api}/versions/{version}/impact',
  tag: 'Contracts',
  summary: 'Which applications would feel what differs from what runs on a stage',
  description:
    'Requests exactly: who used the changed operation, parameter, property (to the third level), enum value or media type. Answers as an upper bound: every caller, marked `may-read`. `may-use`: of some of its calls it is not known what they used.',
  audience: 'management',
  permission: 'usage.read',
  params: versionPath,
  query: z.strictObject({
    /** Absent: the last stage that runs the version. */
    stage: stageName.optional(),
    /** `working-copy` (as absent), `revision:12` or `stage:staging`. */
    to: z
      .string()
      .regex(/^(working-copy|revision:\d{1,9}|stage:[a-z0-9_-]{1,120})$/)
      .optional(),
    days: z.coerce.number().int().min(1).max(90).default(30),
  }),
  response: impactView,
})
