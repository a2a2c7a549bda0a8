import type { PolicyKind, PolicyRow } from '@gatehouse/contracts/endpoints/policy-reviews'
import type { Id } from '@gatehouse/contracts/ids'
import type { Db } from '../apis/find-version.ts'
import { grantsOf } from '../grammar/authorize.ts'
import type { Context } from '../grammar/context.ts'
import { lastWriters } from './last-writers.ts'
import { guardrailPart, type PolicyPart, partHash, productPart, tokenRulesPart } from './policy-parts.ts'
import { loadRunning, runningParts, type Seen } from './what-runs.ts'

/** A policy as it is in force now, with what a reader is told of it before anything of its reviews. */
export type PolicyInForce = Pick<
  PolicyRow,
  'kind' | 'subjectId' | 'title' | 'href' | 'stage' | 'api' | 'owner' | 'revision' | 'hash'
> & {
  part: PolicyPart
  since: Date | null
  /** `{kind, id}` of whoever wrote it last; null: nobody knows. */
  writer: { kind: string; id: string } | null
}

export type PolicyChoice = {
  kind?: PolicyKind | undefined
  subjectId?: string | undefined
  stageId?: string | undefined
  api?: string | undefined
}

/** What each kind is seen by: versions and token rules with their API, guardrails as such, products with their team. */
export function seenKinds(ctx: Pick<Context, 'actor'>) {
  return {
    apis: grantsOf(ctx.actor, 'api.read'),
    guardrails: grantsOf(ctx.actor, 'guardrail.read').all,
    products: grantsOf(ctx.actor, 'product.read'),
  }
}

export type SeenKinds = ReturnType<typeof seenKinds>

/** Every policy in force that the reader sees and the choice lets through, by title. */
export async function policiesInForce(db: Db, seen: SeenKinds, choice: PolicyChoice = {}): Promise<PolicyInForce[]> {
  const wants = (kind: PolicyKind) => choice.kind === undefined || choice.kind === kind
  // One after the other: in a transaction all share one connection.
  const found = [
    ...(wants('guardrail') && seen.guardrails && choice.api === undefined ? await guardrails(db, choice) : []),
    ...(wants('version') ? await versions(db, seen.apis, choice) : []),
    ...(wants('token-rules') ? await tokenRules(db, seen.apis, choice) : []),
    ...(wants('product') && choice.stageId === undefined ? await products(db, seen.products, choice) : []),
  ]
  return found.sort(
    (a, b) => compare(a.title, b.title) || compare(a.kind, b.kind) || compare(a.stage?.id ?? '', b.stage?.id ?? ''),
  )
}

async function versions(db: Db, seen: Seen, { stageId, api, subjectId }: PolicyChoice): Promise<PolicyInForce[]> {
  const running = await loadRunning(db, { seen, stageId, api, versionId: subjectId })
  const partOf = await runningParts.load(db, running)
  const found = new Map<string, PolicyInForce>()
  for (const one of running) {
    const { part, hash } = partOf(one.id)
    const name = `${one.version.id} ${one.stage.id} ${hash}`
    // Of a canary whose access is that of what runs beside it there is one row.
    if (found.has(name)) continue
    found.set(name, {
      kind: 'version',
      subjectId: one.version.id,
      title: `${one.api.name} ${one.version.name}`,
      href: `/apis/${one.api.slug}/${one.version.name}/policies`,
      stage: { id: one.stage.id, slug: one.stage.slug, name: one.stage.name },
      api: { id: one.api.id, slug: one.api.slug, name: one.api.name },
      owner: one.team,
      revision: `r${one.revision.number}${one.weight === 100 ? '' : ` (${one.weight} %)`}`,
      hash,
      part,
      since: one.startedAt,
      writer: one.revision.origin,
    })
  }
  return [...found.values()]
}

async function guardrails(db: Db, { stageId, subjectId }: PolicyChoice): Promise<PolicyInForce[]> {
  const rows = await db.guardrail.findMany({
    where: {
      enabled: true,
      ...(subjectId === undefined ? {} : { id: subjectId }),
      ...(stageId === undefined ? {} : { OR: [{ stageId: null }, { stageId }] }),
    },
    orderBy: [{ position: 'asc' }, { id: 'asc' }],
  })
  const writerOf = await lastWriters(
    db,
    'guardrail',
    rows.map(({ id }) => id),
  )
  return rows.map((row): PolicyInForce => {
    const part = guardrailPart(row)
    return {
      kind: 'guardrail',
      subjectId: row.id,
      title: row.name,
      href: `/access/guardrails/${row.id}`,
      stage: null,
      api: null,
      owner: null,
      revision: null,
      hash: partHash(part),
      part,
      since: row.updatedAt,
      writer: writerOf(row.id),
    }
  })
}

async function tokenRules(db: Db, seen: Seen, { stageId, api, subjectId }: PolicyChoice): Promise<PolicyInForce[]> {
  const rows = await db.apiTokenRule.findMany({
    where: {
      ...(stageId === undefined ? {} : { stageId }),
      ...(subjectId === undefined ? {} : { apiId: subjectId }),
      api: {
        ...(seen.all ? {} : { OR: [{ teamId: { in: [...seen.teamIds] } }, { id: { in: [...seen.apiIds] } }] }),
        ...(api === undefined ? {} : api.startsWith('api_') ? { id: api } : { slug: api }),
      },
    },
    include: {
      stage: { select: { id: true, slug: true, name: true } },
      api: { select: { id: true, slug: true, name: true, team: { select: { id: true, name: true } } } },
    },
    orderBy: [{ position: 'asc' }, { id: 'asc' }],
  })
  const places = [...Map.groupBy(rows, (row) => `${row.apiId} ${row.stageId}`).values()]
  const writerOf = await lastWriters(
    db,
    'token-rules',
    rows.map(({ apiId }) => apiId),
  )
  return places.flatMap((own): PolicyInForce[] => {
    const [first] = own
    if (!first) return []
    const { team, ...owner } = first.api
    const part = tokenRulesPart(first.stageId, own)
    return [
      {
        kind: 'token-rules',
        subjectId: owner.id,
        title: `Token rules of ${owner.name}`,
        href: `/apis/${owner.slug}`,
        stage: { ...first.stage, id: first.stage.id as Id<'stage'> },
        api: { ...owner, id: owner.id as Id<'api'> },
        owner: team,
        revision: null,
        hash: partHash(part),
        part,
        since: new Date(Math.max(...own.map(({ createdAt }) => createdAt.getTime()))),
        writer: writerOf(owner.id, first.stageId),
      },
    ]
  })
}

async function products(db: Db, seen: Seen, { api, subjectId }: PolicyChoice): Promise<PolicyInForce[]> {
  const ofApi = api === undefined ? {} : { version: { api: api.startsWith('api_') ? { id: api } : { slug: api } } }
  const rows = await db.product.findMany({
    where: {
      ...(subjectId === undefined ? {} : { id: subjectId }),
      ...(seen.all ? {} : { teamId: { in: [...seen.teamIds] } }),
      items: { some: ofApi },
    },
    include: { items: true, team: { select: { id: true, name: true } } },
    orderBy: { id: 'asc' },
  })
  const writerOf = await lastWriters(
    db,
    'product',
    rows.map(({ id }) => id),
  )
  return rows.map((row): PolicyInForce => {
    const part = productPart(row.items)
    const writer = writerOf(row.id)
    return {
      kind: 'product',
      subjectId: row.id,
      title: `Product ${row.name}`,
      href: `/products/${row.id}`,
      stage: null,
      api: null,
      owner: row.team,
      revision: null,
      hash: partHash(part),
      part,
      since: writer?.at ?? row.createdAt,
      writer,
    }
  })
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
