import { type StageValues, stageValues } from '@gatehouse/contracts/stage-values'
import { contentOnStage } from '../deployments/stage-state.ts'
import type { Reader } from '../grammar/query.ts'
import type { CheckSubject } from '../promotions/check.ts'
import { loadGuardrailUses } from '../reviews/what-runs.ts'
import { readExposureRule } from './exposure-rule.ts'
import { exposuresOf, openOperations, type SettingKind } from './judge-exposure.ts'
import { loadOpenPlans } from './open-plans.ts'

type Db = Parameters<typeof loadGuardrailUses>[0] & Pick<Reader, 'organization'>

const kindTexts: Readonly<Record<SettingKind, string>> = {
  unauthenticated: 'callable without a credential',
  unlimited: 'callable without a limit',
  unvalidated: 'not held against the contract',
}

/** What the organization forbids, and the guardrails of a stage: what a verdict on new exposures hangs on beside the revision. */
export async function exposureInputs(db: Db, stageId: string) {
  const { rule } = await readExposureRule(db)
  if (rule.forbid.length === 0) return { forbid: rule.forbid }
  const uses = await loadGuardrailUses(db)
  return {
    forbid: rule.forbid,
    guardrails: uses.flatMap((one) => (one.stageId === null || one.stageId === stageId ? [one.use] : [])),
  }
}

/** Exposures of forbidden kinds that what runs on the stage does not have, in sentences. Those that are there already are none of them. */
export async function newExposures(db: Db, subject: CheckSubject): Promise<string[]> {
  const { version, stage, content, values, running } = subject
  const { forbid, guardrails = [] } = await exposureInputs(db, stage.id)
  if (forbid.length === 0) return []
  const openPlans = await loadOpenPlans(db)
  // With the values that it runs with: those on the stage may be newer.
  const pinned =
    running &&
    (await db.deployment.findUniqueOrThrow({
      where: { id: running.deploymentId },
      select: { stageValues: { select: { values: true } } },
    }))
  const asRuns = (one: typeof content, on: StageValues | null) =>
    openOperations(on ? contentOnStage(one, on) : one, version.api.audience, guardrails).map((operation) => ({
      operation,
      exposures: exposuresOf(operation, openPlans(stage.id, version.id, operation)),
    }))
  const before = new Set(
    (running && pinned ? asRuns(running.content, stageValues.parse(pinned.stageValues.values)) : []).flatMap(
      ({ operation, exposures }) => exposures.map(({ kind }) => `${operation.id} ${kind}`),
    ),
  )
  return asRuns(content, values?.values ?? null).flatMap(({ operation, exposures }) =>
    exposures
      .filter(({ kind }) => forbid.includes(kind) && !before.has(`${operation.id} ${kind}`))
      .map(({ kind, sentence }) => `\`${operation.key}\` would be ${kindTexts[kind]}: ${sentence}`),
  )
}
