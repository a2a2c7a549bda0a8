import { createHmac } from 'node:crypto'
import { actorRef } from '@gatehouse/contracts/actor'
import { canonicalJson } from '@gatehouse/contracts/json'
import type { Transaction } from '@gatehouse/db/client'
import type { Context } from './context.ts'
import { DomainError } from './domain-error.ts'
import { openText, sealText } from './installation.ts'

const purpose = 'idempotency'

/** Keyed: an input can hold a password, and a plain hash would let whoever has a dump of the table guess at it. */
function hashRequest(ctx: Context, verb: string, input: unknown): string {
  return createHmac('sha256', ctx.installation.secretKey)
    .update(`${purpose}:${canonicalJson({ verb, input })}`)
    .digest('hex')
}

/** The stored answer of the same request, if it was answered before; claims nothing. */
export async function findIdempotentAnswer(
  tx: Transaction,
  ctx: Context,
  verb: string,
  key: string,
  input: unknown,
): Promise<{ stored: unknown } | undefined> {
  const actorId = actorRef(ctx.actor).id
  const record = await tx.idempotencyRecord.findUnique({ where: { actorId_key: { actorId, key } } })
  if (record === null || record.answer === '' || record.requestHash !== hashRequest(ctx, verb, input)) return undefined
  return { stored: JSON.parse(openText(ctx.installation, purpose, record.answer)) }
}

/** Claims the key inside the transaction, or gives the stored answer of the first run. */
export async function claimIdempotencyKey(
  tx: Transaction,
  ctx: Context,
  verb: string,
  key: string,
  input: unknown,
): Promise<{ stored: unknown } | undefined> {
  const actorId = actorRef(ctx.actor).id
  const requestHash = hashRequest(ctx, verb, input)
  // Waits for a running first request with the same key, because the unique row is in its transaction; then sees its answer.
  const claimed = await tx.$executeRaw`
    INSERT INTO idempotency_record (actor_id, key, verb, request_hash, answer) VALUES (${actorId}, ${key}, ${verb}, ${requestHash}, '')
    ON CONFLICT (actor_id, key) DO NOTHING`
  if (claimed === 1) return undefined
  const record = await tx.idempotencyRecord.findUniqueOrThrow({ where: { actorId_key: { actorId, key } } })
  if (record.requestHash !== requestHash) throw new DomainError('idempotency_reused')
  if (record.answer === '') throw new DomainError('idempotency_in_flight')
  return { stored: JSON.parse(openText(ctx.installation, purpose, record.answer)) }
}

/** Stores the answer, sealed because it can hold a once-shown secret. */
export async function storeIdempotentAnswer(
  tx: Transaction,
  ctx: Context,
  key: string,
  answer: unknown,
): Promise<void> {
  await tx.idempotencyRecord.update({
    where: { actorId_key: { actorId: actorRef(ctx.actor).id, key } },
    data: { answer: sealText(ctx.installation, purpose, JSON.stringify(answer ?? null)) },
  })
}
