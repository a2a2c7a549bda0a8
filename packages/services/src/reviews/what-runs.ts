import type { Id } from '@gatehouse/contracts/ids'
import type { JsonObject } from '@gatehouse/contracts/json'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import type { GuardrailUse, LifecycleState } from '@gatehouse/contracts/snapshot'
import { type StageValues, stageValues } from '@gatehouse/contracts/stage-values'
import type { Db } from '../apis/find-version.ts'
import { loadContents } from '../contracts/stored-content.ts'
import { refFromColumn } from '../people/actor-names.ts'
import { partHash, type VersionPart, versionPart } from './policy-parts.ts'

export type StageName = { id: Id<'stage'>; slug: string; name: string; position: number }

/** A deployment that serves calls now. */
export type Running = {
  id: string
  weight: number
  startedAt: Date
  stage: StageName
  revision: { id: string; number: number; createdAt: Date; origin: { kind: string; id: string } }
  version: { id: Id<'version'>; name: string; state: LifecycleState }
  api: { id: Id<'api'>; slug: string; name: string; audience: string }
  team: { id: string; name: string }
  stageValues: StageValues
}

/** Which rows a reader sees (grantsOf). */
export type Seen = { all: boolean; teamIds: readonly string[]; apiIds: readonly string[] }

/** What runs on stages, by API, version and stage; the older of two deployments first. */
export async function loadRunning(
  db: Db,
  choice: { seen: Seen; stageId?: string | undefined; api?: string | undefined; versionId?: string | undefined },
): Promise<Running[]> {
  const { seen, stageId, api, versionId } = choice
  const rows = await db.deployment.findMany({
    where: {
      endedAt: null,
      ...(stageId === undefined ? {} : { stageId }),
      ...(versionId === undefined ? {} : { versionId }),
      version: {
        api: {
          ...(seen.all ? {} : { OR: [{ teamId: { in: [...seen.teamIds] } }, { id: { in: [...seen.apiIds] } }] }),
          ...(api === undefined ? {} : api.startsWith('api_') ? { id: api } : { slug: api }),
        },
      },
    },
    include: {
      stage: { select: { id: true, slug: true, name: true, position: true } },
      stageValues: { select: { values: true } },
      revision: { select: { id: true, number: true, createdAt: true, origin: true } },
      version: {
        select: {
          id: true,
          name: true,
          state: true,
          api: {
            select: { id: true, slug: true, name: true, audience: true, team: { select: { id: true, name: true } } },
          },
        },
      },
    },
    orderBy: [{ startedAt: 'asc' }, { id: 'asc' }],
  })
  return rows
    .map((row): Running => {
      const { api: owner, ...version } = row.version
      const { team, ...rest } = owner
      return {
        id: row.id,
        weight: row.weight,
        startedAt: row.startedAt,
        stage: { ...row.stage, id: row.stage.id as Id<'stage'> },
        revision: { ...row.revision, origin: refFromColumn(row.revision.origin) },
        version: { ...version, id: version.id as Id<'version'>, state: version.state as LifecycleState },
        api: { ...rest, id: rest.id as Id<'api'> },
        team,
        stageValues: stageValues.parse(row.stageValues.values),
      }
    })
    .sort(
      (a, b) =>
        compare(a.api.slug, b.api.slug) ||
        compare(a.version.name, b.version.name) ||
        a.stage.position - b.stage.position,
    )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Contents are read in lots: those of a large installation do not fit into memory at once. */
const lot = 40
const mostKept = 5_000

/** What follows from a deployment's content alone, kept by the deployment: it never changes. The oldest used go first. */
export class DeploymentFacts<T> {
  readonly #kept = new Map<string, T>()
  readonly #of: (content: RevisionContent, running: Running) => T

  constructor(of: (content: RevisionContent, running: Running) => T) {
    this.#of = of
  }

  async load(db: Db, running: readonly Running[]): Promise<(deploymentId: string) => T> {
    const found = new Map<string, T>()
    const missing: Running[] = []
    for (const one of running) {
      const known = this.#kept.get(one.id)
      if (known === undefined) missing.push(one)
      else found.set(one.id, known)
    }
    for (let at = 0; at < missing.length; at += lot) {
      const some = missing.slice(at, at + lot)
      const contents = await loadContents(
        db,
        some.map(({ revision }) => revision.id),
      )
      for (const one of some) {
        const content = contents.get(one.revision.id)
        if (content) found.set(one.id, this.#of(content, one))
      }
    }
    for (const [id, fact] of found) {
      this.#kept.delete(id)
      this.#kept.set(id, fact)
    }
    for (const id of this.#kept.keys()) {
      if (this.#kept.size <= mostKept) break
      this.#kept.delete(id)
    }
    return (deploymentId) => {
      const fact = found.get(deploymentId)
      if (fact === undefined) throw new Error(`deployment ${deploymentId} was not loaded`)
      return fact
    }
  }
}

export type RunningPart = { part: VersionPart; hash: string }

/** The access parts of deployments with their hashes. */
export const runningParts = new DeploymentFacts<RunningPart>((content, running) => {
  const part = versionPart(content, running.stageValues)
  return { part, hash: partHash(part) }
})

/** Guardrails that are on, in their order; `stageId` null: on every stage. */
export async function loadGuardrailUses(db: Db): Promise<{ stageId: string | null; use: GuardrailUse }[]> {
  const rows = await db.guardrail.findMany({ where: { enabled: true }, orderBy: [{ position: 'asc' }, { id: 'asc' }] })
  return rows.map((row) => ({
    stageId: row.stageId,
    use: {
      policy: row.policy,
      options: row.options as JsonObject,
      guardrail: row.id as Id<'guardrail'>,
      ...(row.audience === null ? {} : { audience: row.audience as NonNullable<GuardrailUse['audience']> }),
      ...(row.tag === null ? {} : { tag: row.tag }),
    },
  }))
}
