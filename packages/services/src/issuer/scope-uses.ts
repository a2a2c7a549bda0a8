import { operationKey } from '@gatehouse/contracts/api-description'
import { listScopeUses as endpoint, type ScopeUses } from '@gatehouse/contracts/endpoints/issuer'
import type { Id } from '@gatehouse/contracts/ids'
import { builtInIssuer, openIdScopes } from '@gatehouse/contracts/issuer-policy'
import { requiredScopes } from '@gatehouse/contracts/required-scopes'
import { loadContents } from '../contracts/stored-content.ts'
import { query, type Reader } from '../grammar/query.ts'

const shown = 20
/** As many revisions as one look reads. */
const mostRevisions = 1_000

type Operations = ScopeUses['operations']

/** What needs each scope and who holds it: the catalogue's, and those that operations need beside it. */
export const listScopeUses = query({
  name: 'issuer.scopes.uses',
  allowed: { permission: 'issuer.read' },
  input: endpoint.query,
  run: async ({ ctx, db }) => {
    const entries = await db.scopeEntry.findMany({ where: { issuerId: builtInIssuer }, select: { name: true } })
    const operations = await operationsByScope(db)
    const clients = await clientsByScope(db, ctx.now())
    const groups = await db.endUserGroup.findMany({
      select: { name: true, scopes: true },
      orderBy: { name: 'asc' },
      take: 1_000,
    })
    const names = new Set([...entries.map(({ name }) => name), ...operations.keys()])
    for (const name of openIdScopes) names.delete(name)
    return {
      items: [...names].sort().map((name) => ({
        name,
        operations: operations.get(name) ?? { total: 0, items: [] },
        clients: clients.get(name) ?? { total: 0, items: [] },
        groups: groups.filter(({ scopes }) => scopes.includes(name)).map((group) => group.name),
      })),
    }
  },
})

/** By what runs on any stage now, the newest deployment of each version. */
async function operationsByScope(db: Reader): Promise<Map<string, Operations>> {
  const running = await db.deployment.findMany({
    where: { endedAt: null },
    select: {
      revisionId: true,
      versionId: true,
      version: { select: { name: true, api: { select: { slug: true, name: true } } } },
    },
    orderBy: { startedAt: 'desc' },
    take: mostRevisions,
  })
  const newest = new Map(running.toReversed().map((one) => [one.versionId, one]))
  const contents = await loadContents(
    db,
    [...newest.values()].map(({ revisionId }) => revisionId),
  )
  const found = new Map<string, Operations>()
  for (const { revisionId, version } of newest.values()) {
    const content = contents.get(revisionId)
    for (const operation of content?.contract.operations ?? []) {
      if (content?.operations[operationKey(operation)]?.anonymous) continue
      for (const name of new Set(requiredScopes(operation).flat())) {
        const uses = found.get(name) ?? { total: 0, items: [] }
        uses.total += 1
        if (uses.items.length < shown)
          uses.items.push({
            apiSlug: version.api.slug,
            apiName: version.api.name,
            versionName: version.name,
            method: operation.method,
            path: operation.path,
          })
        found.set(name, uses)
      }
    }
  }
  return found
}

async function clientsByScope(db: Reader, now: Date): Promise<Map<string, ScopeUses['clients']>> {
  const rows = await db.$queryRaw<
    {
      scope: string
      total: bigint
      place: bigint
      id: string
      name: string
      application_id: string
      application: string
    }[]
  >`SELECT * FROM (
      SELECT s AS scope, count(*) OVER (PARTITION BY s) AS total, row_number() OVER (PARTITION BY s ORDER BY c.id) AS place,
        c.id, c.name, a.id AS application_id, a.name AS application
      FROM credential c JOIN application a ON a.id = c.application_id, unnest(c.scopes) AS s
      WHERE c.kind = 'client' AND c.revoked_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > ${now}) AND a.deleted_at IS NULL
    ) found WHERE place <= ${shown} ORDER BY scope, place`
  const found = new Map<string, ScopeUses['clients']>()
  for (const { scope, total, id, name, application_id, application } of rows) {
    const clients = found.get(scope) ?? { total: Number(total), items: [] }
    clients.items.push({
      id: id as Id<'credential'>,
      name,
      application: { id: application_id as Id<'application'>, name: application },
    })
    found.set(scope, clients)
  }
  return found
}
