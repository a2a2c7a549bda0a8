import { z } from 'zod'
import { actorView, etag, instant } from '../endpoint.ts'
import { accessChangeKind } from '../guardrails.ts'
import { ciRun } from '../revision-origin.ts'
import { canaryRule, checkName } from '../stage-rules.ts'
import { changeCounts, changeItem, deployBlocker, receiptsView, revisionRef } from './deployment-views.ts'
import { frozen, stageRef } from './stages.ts'

/**
 * States of a promotion. `checking` → `blocked` | `waiting` (for approval) | `ready` → `running` (canary) → `watching` → `done`.
 * `stale`: what was judged has moved. `cancelled`, `rolled-back`: ended by a person or by the canary's judge.
 */
export const promotionStates = [
  'checking',
  'blocked',
  'waiting',
  'ready',
  'running',
  'watching',
  'done',
  'stale',
  'cancelled',
  'rolled-back',
] as const
export const promotionState = z.enum(promotionStates)
export type PromotionState = z.infer<typeof promotionState>

/** An application that a change touches. */
export const affectedApplication = z.strictObject({
  id: z.string(),
  name: z.string(),
  team: z.strictObject({ id: z.string(), name: z.string() }),
  /** Persons to talk to; empty for readers who may not see persons. */
  owners: z.array(z.string()),
  calls: z.number().int(),
  lastCallAt: instant.nullable(),
  /** `exact`: it used what changes; `may-use`: it is not known what its calls used; `may-read`: it gets answers that change. */
  basis: z.enum(['exact', 'may-use', 'may-read']),
})
export type AffectedApplication = z.infer<typeof affectedApplication>

/** A change with the applications that it touches; null: nobody looked (no such check at the gate, or not judged yet). */
export const promotionChange = z.strictObject({
  ...changeItem.shape,
  applications: z.array(affectedApplication).nullable(),
})
export type PromotionChange = z.infer<typeof promotionChange>

/** What a check found, for a reader who wants to see it for himself. */
export const checkEvidence = z.strictObject({
  /** One sentence each; at most 50. */
  sentences: z.array(z.string()),
  /** Requests that show it; each has a page. */
  requestIds: z.array(z.string()),
  /** Page of more, in the console (path) or outside (address). */
  link: z.string().nullable(),
})
export type CheckEvidence = z.infer<typeof checkEvidence>

export const checkOverride = z.strictObject({ reason: z.string(), expiresAt: instant, by: actorView, at: instant })

export const promotionCheck = z.strictObject({
  id: z.string(),
  check: checkName,
  /** `Lint`, `Smoke calls`, or the name of a custom check. */
  label: z.string(),
  required: z.boolean(),
  state: z.enum(['waiting', 'running', 'passed', 'failed', 'error']),
  /** At most twelve words; null before the first end. */
  verdict: z.string().nullable(),
  evidence: checkEvidence,
  progress: z.strictObject({ done: z.number().int(), total: z.number().int() }).nullable(),
  startedAt: instant.nullable(),
  durationMs: z.number().int().nullable(),
  override: checkOverride.nullable(),
  /** Whether the reader may run it again, and may override it; `why` not, otherwise. */
  rerun: z.strictObject({ allowed: z.boolean(), why: z.string().nullable() }),
  mayOverride: z.strictObject({ allowed: z.boolean(), why: z.string().nullable() }),
})
export type PromotionCheck = z.infer<typeof promotionCheck>

const act = z.strictObject({ allowed: z.boolean(), why: z.string().nullable() })

export const promotionView = z.strictObject({
  id: z.string(),
  /** `Promote Orders v2 r12 to Production` */
  title: z.string(),
  state: promotionState,
  stateSince: instant,
  stateReason: z.string().nullable(),
  api: z.strictObject({ id: z.string(), slug: z.string(), name: z.string() }),
  version: z.strictObject({ id: z.string(), name: z.string() }),
  revision: revisionRef,
  fromStage: stageRef,
  stage: stageRef,
  /** What runs on the target now; null: nothing. */
  now: revisionRef.nullable(),
  by: actorView,
  ci: ciRun.nullable(),
  note: z.string().nullable(),
  createdAt: instant,
  /** `run`: goes on by itself as soon as it may. */
  mode: z.enum(['run', 'prepare']),
  plannedFor: instant.nullable(),
  emergency: z.strictObject({ reason: z.string() }).nullable(),
  frozen: frozen.nullable(),
  /** Everything that was judged; approvals hold for this only. */
  boundHash: z.string(),
  counts: z.strictObject({
    contract: changeCounts,
    access: z.number().int(),
    /** Applications that a change touches, of those with calls in the time looked at; null: nobody looked. */
    applications: z
      .strictObject({ affected: z.number().int(), active: z.number().int(), days: z.number().int() })
      .nullable(),
  }),
  changes: z.array(promotionChange),
  /** What is missing or refused: filled in on the spot, or corrected. */
  blockers: z.array(deployBlocker),
  /** Failed first, then running and waiting, then passed. */
  checks: z.array(promotionCheck),
  approval: z.strictObject({
    needed: z.number().int(),
    /** Why so many: `Production asks for one approval.` */
    sentence: z.string(),
    /** Where the organization's list asks that a Security reviewer is among those who approve: why, who can be, whether one has. */
    review: z
      .strictObject({
        kinds: z.array(accessChangeKind),
        sentences: z.array(z.string()),
        who: z.array(z.string()),
        given: z.boolean(),
      })
      .nullable(),
    /** Of the bound hash, in their order. */
    decisions: z.array(
      z.strictObject({
        id: z.string(),
        by: actorView,
        decision: z.enum(['approved', 'rejected']),
        reason: z.string().nullable(),
        at: instant,
        /** False: it was given for what has changed since. */
        holds: z.boolean(),
      }),
    ),
    /** Names of members who may; empty where the reader may not see persons. */
    who: z.array(z.string()),
  }),
  comments: z.array(z.strictObject({ id: z.string(), by: actorView, text: z.string(), at: instant })),
  /** Of each application whose owners were told: when last, and until when it has time, where it was given some. */
  notices: z.array(z.strictObject({ applicationId: z.string(), at: instant, until: instant.nullable() })),
  canary: canaryRule.nullable(),
  /** While it runs: the canary beside what ran before, since it began. */
  canaryFigures: z
    .strictObject({
      weight: z.number().int(),
      until: instant.nullable(),
      canary: z.strictObject({ calls: z.number().int(), errors: z.number().int(), meanMs: z.number().nullable() }),
      current: z.strictObject({ calls: z.number().int(), errors: z.number().int(), meanMs: z.number().nullable() }),
    })
    .nullable(),
  deploymentId: z.string().nullable(),
  receipts: receiptsView.nullable(),
  watchUntil: instant.nullable(),
  endedAt: instant.nullable(),
  /** `r12 → Production: 4 gateways, canary 10 % for 15 min, rolls back above 1 % errors. Keys, plans, stage values stay. Now: r11.` */
  sentence: z.string(),
  /** Typed name of the API is asked: a breaking change is overridden. */
  confirmName: z.string().nullable(),
  acts: z.strictObject({
    run: act,
    approve: act,
    reject: act,
    cancel: act,
    rollback: act,
    prepareAgain: act,
    comment: act,
    /** Mail to the owners of applications that a change touches. */
    notify: act,
    /** Time for named applications: the promotion waits until then. `overrides`: labels of checks that this lets pass. */
    extend: z.strictObject({ ...act.shape, overrides: z.array(z.string()) }),
  }),
  etag,
})
export type PromotionView = z.infer<typeof promotionView>

/** One line of a list of promotions. */
export const promotionItem = z.strictObject({
  id: z.string(),
  title: z.string(),
  state: promotionState,
  stateSince: instant,
  api: promotionView.shape.api,
  version: promotionView.shape.version,
  revision: z.number().int(),
  stage: z.strictObject({ id: z.string(), name: z.string(), exposure: stageRef.shape.exposure }),
  by: actorView,
  createdAt: instant,
})
export type PromotionItem = z.infer<typeof promotionItem>

/** Something that waits for the reader. */
export const taskItem = z.strictObject({
  /** Stable while it waits. */
  id: z.string(),
  kind: z.enum([
    'approve-promotion',
    'promotion-blocked',
    'promotion-ready',
    'promotion-stale',
    'subscription-request',
    'deprecation-callers',
    'extension-ending',
    'rotate-credential',
    'application-ownerless',
    'directory-alarm',
    'campaign-review',
    'approve-access-change',
    'review-access-change',
    'access-change-stale',
  ]),
  /** `Approve: Orders v2 r12 to Production, asked by Alva Berg` */
  sentence: z.string(),
  /** Path in the console. */
  href: z.string(),
  label: z.string(),
  since: instant,
  dueAt: instant.nullable(),
})
export type TaskItem = z.infer<typeof taskItem>
