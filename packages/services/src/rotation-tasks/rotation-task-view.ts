import type { RotationTaskView } from '@gatehouse/contracts/endpoints/rotation-tasks'
import type { Id } from '@gatehouse/contracts/ids'
import type { Prisma } from '@gatehouse/db/client'

export const rotationTaskInclude = {
  person: { select: { id: true, name: true, erasedAt: true, deactivatedAt: true } },
  credential: {
    include: { stage: true, application: { include: { team: { select: { id: true, name: true } } } } },
  },
  managementKey: { include: { serviceAccount: { include: { team: { select: { id: true, name: true } } } } } },
} satisfies Prisma.RotationTaskInclude
export type RotationTaskRow = Prisma.RotationTaskGetPayload<{ include: typeof rotationTaskInclude }>

/** A task as it is shown; undefined: what it was about is gone. */
export function toRotationTaskView(row: RotationTaskRow): RotationTaskView | undefined {
  const about = subjectOf(row)
  if (!about) return undefined
  const person = { id: row.person.id as Id<'person'>, name: row.person.erasedAt ? 'Erased person' : row.person.name }
  const reason = row.reason === 'left-team' ? 'left-team' : 'deactivated'
  const why = wentOff(reason, about.team.name)
  const what =
    about.secret.kind === 'management-key'
      ? `the management key ${about.secret.name} of ${about.owner.name}, which is refused since`
      : `the ${about.secret.kind === 'key' ? 'key' : 'client'} ${about.secret.name} of ${about.owner.name}`
  return {
    id: row.id as Id<'rotationTask'>,
    ...about,
    person,
    reason,
    sentence:
      about.secret.kind === 'management-key'
        ? `${person.name} ${why} and has made ${what}.`
        : `${person.name} ${why} and has seen ${what}.`,
    dueAt: row.dueAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
    decision: row.decision as RotationTaskView['decision'],
    decidedAt: row.decidedAt?.toISOString() ?? null,
  }
}

/** What the person did that raised the task: the end of a sentence that begins with his name. */
export const wentOff = (reason: string, team: string) => (reason === 'left-team' ? `left ${team}` : 'was switched off')

function subjectOf({ credential, managementKey, person }: RotationTaskRow) {
  if (credential) {
    const { application } = credential
    return {
      secret: {
        kind: credential.kind === 'client' ? ('client' as const) : ('key' as const),
        id: credential.id,
        name: credential.name,
        mark: `…${credential.last4}`,
        stage: credential.stage.name,
        works: credential.revokedAt === null,
      },
      owner: { kind: 'application' as const, id: application.id, name: application.name },
      team: { id: application.team.id as Id<'team'>, name: application.team.name },
    }
  }
  if (!managementKey) return undefined
  const { serviceAccount } = managementKey
  return {
    secret: {
      kind: 'management-key' as const,
      id: managementKey.id,
      name: managementKey.name,
      mark: `${managementKey.start}…`,
      stage: null,
      works:
        managementKey.revokedAt === null && (managementKey.createdBy !== person.id || person.deactivatedAt === null),
    },
    owner: { kind: 'serviceAccount' as const, id: serviceAccount.id, name: serviceAccount.name },
    team: { id: serviceAccount.team.id as Id<'team'>, name: serviceAccount.team.name },
  }
}
