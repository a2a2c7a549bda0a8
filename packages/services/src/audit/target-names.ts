import type { Reader } from '../grammar/query.ts'
import type { Visible } from './audit-condition.ts'

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
  role: (db, ids) => db.role.findMany(byIds(ids)),
  guardrail: (db, ids) => db.guardrail.findMany(byIds(ids)),
  campaign: (db, ids) => db.campaign.findMany(byIds(ids)),
  webhook: (db, ids) => db.webhook.findMany(byIds(ids)),
  auditSink: (db, ids) => db.auditSink.findMany(byIds(ids)),
  portal: (db, ids) => db.portal.findMany(byIds(ids)),
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

/** How many of a kind are offered. */
const mostOfKind = 5

/** Things whose name holds the text, by kind: what people look for in the log without knowing its id. */
export async function findTargets(
  db: Reader,
  text: string,
  visible: Visible,
  persons: boolean,
): Promise<{ kind: string; id: string; name: string }[]> {
  const name = { contains: text, mode: 'insensitive' as const }
  const of = <W extends object>(own: W) => ({
    where: { name, ...own },
    select: { id: true, name: true },
    orderBy: { name: 'asc' as const },
    take: mostOfKind,
  })
  const scoped = visible.all ? {} : { id: { in: [...visible.apiIds] } }
  const byTeam = visible.all ? {} : { teamId: { in: [...visible.teamIds] } }
  const whole = visible.all
  const found: [kind: string, Promise<Named[]>][] = [
    ['api', db.api.findMany(of(visible.all ? {} : { OR: [scoped, byTeam] }))],
    ['team', db.team.findMany(of({ personalOfId: null, ...(whole ? {} : { id: { in: [...visible.teamIds] } }) }))],
    ['application', db.application.findMany(of(byTeam))],
    ...(whole
      ? ([
          ['product', db.product.findMany(of({}))],
          ['plan', db.plan.findMany(of({}))],
          ['stage', db.stage.findMany(of({}))],
          ['role', db.role.findMany(of({}))],
          ['serviceAccount', db.serviceAccount.findMany(of({}))],
          ['identityProvider', db.identityProvider.findMany(of({}))],
          ['webhook', db.webhook.findMany(of({}))],
          ...(persons ? [['person', db.person.findMany(of({ erasedAt: null }))] as const] : []),
        ] as [string, Promise<Named[]>][])
      : []),
  ]
  const lists = await Promise.all(found.map(async ([kind, rows]) => (await rows).map((row) => ({ kind, ...row }))))
  return lists.flat()
}
