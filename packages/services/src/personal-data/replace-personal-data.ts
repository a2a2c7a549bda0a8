import type { Transaction } from '@gatehouse/db/client'
import { eraseFromCampaigns } from '../campaigns/erase-names.ts'

const nobody = 'Erased person'

/** Replaces or removes everything that says who a person was. Rows that others hang on keep his id and lose the rest. */
export async function replacePersonalData(tx: Transaction, personId: string, now: Date): Promise<void> {
  const mine = { where: { personId } }
  const directory = await tx.directoryPerson.findMany({ ...mine, select: { id: true } })
  const directoryIds = directory.map(({ id }) => id)
  await tx.directoryMessage.updateMany({ where: { directoryPersonId: { in: directoryIds } }, data: { detail: {} } })
  await tx.directoryPerson.deleteMany(mine)
  await tx.personIdentity.deleteMany(mine)
  await tx.emailToken.deleteMany(mine)
  await tx.signInTicket.deleteMany(mine)
  await tx.memberSession.deleteMany(mine)
  await tx.developerSession.deleteMany(mine)
  await tx.totpFactor.deleteMany(mine)
  await tx.passkey.deleteMany(mine)
  await tx.recoveryCode.deleteMany(mine)
  await tx.roleAssignment.deleteMany(mine)
  await tx.teamMember.deleteMany({ where: { personId, team: { personalOfId: null } } })
  await eraseFromCampaigns(tx, personId, nobody)
  await tx.team.updateMany({ where: { personalOfId: personId }, data: { name: nobody } })
  // Answers to his writes are kept sealed for a day; they may hold his name.
  await tx.$executeRaw`DELETE FROM idempotency_record WHERE actor_id = ${personId}`
  await tx.$executeRaw`
    DELETE FROM graphile_worker._private_jobs WHERE locked_at IS NULL AND payload->>'personId' = ${personId}`
  await tx.person.update({
    where: { id: personId },
    data: {
      email: null,
      name: nobody,
      passwordHash: null,
      emailVerifiedAt: null,
      erasedAt: now,
      etag: { increment: 1 },
    },
  })
}
