import type { StoredRequest } from '@gatehouse/analytics/store/request-log'
import type { requestSummary } from '@gatehouse/contracts/endpoints/usage'
import type { Id } from '@gatehouse/contracts/ids'
import type { z } from 'zod'
import type { Reader } from '../grammar/query.ts'

export type RequestSummary = z.output<typeof requestSummary>
export type Audience = 'member' | 'developer'

const distinct = (ids: readonly (string | null)[]) => [...new Set(ids.filter((id) => id !== null))]

/** Shows stored requests with the names that things have now. Developers read public stage names. */
export async function toRequestSummaries(
  db: Reader,
  audience: Audience,
  rows: readonly StoredRequest[],
): Promise<RequestSummary[]> {
  const [operations, versions, stages, applications, credentials] = await Promise.all([
    db.operation.findMany({
      where: { id: { in: distinct(rows.map((row) => row.operationId)) } },
      select: { id: true, method: true, path: true },
    }),
    db.version.findMany({
      where: { id: { in: distinct(rows.map((row) => row.versionId)) } },
      select: { id: true, name: true, api: { select: { id: true, name: true, slug: true } } },
    }),
    db.stage.findMany({ select: { id: true, name: true, publicName: true } }),
    db.application.findMany({
      where: { id: { in: distinct(rows.map((row) => row.applicationId)) } },
      select: { id: true, name: true },
    }),
    db.credential.findMany({
      where: { id: { in: distinct(rows.map((row) => row.credentialId)) } },
      select: { id: true, name: true, last4: true },
    }),
  ])
  const byId = <T extends { id: string }>(items: readonly T[]) => new Map(items.map((item) => [item.id, item]))
  const [operationOf, versionOf, stageOf, applicationOf, credentialOf] = [
    byId(operations),
    byId(versions),
    byId(stages),
    byId(applications),
    byId(credentials),
  ]
  return rows.map((row) => {
    const operation = operationOf.get(row.operationId ?? '')
    const version = versionOf.get(row.versionId ?? '')
    const stage = stageOf.get(row.stageId ?? '')
    const application = applicationOf.get(row.applicationId ?? '')
    const credential = credentialOf.get(row.credentialId ?? '')
    return {
      id: row.requestId as Id<'request'>,
      at: row.at.toISOString(),
      method: row.method,
      path: row.path,
      operation: operation
        ? { id: operation.id as Id<'operation'>, method: operation.method, path: operation.path }
        : null,
      api: version
        ? { id: version.api.id as Id<'api'>, name: version.api.name, slug: version.api.slug, version: version.name }
        : null,
      stage: {
        id: row.stageId ?? '',
        name: (audience === 'developer' ? stage?.publicName : undefined) ?? stage?.name ?? 'Unknown',
      },
      application: application ? { id: application.id, name: application.name } : null,
      credential: credential
        ? { id: credential.id as Id<'credential'>, name: credential.name, last4: credential.last4 }
        : null,
      status: row.status,
      statusSource: row.statusSource,
      code: row.code,
      totalUs: row.totalUs,
    }
  })
}

/** Names for a ranking, by what it ranks. */
export async function rankingNames(
  db: Reader,
  by: 'operation' | 'application' | 'api' | 'code' | 'credential',
  ids: readonly string[],
): Promise<(id: string) => string> {
  const where = { id: { in: [...ids] } }
  const names = new Map<string, string>()
  if (by === 'operation')
    for (const row of await db.operation.findMany({ where })) names.set(row.id, `${row.method} ${row.path}`)
  if (by === 'application')
    for (const row of await db.application.findMany({ where, select: { id: true, name: true } }))
      names.set(row.id, row.name)
  if (by === 'api')
    for (const row of await db.api.findMany({ where, select: { id: true, name: true } })) names.set(row.id, row.name)
  if (by === 'credential')
    for (const row of await db.credential.findMany({ where, select: { id: true, name: true, last4: true } }))
      names.set(row.id, `${row.name} …${row.last4}`)
  return (id) => names.get(id) ?? id
}
