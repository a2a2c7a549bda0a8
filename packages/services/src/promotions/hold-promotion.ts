import { z } from 'zod'
import type { Db } from '../apis/find-version.ts'
import { verb } from '../grammar/verb.ts'
import { type LoadedPromotion, promotionScope } from './load-promotion.ts'
import { lockPromotion } from './lock-promotion.ts'

/** Whether whoever asked for a promotion may still promote: it goes on by itself on his word only as long as he may. */
export async function requesterStillMay(db: Db, { origin, version }: LoadedPromotion): Promise<boolean> {
  if (origin.kind === 'member') {
    const holds = await db.roleAssignment.count({
      where: {
        suspendedAt: null,
        role: { permissions: { has: 'api.promote' } },
        OR: [
          { scope: 'organization' },
          { scope: 'team', teamId: version.api.teamId },
          { scope: 'api', apiId: version.apiId },
        ],
        person: { id: origin.id, deactivatedAt: null, member: { isNot: null } },
      },
    })
    return holds > 0
  }
  if (origin.kind !== 'serviceAccount') return true
  const account = await db.serviceAccount.findUnique({ where: { id: origin.id }, select: { deactivatedAt: true } })
  return account !== null && account.deactivatedAt === null
}

/** A promotion that would go on by itself waits for a person from now on. */
export const holdPromotion = verb({
  name: 'promotion.hold',
  allowed: { systemOnly: true },
  input: z.strictObject({ promotion: z.string().min(1).max(120) }),
  scope: promotionScope,
  run: async ({ tx, input }) => {
    const row = await lockPromotion(tx, input.promotion)
    await tx.promotion.update({
      where: { id: row.id },
      data: {
        mode: 'prepare',
        stateReason: 'Whoever asked for it may not promote any more, so it waits for somebody who may to run it.',
        etag: { increment: 1 },
      },
    })
    return row
  },
  audit: ({ result }) => ({
    target: { kind: 'promotion', id: result.id },
    before: { mode: result.mode },
    after: { mode: 'prepare', reason: 'requester may not promote any more' },
  }),
  answer: ({ id }) => ({ id }),
})
