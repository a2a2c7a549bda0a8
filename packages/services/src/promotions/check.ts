import type { ChangeItem } from '@gatehouse/contracts/endpoints/deployment-views'
import type { AffectedApplication, CheckEvidence } from '@gatehouse/contracts/endpoints/promotion-views'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import type { CheckName, GateCheck } from '@gatehouse/contracts/stage-rules'
import type { StageValues } from '@gatehouse/contracts/stage-values'
import type { Db, FoundVersion } from '../apis/find-version.ts'
import type { StageRow } from '../deployments/plan-placement.ts'
import type { Context } from '../grammar/context.ts'

/** What a check judges: a revision (or the working copy that is to become one) on its way to a stage. */
export type CheckSubject = {
  version: FoundVersion
  /** The target. */
  stage: StageRow
  /** Where it runs now; null: the working copy is deployed, it runs nowhere yet. */
  fromStage: StageRow | null
  /** What would run, with its hash; `revision` is null for a working copy that is no revision yet. */
  content: RevisionContent
  hash: string
  revision: { id: string; number: number } | null
  /** The target's values that it would run with; null: none are saved. */
  values: { id: string; values: StageValues } | null
  /** What runs on the target now; null: nothing, so that there is nothing to compare with. */
  running: { deploymentId: string; revisionId: string; number: number; content: RevisionContent } | null
  /** How both differ, in the words of the page. */
  changes: readonly ChangeItem[]
  /** Who asks, `{kind, id}`; and the promotion, where there is one. */
  by: { kind: string; id: string }
  promotionId: string | null
  /** Why, in the words of who asks. */
  note: string | null
}

/** Which applications the changes touch; only `consumer-impact` gives it. */
export type ImpactFound = {
  /** Days that were looked at. */
  days: number
  /** Applications with calls in that time. */
  active: number
  /** For each change of the subject, in its order: the applications that it touches; null where nobody can be touched. Owners may stay empty. */
  applications: readonly (readonly AffectedApplication[] | null)[]
}

export type CheckOutcome = {
  passed: boolean
  /** At most twelve words: `1 change breaks what callers of r11 rely on.` */
  verdict: string
  evidence?: Partial<CheckEvidence>
  impact?: ImpactFound
}

/** Options of one check as the stage's gate has them. */
export type CheckOptions<Name extends CheckName> = Extract<GateCheck, { check: Name }>

/**
 * One kind of check of a gate. `run` decides by what it is given and what it reads, and writes nothing that stays. What it cannot decide
 * (nothing answers, a time is over) it throws: the check's state is `error` then, which blocks where the check is required, and can be
 * run again. It may run more than once for one promotion, also after a crash in its middle.
 */
export type PromotionCheckKind<Name extends CheckName = CheckName> = {
  name: Name
  /** `Smoke calls`, as the page shows it. */
  label: string
  /** Needs a stage on which the revision runs already, so a deploy to the first stage skips it. */
  needsSource: boolean
  /** Calls something outside of this process: never asked for a preview, and run by the job queue instead of in the request. */
  slow: boolean
  /**
   * What its verdict hangs on beside revision, stage values, what runs on the target and the stage's rules, as JSON: when that moves, the
   * promotion becomes stale. Quick; one or two queries. Absent: nothing else.
   */
  inputs?: (
    db: Db,
    subject: Pick<CheckSubject, 'version' | 'stage' | 'fromStage'>,
    options: CheckOptions<Name>,
  ) => Promise<unknown>
  /** It is ended after so long; five minutes unless said. */
  timeoutMs?: (options: CheckOptions<Name>) => number
  /** `ctx` acts as the system. `onProgress` may be called as often as wanted; `signal` ends it. */
  run: (
    ctx: Context,
    subject: CheckSubject,
    options: CheckOptions<Name>,
    onProgress: (done: number, total: number) => void,
    signal: AbortSignal,
  ) => Promise<CheckOutcome>
}
