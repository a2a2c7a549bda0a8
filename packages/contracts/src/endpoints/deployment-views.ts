import { z } from 'zod'
import { changeDirection, changeTouch } from '../contract-diff.ts'
import { actorView, instant } from '../endpoint.ts'
import { revisionOriginView } from '../revision-origin.ts'
import { snapshotIssue } from '../snapshot.ts'
import { checkName } from '../stage-rules.ts'
import { stageRef } from './stages.ts'

/** What one gateway says of one change. */
export const receiptLine = z.strictObject({
  gatewayId: z.string(),
  name: z.string(),
  state: z.enum(['confirmed', 'refused', 'waiting']),
  connected: z.boolean(),
  /** Of the confirmation or refusal, by the control plane's clock. */
  at: instant.nullable(),
  /** From the change's commit to `at`. */
  lagMs: z.number().nullable(),
  issues: z.array(snapshotIssue),
})

/** Which gateways run a change, since when, with what lag. */
export const receiptsView = z.strictObject({
  /** Change-log sequence that is confirmed. */
  seq: z.number().int(),
  /** When it was committed. */
  changedAt: instant,
  total: z.number().int(),
  confirmed: z.number().int(),
  refused: z.number().int(),
  worstLagMs: z.number().nullable(),
  /** `3/3 gateways · 41 ms` */
  text: z.string(),
  gateways: z.array(receiptLine),
})
export type ReceiptsView = z.infer<typeof receiptsView>

export const revisionRef = z.strictObject({
  id: z.string(),
  number: z.number().int(),
  hash: z.string(),
  /** First seven characters of the hash. */
  shortHash: z.string(),
})

export const deploymentView = z.strictObject({
  id: z.string(),
  stage: stageRef,
  revision: revisionRef,
  /** Where the revision comes from. */
  origin: revisionOriginView,
  /** `deploy` of the working copy, `promotion` from another stage, or `rollback`. */
  kind: z.enum(['deploy', 'promotion', 'rollback']),
  fromStage: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  /** Number of the stage values that are pinned. */
  valuesNumber: z.number().int(),
  weight: z.number().int(),
  startedAt: instant,
  endedAt: instant.nullable(),
  by: actorView,
  note: z.string().nullable(),
  /** Only of what runs now. */
  receipts: receiptsView.nullable(),
})
export type DeploymentView = z.infer<typeof deploymentView>

export const changeCounts = z.strictObject({
  breaking: z.number().int(),
  risky: z.number().int(),
  safe: z.number().int(),
  /** `1 breaking, 2 safe`; `nothing` when there are none. */
  text: z.string(),
})
export type ChangeCounts = z.infer<typeof changeCounts>

/** One difference between two states of a version, as a sentence. */
export const changeItem = z.strictObject({
  /** Id of the diff's rule, `parameter.became-required`; absent for what is not part of the contract. */
  rule: z.string().optional(),
  /** Whether it is in what callers send or in what they get. */
  direction: changeDirection.optional(),
  /** Which calls of the operation it can touch; absent: any. */
  touches: changeTouch.optional(),
  severity: z.enum(['breaking', 'risky', 'safe']),
  group: z.enum(['contract', 'access', 'policies', 'backends', 'values', 'docs']),
  /** `GET /orders`; null when it is about the whole version. */
  operation: z.string().nullable(),
  sentence: z.string(),
  /** JSON Pointer into the revision's content (or the stage values, for `values`). */
  pointer: z.string(),
  /** Both sides as readable JSON text, for a side-by-side diff; null where a side has nothing. */
  before: z.string().nullable(),
  after: z.string().nullable(),
})
export type ChangeItem = z.infer<typeof changeItem>

/** Something that keeps a revision from running on a stage. */
export const deployBlocker = z.strictObject({
  kind: z.enum([
    'missing-backend',
    'missing-secret',
    'stage',
    'order',
    'permission',
    'build',
    'nothing-to-do',
    'no-contract',
    'frozen',
    'check',
  ]),
  /** What is wrong and what to do, one sentence. */
  sentence: z.string(),
  /** Backend or secret by name, operation, or pointer. */
  where: z.string().nullable(),
})
export type DeployBlocker = z.infer<typeof deployBlocker>

/** What a check of the stage's gate says. One that failed is a blocker when it is required, else a warning. */
export const checkVerdict = z.strictObject({
  check: checkName,
  required: z.boolean(),
  passed: z.boolean(),
  sentence: z.string(),
  /** What it found, one sentence each; at most 50. */
  sentences: z.array(z.string()),
})
export type CheckVerdict = z.infer<typeof checkVerdict>

/** What a deploy, promotion or rollback would do, or why it cannot. */
export const deployPreview = z.strictObject({
  act: z.enum(['deploy', 'promote', 'rollback']),
  stage: stageRef,
  fromStage: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  /** What would run; a deploy of a changed working copy gets the next number. */
  revision: z.strictObject({ number: z.number().int(), hash: z.string(), isNew: z.boolean() }),
  now: revisionRef.nullable(),
  /** True when exactly this runs there already: the act would change nothing. */
  nothingToDo: z.boolean(),
  counts: changeCounts,
  changes: z.array(changeItem),
  gateways: z.number().int(),
  blockers: z.array(deployBlocker),
  /** Of the stage's gate; none for a rollback. */
  checks: z.array(checkVerdict),
  /** `r12 → Production: 4 gateways. Keys, plans and subscriptions stay. Now: r11.` */
  sentence: z.string(),
  /** What goes back with a rollback, and what stays; empty for others. */
  goesBack: z.array(z.string()),
  stays: z.array(z.string()),
})
export type DeployPreview = z.infer<typeof deployPreview>
