import type { FoundUse } from '@gatehouse/analytics/store/feature-use'
import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import type { ChangeItem } from '@gatehouse/contracts/endpoints/deployment-views'
import type { AffectedApplication } from '@gatehouse/contracts/endpoints/promotion-views'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import type { Db } from '../apis/find-version.ts'
import { type Owned, withOwners } from '../deprecation/recipients.ts'
import type { Context } from '../grammar/context.ts'
import { type Touched, touchedBy } from './change-asks.ts'
import { loadFeatures } from './feature-dictionary.ts'

/** Of one change all applications are counted, but so many shown. */
export const shownApplications = 100

export type ChangeImpact = {
  applications: AffectedApplication[]
  /** Of all, shown or not. */
  ids: readonly string[]
  unnamed: { calls: number; lastCallAt: string } | null
}

export type Impact = {
  days: number
  /** Applications that called the version in that time. */
  active: number
  /** Whether anyone called it at all. */
  called: boolean
  /** For each change in its order; null: nobody can be touched by it. */
  changes: (ChangeImpact | null)[]
}

export type ImpactQuestion = {
  versionId: string
  stageId: string
  days: number
  /** What runs, then what would: an operation is looked up in both. */
  contents: readonly RevisionContent[]
  changes: readonly ChangeItem[]
}

/**
 * Who used what a change is about, in the last days on a stage. Requests exactly, from what the gateways noted of each call; answers as
 * an upper bound: every caller may read what changes in them.
 */
export async function findImpact(
  ctx: Context,
  db: Db,
  { versionId, stageId, days, contents, changes }: ImpactQuestion,
): Promise<Impact> {
  const store = usageStoreOf(ctx.db.pool)
  const period = { stageId, now: ctx.now(), days }
  const operationId = (key: string): string | undefined =>
    contents.map(({ operations }) => (Object.hasOwn(operations, key) ? operations[key]?.id : undefined)).find(Boolean)
  const keys = new Set(changes.flatMap(({ operation }) => operation ?? []))
  const dictionary = await loadFeatures(
    db,
    [...keys].flatMap((key) => operationId(key) ?? []),
  )
  const touched = changes.map((change) => touchedBy(change, operationId, dictionary))
  const callers = await store.callers(period, versionId)
  const asks = touched.flatMap((one) => (one === null || one.kind === 'version' ? [] : [one.ask]))
  const answers = await store.uses(period, asks)
  let next = 0
  const found = touched.map((one) => {
    if (one === null) return null
    const uses = one.kind === 'version' ? callers : (answers[next++] ?? [])
    return one.kind === 'unnamed' ? uses.filter(({ applicationId }) => applicationId === null) : uses
  })
  const shown = new Set(found.flatMap((uses) => named(uses).slice(0, shownApplications)).map(idOf))
  const owned = new Map((await withOwners(db, [...shown])).map((one) => [one.id, one]))
  return {
    days,
    active: named(callers).length,
    called: callers.length > 0,
    changes: found.map((uses, index) => uses && impactOf(uses, touched[index] ?? null, owned)),
  }
}

function named(uses: readonly FoundUse[] | null): FoundUse[] {
  return uses?.filter(({ applicationId }) => applicationId !== null) ?? []
}

function idOf({ applicationId }: FoundUse): string {
  return applicationId ?? ''
}

function impactOf(uses: readonly FoundUse[], touched: Touched | null, owned: ReadonlyMap<string, Owned>): ChangeImpact {
  const basis = touched?.kind === 'unnamed' ? 'exact' : (touched?.basis ?? 'exact')
  const unnamed = uses.find(({ applicationId }) => applicationId === null)
  const applications = named(uses)
    .slice(0, shownApplications)
    .flatMap((use): AffectedApplication[] => {
      // One that is deleted calls no more.
      const known = owned.get(idOf(use))
      if (!known) return []
      return [
        {
          id: known.id,
          name: known.name,
          team: known.team,
          owners: known.owners.map(({ name }) => name),
          calls: use.calls > 0 ? use.calls : use.unknown,
          lastCallAt: use.lastAt.toISOString(),
          basis: use.calls > 0 ? basis : 'may-use',
        },
      ]
    })
  const gone = new Set(
    named(uses)
      .slice(0, shownApplications)
      .map(idOf)
      .filter((id) => !owned.has(id)),
  )
  return {
    applications,
    ids: named(uses)
      .map(idOf)
      .filter((id) => !gone.has(id)),
    unnamed: unnamed
      ? { calls: unnamed.calls > 0 ? unnamed.calls : unnamed.unknown, lastCallAt: unnamed.lastAt.toISOString() }
      : null,
  }
}
