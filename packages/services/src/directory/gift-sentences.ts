import type { GroupGift } from '@gatehouse/contracts/identity-providers'
import type { Transaction } from '@gatehouse/db/client'
import type { Reader } from '../grammar/query.ts'

/** Says what mappings give, with the names that roles, teams and APIs have now. Three queries, whatever the number. */
export async function giftSentences(
  db: Reader | Transaction,
  gifts: readonly GroupGift[],
): Promise<(gift: GroupGift) => string> {
  const roleIds = new Set<string>()
  const teamIds = new Set<string>()
  const apiIds = new Set<string>()
  for (const gift of gifts) {
    if (gift.kind === 'role') roleIds.add(gift.roleId)
    if (gift.kind === 'team') teamIds.add(gift.teamId)
    if (gift.kind === 'role' && gift.scope.on === 'team') teamIds.add(gift.scope.teamId)
    if (gift.kind === 'role' && gift.scope.on === 'api') apiIds.add(gift.scope.apiId)
  }
  const select = { id: true, name: true } as const
  const found = [
    ...(roleIds.size === 0 ? [] : await db.role.findMany({ where: { id: { in: [...roleIds] } }, select })),
    ...(teamIds.size === 0 ? [] : await db.team.findMany({ where: { id: { in: [...teamIds] } }, select })),
    ...(apiIds.size === 0 ? [] : await db.api.findMany({ where: { id: { in: [...apiIds] } }, select })),
  ]
  const names = new Map(found.map(({ id, name }) => [id, name]))
  const nameOf = (id: string, what: string) => names.get(id) ?? `a ${what} that is gone`
  return (gift) => {
    if (gift.kind === 'developer') return 'the portal, as a developer'
    if (gift.kind === 'team') return `${gift.role} in team ${nameOf(gift.teamId, 'team')}`
    const role = `role ${nameOf(gift.roleId, 'role')}`
    if (gift.scope.on === 'team') return `${role} for team ${nameOf(gift.scope.teamId, 'team')}`
    if (gift.scope.on === 'api') return `${role} for API ${nameOf(gift.scope.apiId, 'API')}`
    return `${role} for the organization`
  }
}
