import { exceeds, toGrants } from '@gatehouse/auth/permissions'
import { groupGift } from '@gatehouse/contracts/identity-providers'
import type { Transaction } from '@gatehouse/db/client'
import { assertMayMap } from '../directory/may-map.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'

/**
 * Whoever can write to a directory can put himself into each of its groups. So a way to write is given only by whom might give what the
 * groups give himself. Throws forbidden.
 */
export async function assertMayFillGroups(tx: Transaction, ctx: Context, providerId: string): Promise<void> {
  if (ctx.actor.kind === 'system') return
  const mappings = await tx.groupMapping.findMany({
    where: { group: { identityProviderId: providerId } },
    select: { gives: true },
    take: 2_000,
  })
  for (const { gives } of mappings) await assertMayMap(tx, ctx, groupGift.parse(gives), { gone: true })
}

type Row = {
  permissions: string[]
  scope: string
  teamId: string | null
  apiId: string | null
  apiTeamId: string | null
}

/**
 * Whoever decides what a provider's word is believed by (certificates, addresses, claims, domains) can be anybody who comes by it: those
 * who are linked to it, and members with an address in its domains. What they may, he must be able to do himself. Throws forbidden.
 */
export async function assertMaySpeakFor(
  tx: Transaction,
  ctx: Context,
  provider: { id?: string; settings: object },
): Promise<void> {
  const { actor } = ctx
  if (actor.kind === 'system') return
  const { linkDomains = [] } = provider.settings as { linkDomains?: string[] }
  const domains = linkDomains.map((domain) => domain.toLowerCase())
  const rows = await tx.$queryRaw<Row[]>`
    SELECT DISTINCT ON (r.id, a.scope, a.team_id, a.api_id) r.permissions, a.scope, a.team_id AS "teamId", a.api_id AS "apiId", api.team_id AS "apiTeamId"
    FROM role_assignment a JOIN role r ON r.id = a.role_id JOIN person p ON p.id = a.person_id LEFT JOIN api ON api.id = a.api_id
    WHERE p.erased_at IS NULL AND (
      split_part(p.email, '@', 2) = ANY(${domains}::text[])
      OR EXISTS (SELECT FROM person_identity i WHERE i.person_id = p.id AND i.identity_provider_id = ${provider.id ?? ''})
      OR EXISTS (SELECT FROM directory_person d WHERE d.person_id = p.id AND d.identity_provider_id = ${provider.id ?? ''}))`
  const own = actor.kind === 'member' || actor.kind === 'serviceAccount' ? actor.grants : []
  const lacking = new Set<string>()
  for (const row of rows)
    for (const grant of toGrants([row])) {
      const scope = {
        ...(row.apiId === null ? {} : { apiId: row.apiId }),
        ...((row.teamId ?? row.apiTeamId) ? { teamId: row.teamId ?? row.apiTeamId ?? '' } : {}),
      }
      for (const permission of exceeds(own, grant.permissions, scope)) lacking.add(permission)
    }
  if (lacking.size > 0)
    throw new DomainError(
      'forbidden',
      `Persons who come by this provider hold what you lack: ${[...lacking].join(', ')}. Somebody who holds it has to set what the provider is believed by.`,
    )
  if (provider.id !== undefined) await assertMayFillGroups(tx, ctx, provider.id)
}
