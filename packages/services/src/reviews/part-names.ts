import type { Db } from '../apis/find-version.ts'
import { namesIn } from '../guardrails/guardrail-sentences.ts'
import type { PartNames } from './part-lines.ts'
import type { PolicyPart } from './policy-parts.ts'

/** Names of all that these parts name by id, as they are now; a handful of queries, whatever their number. */
export async function partNames(db: Db, parts: readonly PolicyPart[]): Promise<PartNames> {
  const text = JSON.stringify(parts)
  const idsOf = (prefix: string) => [...new Set(text.match(new RegExp(`\\b${prefix}_[0-9a-f]{32}\\b`, 'g')) ?? [])]
  const rules = await namesIn(db, parts)
  const stages = await db.stage.findMany({ select: { id: true, name: true, gatewayUrl: true } })
  const select = { id: true, name: true } as const
  const providers = await db.identityProvider.findMany({ where: { id: { in: idsOf('idp') } }, select })
  const products = parts.filter((part) => part.kind === 'product').flatMap(({ items }) => items)
  const versions = await db.version.findMany({
    where: { id: { in: products.map(({ versionId }) => versionId) } },
    select: { id: true, name: true, api: { select: { name: true } } },
  })
  const operations = await db.operation.findMany({
    where: { id: { in: products.flatMap(({ operationIds }) => operationIds) } },
    select: { id: true, method: true, path: true },
  })
  const stageOf = new Map(stages.map((stage) => [stage.id, stage]))
  const providerOf = new Map(providers.map(({ id, name }) => [id, name]))
  const versionOf = new Map(versions.map(({ id, name, api }) => [id, `${api.name} ${name}`]))
  const operationOf = new Map(operations.map(({ id, method, path }) => [id, `${method} ${path}`]))
  return {
    rules,
    stage: (id) => ({ name: stageOf.get(id)?.name ?? id, address: stageOf.get(id)?.gatewayUrl ?? '' }),
    provider: (id) => providerOf.get(id) ?? 'A provider that is gone',
    application: (id) => rules.nameOf('application', id) ?? undefined,
    plan: (id) => rules.nameOf('plan', id) ?? undefined,
    version: (id) => versionOf.get(id) ?? 'a version that is gone',
    operation: (id) => operationOf.get(id) ?? id,
  }
}
