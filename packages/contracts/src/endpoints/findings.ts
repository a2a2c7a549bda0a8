import { z } from 'zod'
import { endpoint, instant } from '../endpoint.ts'
import { idOf } from '../ids.ts'
import { validationMode } from '../snapshot.ts'
import { stageRef } from './stages.ts'
import { freshness } from './usage.ts'
import { stageName, versionPath } from './version-path.ts'

export const findingSides = ['request', 'response'] as const
export type FindingSideName = (typeof findingSides)[number]

/** Requests of one kind with at least one finding. */
const counted = {
  /** Served all the same: what block would refuse. */
  reported: z.number().int(),
  /** Refused. */
  blocked: z.number().int(),
}

/** One side of the contract, requests or responses. */
const side = z.strictObject({
  ...counted,
  /** Distinct applications among them. */
  applications: z.number().int(),
  /** The mode that runs; null where operations differ, or nothing runs. */
  mode: validationMode.nullable(),
  /** What block would refuse, in words: `Block would refuse 0.4 % of calls (50 of 12,400): 2 applications.` */
  sentence: z.string(),
})
export type FindingSideView = z.infer<typeof side>

const operationRow = z.strictObject({
  id: idOf('operation'),
  method: z.string(),
  path: z.string(),
  calls: z.number().int(),
  request: side,
  response: side,
})

export const findingsView = z.strictObject({
  ...freshness,
  stage: stageRef,
  /** Whole UTC days, today among them. */
  days: z.number().int(),
  from: instant,
  /** What runs there; null before the first deploy. */
  revision: z.number().int().nullable(),
  /** Requests that matched an operation. */
  calls: z.number().int(),
  request: side,
  response: side,
  /** Answers whose body nobody looked into, because it was too long or coded in an unknown way. */
  notJudged: z.number().int(),
  /** Operations that were called or have findings, most findings first; at most 500. */
  operations: z.array(operationRow),
  /** Places that break the contract, most frequent first; at most 500. */
  places: z.array(
    z.strictObject({
      side: z.enum(findingSides),
      operationId: idOf('operation'),
      in: z.string(),
      /** JSON Pointer or `/name`; array positions as `*`; `…` for what is beyond the bound of places. */
      pointer: z.string(),
      rule: z.string(),
      ...counted,
      applications: z.number().int(),
      lastAt: instant,
      lastRequestId: idOf('request'),
    }),
  ),
  /** Who sends or gets them, most first; at most 200. */
  applications: z.array(
    z.strictObject({
      /** Null: callers that no application is known of. */
      id: idOf('application').nullable(),
      name: z.string(),
      team: z.string().nullable(),
      request: z.strictObject(counted),
      response: z.strictObject(counted),
      lastAt: instant.nullable(),
      lastRequestId: idOf('request').nullable(),
    }),
  ),
})
export type FindingsView = z.infer<typeof findingsView>

export const getFindings = endpoint({
  id: 'findings.get',
  method: 'GET',
  path: '/apis/{api}/versions/{version}/findings',
  tag: 'Requests',
  summary: 'What requests and responses broke of the contract on a stage, and what block would refuse',
  audience: 'management',
  permission: 'usage.read',
  params: versionPath,
  query: z.strictObject({
    /** Absent: the last stage that runs the version. */
    stage: stageName.optional(),
    days: z.coerce.number().int().min(1).max(90).default(7),
  }),
  response: findingsView,
})
