import type { ProposedChange } from '@gatehouse/contracts/endpoints/access-engine'
import type { Id } from '@gatehouse/contracts/ids'
import type { GuardrailUse } from '@gatehouse/contracts/snapshot'
import { type Db, findStage } from '../apis/find-version.ts'
import { guardrailUse } from '../deployments/stage-state.ts'
import { notFound } from '../grammar/domain-error.ts'
import type { StageChange } from './stage-change.ts'

type Proposed = Extract<ProposedChange, { kind: 'guardrail' }>['guardrail']

/** A new guardrail stands behind the others until it has its place. */
const last = Number.MAX_SAFE_INTEGER

/** A guardrail as it would be, on every stage where it holds or held. */
export async function proposeGuardrail(db: Db, proposed: Proposed): Promise<StageChange[]> {
  const rows = await db.guardrail.findMany({ orderBy: [{ position: 'asc' }, { id: 'asc' }] })
  const before = rows.find(({ id }) => id === proposed.id)
  if (proposed.id !== undefined && before === undefined) throw notFound()
  const stage = proposed.scope.stage === undefined ? null : await findStage(db, proposed.scope.stage)
  if (proposed.scope.stage !== undefined && stage === null) throw notFound()
  const after = {
    id: proposed.id ?? newGuardrail,
    stageId: stage?.id ?? null,
    audience: proposed.scope.audience ?? null,
    tag: proposed.scope.tag ?? null,
    policy: proposed.policy as string,
    options: proposed.options,
    enabled: proposed.enabled,
    position: before?.position ?? last,
  }
  const all = [...rows.filter(({ id }) => id !== after.id), after].toSorted(
    (one, other) => one.position - other.position || (one.id < other.id ? -1 : 1),
  )
  const audiences = new Map(
    (await db.api.findMany({ select: { id: true, audience: true } })).map((api) => [api.id, api]),
  )
  const stages = await db.stage.findMany({ orderBy: { position: 'asc' }, select: { id: true } })
  const concerned = (stageId: string) =>
    [before, after].some((one) => one !== undefined && (one.stageId === null || one.stageId === stageId))
  // Where nothing was ever published there is nobody whom it could concern.
  const published = await db.stageSnapshot.findMany({ distinct: ['stageId'], select: { stageId: true } })
  return stages
    .filter(({ id }) => concerned(id) && published.some(({ stageId }) => stageId === id))
    .map(({ id: stageId }) => ({
      stageId,
      manifest: async (current) => {
        if (current === null) throw new Error(`the stage ${stageId} has no snapshot`)
        const guardrails: GuardrailUse[] = all
          .filter((row) => row.enabled && (row.stageId === null || row.stageId === stageId))
          .map(guardrailUse)
        const versions = current.versions.map((version) => {
          const audience = audiences.get(version.apiId)?.audience as (typeof version)['audience']
          return audience === undefined ? version : { ...version, audience }
        })
        return { manifest: { ...current, guardrails, versions }, parts: new Map() }
      },
    }))
}

/** Names one that has no id yet. */
export const newGuardrail = `grd_${'0'.repeat(32)}` as Id<'guardrail'>
