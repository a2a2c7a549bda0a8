import { accessKindTexts } from '@gatehouse/contracts/access-acts'
import { canonicalJson } from '@gatehouse/contracts/json'
import { approvalRule, checkKey, gate } from '@gatehouse/contracts/stage-rules'
import { stageValues } from '@gatehouse/contracts/stage-values'
import { z } from 'zod'
import { readReviewRule } from '../access-changes/review-rule.ts'
import type { Db, FoundVersion } from '../apis/find-version.ts'
import { hashContent } from '../contracts/content-hash.ts'
import type { StageRow } from '../deployments/plan-placement.ts'
import { secretIdsOf, secretNames } from '../deployments/stage-state.ts'
import { checkLabel, findKind } from './check-kinds.ts'

const running = z.object({ revisionId: z.string(), number: z.number(), values: z.string() }).nullable()

/** Everything that a promotion was judged by. Stored with it, so that a reader can be told what has moved since. */
export const boundState = z.object({
  revision: z.object({ id: z.string(), number: z.number(), hash: z.string() }),
  /** The stage before, by id and name, and what runs there. */
  from: z.object({ id: z.string(), name: z.string(), running }),
  /** What runs on the target. */
  target: running,
  /** Saved stage values of the target, and those of their secrets that are set. */
  values: z.object({ id: z.string(), number: z.number() }).nullable(),
  secrets: z.array(z.string()),
  gate,
  approval: approvalRule,
  retired: z.boolean(),
  /** Of the list of changes that a Security reviewer agrees to, where it names any that a revision brings. */
  review: z.string().optional(),
  /** Of each check that hangs on more: a hash of that, by its key. */
  inputs: z.record(z.string(), z.string()),
})
export type BoundState = z.output<typeof boundState>

/** An override as far as approvals hang on it. */
export type BoundOverride = { check: string; reason: string; expiresAt: string }

/** The hash that approvals are bound to. */
export function boundHashOf(bound: BoundState, overrides: readonly BoundOverride[]): string {
  return hashContent({ bound, overrides: [...overrides].sort((a, b) => (a.check < b.check ? -1 : 1)) })
}

/** What a promotion of this revision to this stage is judged by now. */
export async function loadBoundState(
  db: Db,
  version: FoundVersion,
  stage: StageRow,
  revision: { id: string; number: number; hash: string },
): Promise<BoundState> {
  const fromStage = await db.stage.findFirst({
    where: { position: { lt: stage.position } },
    orderBy: { position: 'desc' },
  })
  const values = await db.stageValues.findFirst({
    where: { versionId: version.id, stageId: stage.id },
    orderBy: { number: 'desc' },
    select: { id: true, number: true, values: true },
  })
  const known = (await secretIdsOf(db, [version.id], stage.id))(version.id)
  const used = values ? secretNames(stageValues.parse(values.values)) : []
  const checks = gate.parse(stage.gate)
  const inputs: Record<string, string> = {}
  for (const check of checks) {
    const found = await findKind(check.check)?.inputs?.(db, { version, stage, fromStage }, check)
    if (found !== undefined) inputs[checkKey(check)] = hashContent(found)
  }
  return {
    revision: { id: revision.id, number: revision.number, hash: revision.hash },
    from: {
      id: fromStage?.id ?? '',
      name: fromStage?.name ?? '',
      running: fromStage && (await runningOn(db, version.id, fromStage.id)),
    },
    target: await runningOn(db, version.id, stage.id),
    values: values && { id: values.id, number: values.number },
    secrets: used.filter((name) => known.has(name)).sort(),
    gate: checks,
    approval: approvalRule.parse(stage.approval),
    retired: version.state === 'retired',
    ...(await reviewHash(db)),
    inputs,
  }
}

/** Only guardrails in the list say nothing of revisions. */
async function reviewHash(db: Db): Promise<{ review?: string }> {
  const { kinds, stages } = await readReviewRule(db)
  const found = kinds.filter((kind) => accessKindTexts[kind].found === 'revision').sort()
  return found.length === 0 ? {} : { review: hashContent({ found, stages }) }
}

/** What takes the traffic; beside a canary the older one. */
async function runningOn(db: Db, versionId: string, stageId: string): Promise<z.output<typeof running>> {
  const row = await db.deployment.findFirst({
    where: { versionId, stageId, endedAt: null },
    orderBy: { startedAt: 'asc' },
    select: { revisionId: true, stageValuesId: true, revision: { select: { number: true } } },
  })
  return row && { revisionId: row.revisionId, number: row.revision.number, values: row.stageValuesId }
}

/** What has moved between two looks, one sentence; null: nothing. The first thing that moved is the one that is said. */
export function whatMoved(
  before: BoundState,
  now: BoundState,
  stage: { name: string },
  version: string,
): string | null {
  if (same(before, now)) return null
  if (before.review !== now.review) return 'The list of changes that need a Security reviewer was changed.'
  if (before.retired !== now.retired)
    return now.retired ? `${version} was retired.` : `${version} is no longer retired.`
  if (before.from.id !== now.from.id)
    return now.from.id === ''
      ? `${stage.name} is the first stage now.`
      : `The stage before ${stage.name} is ${now.from.name} now, not ${before.from.name}.`
  if (!same(before.from.running, now.from.running))
    return runningMoved(now.from.name, before.from.running, now.from.running)
  if (!same(before.target, now.target)) return runningMoved(stage.name, before.target, now.target)
  if (!same(before.values, now.values))
    return `The stage values of ${stage.name} were changed: version ${now.values?.number ?? 0} now, not ${before.values?.number ?? 0}.`
  const gone = before.secrets.find((name) => !now.secrets.includes(name))
  if (gone !== undefined) return `The secret “${gone}” is not set on ${stage.name} any more.`
  if (!same(before.secrets, now.secrets)) return `Secrets of ${stage.name} were set.`
  if (!same(before.gate, now.gate)) return `The gate of ${stage.name} was changed.`
  if (!same(before.approval, now.approval)) return `The approval rule of ${stage.name} was changed.`
  const moved = before.gate.find((check) => before.inputs[checkKey(check)] !== now.inputs[checkKey(check)])
  return `What the check “${moved ? checkLabel(moved) : 'of the gate'}” judges by was changed.`
}

type Running = BoundState['target']

function runningMoved(stage: string, before: Running, now: Running): string {
  if (!now) return `Nothing runs on ${stage} any more.`
  if (!before) return `${stage} runs r${now.number} now; nothing ran there before.`
  if (before.revisionId === now.revisionId) return `${stage} runs r${now.number} with other stage values now.`
  return `${stage} runs r${now.number} now, not r${before.number}.`
}

function same(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b)
}
