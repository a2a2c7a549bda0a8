import { z } from 'zod'
import { httpMethod } from './api-description.ts'
import { idOf } from './ids.ts'

/** Who may call what, and what a change makes of it (S9–S11). All of it comes from the gateway's own decision. */

/** `depends`: on the time, the address, or what the caller's token carries. */
export const accessVerdicts = ['allow', 'deny', 'depends'] as const
export const accessVerdict = z.enum(accessVerdicts)
export type AccessVerdict = z.infer<typeof accessVerdict>

export const diffOperation = z.strictObject({
  id: idOf('operation'),
  method: httpMethod,
  /** Template below the version's base path. */
  path: z.string(),
  api: z.strictObject({ id: idOf('api'), slug: z.string(), name: z.string() }),
  version: z.string(),
})

export const diffApplication = z.strictObject({
  id: idOf('application'),
  name: z.string(),
  team: z.strictObject({ id: idOf('team'), name: z.string() }),
  /** Of this operation on this stage, in the last 30 days. */
  calls: z.number().int(),
  /** Null: it did not call it in that time. */
  lastCall: z.iso.datetime().nullable(),
})
export type DiffApplication = z.infer<typeof diffApplication>

/** One operation that callers gain or lose on a stage. */
export const operationAccessChange = z.strictObject({
  stage: z.strictObject({ id: idOf('stage'), name: z.string() }),
  operation: diffOperation,
  /** Also callers without a credential. */
  anybody: z.boolean(),
  from: accessVerdict,
  to: accessVerdict,
  /** What decides afterwards, in words. */
  why: z.string(),
  /** How many applications; `applications` are those with the most calls, of them at most 50. */
  count: z.number().int(),
  applications: z.array(diffApplication),
})
export type OperationAccessChange = z.infer<typeof operationAccessChange>

/** A person who gets or loses something in console or portal. */
export const personAccessChange = z.strictObject({
  name: z.string(),
  gains: z.array(z.string()),
  loses: z.array(z.string()),
})

export const accessDiff = z.strictObject({
  /** Operations that were compared, over all stages, and applications that have a subscription. */
  operations: z.number().int(),
  applications: z.number().int(),
  /** Most calls first; of each at most 500. */
  gains: z.array(operationAccessChange),
  losses: z.array(operationAccessChange),
  /** How many there are in all: pairs of an application and an operation; `anybody` counts as one. */
  counts: z.strictObject({ gains: z.number().int(), losses: z.number().int() }),
  /** “3 applications gain `DELETE /users`, 1 loses `GET /reports`”: the same as sentences, the gravest first. */
  sentences: z.array(z.string()),
  persons: z.array(personAccessChange),
  /** Of the compared state; another hash: somebody changed something since. */
  hash: z.string(),
})
export type AccessDiff = z.infer<typeof accessDiff>
