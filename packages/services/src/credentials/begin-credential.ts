import type { Transaction } from '@gatehouse/db/client'
import { lockApplication } from '../applications/application-scope.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { maxActiveCredentials } from './client-row.ts'

type Asked = { applicationId: string; stageId: string; expiresAt?: string | undefined }

/**
 * What holds for each credential that a developer makes, of whatever kind: an open stage, an end that is ahead, room on the application.
 * The application is locked, so that two at once cannot both take the last place.
 */
export async function beginCredential(
  tx: Transaction,
  asked: Asked,
  now: Date,
  /** The credential whose place it takes: that one does not count. */
  { replaces }: { replaces?: string } = {},
): Promise<{ stage: { id: string; exposure: string }; expiresAt: Date | null }> {
  const stage = await tx.stage.findUnique({ where: { id: asked.stageId }, select: { id: true, exposure: true } })
  // A closed stage is answered like one that does not exist: developers never learn of it.
  if (!stage || stage.exposure === 'hidden')
    throw new DomainError('invalid_input', 'There is no such stage. Choose one of the list.')
  const expiresAt = asked.expiresAt === undefined ? null : new Date(asked.expiresAt)
  if (expiresAt && expiresAt <= now)
    throw new DomainError('invalid_input', 'The end date has passed. Choose a later one.')
  await lockApplication(tx, asked.applicationId)
  const living = (column: 'expiresAt' | 'overlapUntil') => ({ OR: [{ [column]: null }, { [column]: { gt: now } }] })
  const active = await tx.credential.count({
    where: {
      applicationId: asked.applicationId,
      revokedAt: null,
      AND: [living('expiresAt'), living('overlapUntil')],
      ...(replaces === undefined ? {} : { id: { not: replaces } }),
    },
  })
  if (active >= maxActiveCredentials)
    throw new DomainError(
      'not_possible',
      `An application has at most ${maxActiveCredentials} credentials. Revoke one that is not used.`,
    )
  return { stage, expiresAt }
}
