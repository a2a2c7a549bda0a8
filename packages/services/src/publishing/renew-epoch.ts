import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { verb } from '../grammar/verb.ts'

/**
 * A gateway (or this process) knows more of the log than the database has: it was restored. A new epoch makes every gateway load
 * everything again. `seen` is the epoch that was found too old, so that many who notice renew it once.
 */
export const renewEpoch = verb({
  name: 'organization.epoch-renew',
  allowed: { systemOnly: true },
  input: z.strictObject({ seen: z.string(), knownSeq: z.number().int(), head: z.number().int() }),
  run: async ({ tx, input, change }) => {
    const organization = await tx.organization.findFirstOrThrow({ select: { id: true, epoch: true } })
    if (!input.seen.startsWith(`${organization.epoch}.`)) return { renewed: false, organizationId: organization.id }
    const renewed = await tx.organization.updateMany({
      where: { id: organization.id, epoch: organization.epoch },
      data: { epoch: randomUUID() },
    })
    if (renewed.count === 1) change.snapshot('epoch', organization.id, null)
    return { renewed: renewed.count === 1, organizationId: organization.id }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'organization', id: result.organizationId },
    after: { renewed: result.renewed, knownSeq: input.knownSeq, head: input.head },
  }),
})
