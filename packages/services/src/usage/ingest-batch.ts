import type { BatchOutcome } from '@gatehouse/analytics/store/append-batch'
import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import { servedCounts } from '@gatehouse/contracts/usage-event'
import { z } from 'zod'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { parseInput } from '../grammar/verb.ts'
import { markCredentialsUsed } from './mark-credentials-used.ts'

/** Largest batch; a gateway cuts its log into smaller ones. */
export const maxBatchBytes = 8 * 1024 * 1024

const place = z.strictObject({
  logId: z.uuid(),
  from: z.number().int().nonnegative(),
  to: z.number().int().nonnegative(),
  served: servedCounts.max(3_600),
})

/**
 * Stores one byte range of a gateway's usage log. One of the listed writers beside verbs: there is nothing to authorize but that
 * the log is the gateway's own, and nothing to audit but the ledger that the store writes itself.
 */
export async function ingestBatch(call: {
  ctx: Context
  input: z.input<typeof place> & { bytes: Buffer }
}): Promise<BatchOutcome> {
  const { actor, db, now } = call.ctx
  if (actor.kind !== 'gateway') throw new DomainError('forbidden')
  const { bytes, ...rest } = call.input
  const input = parseInput(place, rest)
  if (bytes.length !== input.to - input.from)
    throw new DomainError('invalid_input', 'The body is not as long as the range says.')
  if (bytes.length > maxBatchBytes)
    throw new DomainError('input_too_large', `A batch holds at most ${maxBatchBytes} bytes.`)
  const outcome = await usageStoreOf(db.pool).append(
    {
      owner: { gatewayId: actor.gatewayId, stageId: actor.stageId },
      logId: input.logId,
      from: input.from,
      to: input.to,
      bytes,
      served: input.served,
    },
    now().getTime(),
  )
  if (outcome.kind === 'foreign') throw new DomainError('forbidden', 'The log belongs to another gateway.')
  if (outcome.kind === 'stored') await markCredentialsUsed(call.ctx, actor.stageId, outcome.credentials)
  return outcome
}
