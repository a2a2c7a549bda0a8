import { narrowGrants, toGrants } from '@gatehouse/auth/permissions'
import type { Actor } from '@gatehouse/contracts/actor'
import { type Id, newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import { z } from 'zod'
import { DomainError } from '../grammar/domain-error.ts'
import type { Reader } from '../grammar/query.ts'

/** Who asked, as it is stored: of a service account also the key, because a key can do less than its account. */
export const proposerColumn = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('member'), id: z.string() }),
  z.object({ kind: z.literal('serviceAccount'), id: z.string(), keyId: z.string() }),
  z.object({ kind: z.literal('system'), id: z.string() }),
])
export type ProposerColumn = z.output<typeof proposerColumn>

export function toProposerColumn(actor: Actor): ProposerColumn {
  switch (actor.kind) {
    case 'member':
      return { kind: 'member', id: actor.personId }
    case 'serviceAccount':
      return { kind: 'serviceAccount', id: actor.serviceAccountId, keyId: actor.keyId }
    case 'system':
      return { kind: 'system', id: actor.task }
    default:
      throw new DomainError('forbidden', 'Changes of access are asked for by members and service accounts.')
  }
}

/** The person behind it: a key is used by whoever made it, so he cannot agree to what came by it. */
export async function personBehind(db: Reader | Transaction, column: ProposerColumn): Promise<string | null> {
  if (column.kind === 'member') return column.id
  if (column.kind === 'system') return null
  const key = await db.managementKey.findUnique({ where: { id: column.keyId }, select: { createdBy: true } })
  const maker = key && (await db.person.findUnique({ where: { id: key.createdBy }, select: { id: true } }))
  return maker?.id ?? null
}

const assignments = { where: { suspendedAt: null }, include: { role: { select: { permissions: true } } } } as const

/**
 * Whoever asked, with what he may do now: a role that he lost since is not used in his name.
 * @throws DomainError `not_possible` where he may not act any more at all
 */
export async function actorNow(tx: Transaction, column: ProposerColumn): Promise<Actor> {
  const gone = () =>
    new DomainError('not_possible', 'Whoever asked for it may not act any more. Reject it; somebody else can ask.')
  if (column.kind === 'system') return { kind: 'system', task: column.id }
  if (column.kind === 'member') {
    const person = await tx.person.findFirst({
      where: { id: column.id, deactivatedAt: null, erasedAt: null, member: { isNot: null } },
      select: { id: true, roles: assignments },
    })
    if (!person) throw gone()
    return {
      kind: 'member',
      personId: person.id as Id<'person'>,
      // No session acts here.
      sessionId: newId('session'),
      grants: toGrants(person.roles.map(toRow)),
    }
  }
  const key = await tx.managementKey.findFirst({
    where: {
      id: column.keyId,
      revokedAt: null,
      // That it has expired meanwhile says nothing: a pipeline's key lives for minutes.
      serviceAccount: { deactivatedAt: null },
    },
    select: {
      id: true,
      scopes: true,
      serviceAccount: { select: { id: true, teamId: true, roles: assignments } },
    },
  })
  if (!key) throw gone()
  return {
    kind: 'serviceAccount',
    serviceAccountId: key.serviceAccount.id as Id<'serviceAccount'>,
    keyId: key.id as Id<'managementKey'>,
    teamId: key.serviceAccount.teamId as Id<'team'>,
    grants: narrowGrants(toGrants(key.serviceAccount.roles.map(toRow)), key.scopes),
  }
}

const toRow = (row: {
  scope: string
  teamId: string | null
  apiId: string | null
  role: { permissions: string[] }
}) => ({ permissions: row.role.permissions, scope: row.scope, teamId: row.teamId, apiId: row.apiId })

/** The person behind an actor; null: a machine of nobody, or nobody who could ask. */
export async function personBehindActor(db: Reader | Transaction, actor: Actor): Promise<string | null> {
  if (actor.kind !== 'member' && actor.kind !== 'serviceAccount') return null
  return personBehind(db, toProposerColumn(actor))
}
