import type { Reader } from '../grammar/query.ts'

type Named = { id: string; name: string }

/** How targets of the audit log are called now, by their kind. What is not here is shown by its id. */
const readers: Record<string, (db: Reader, ids: string[]) => Promise<Named[]>> = {
  person: (db, ids) => db.person.findMany(byIds(ids)),
  team: (db, ids) => db.team.findMany(byIds(ids)),
  api: (db, ids) => db.api.findMany(byIds(ids)),
  version: (db, ids) => db.version.findMany(byIds(ids)),
  stage: (db, ids) => db.stage.findMany(byIds(ids)),
  gateway: (db, ids) => db.gateway.findMany(byIds(ids)),
  product: (db, ids) => db.product.findMany(byIds(ids)),
  plan: (db, ids) => db.plan.findMany(byIds(ids)),
  application: (db, ids) => db.application.findMany(byIds(ids)),
  credential: (db, ids) => db.credential.findMany(byIds(ids)),
  identityProvider: (db, ids) => db.identityProvider.findMany(byIds(ids)),
  serviceAccount: (db, ids) => db.serviceAccount.findMany(byIds(ids)),
  managementKey: (db, ids) => db.managementKey.findMany(byIds(ids)),
  organization: (db, ids) => db.organization.findMany(byIds(ids)),
}

const byIds = (ids: string[]) => ({ where: { id: { in: ids } }, select: { id: true, name: true } }) as const

/** Names by id, one query a kind. Persons and personal teams only when `persons`: their names are theirs. */
export async function targetNames(
  db: Reader,
  targets: readonly { targetKind: string; targetId: string }[],
  persons: boolean,
): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (const kind of new Set(targets.map(({ targetKind }) => targetKind))) {
    const read = readers[kind]
    if (read === undefined || (kind === 'person' && !persons)) continue
    const ids = [...new Set(targets.filter((target) => target.targetKind === kind).map(({ targetId }) => targetId))]
    for (const { id, name } of await read(db, ids)) names.set(id, name)
  }
  if (!persons) {
    const own = await db.team.findMany({
      where: { id: { in: [...names.keys()] }, personalOfId: { not: null } },
      select: { id: true },
    })
    for (const { id } of own) names.delete(id)
  }
  return names
}
