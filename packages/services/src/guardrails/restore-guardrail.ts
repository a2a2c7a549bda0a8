import { type JsonObject, jsonObject } from '@gatehouse/contracts/json'
import type { Transaction } from '@gatehouse/db/client'
import { z } from 'zod'
import type { VerbRun } from '../grammar/verb.ts'
import { tellStages } from './update-guardrail.ts'

const keptRow = z.object({
  name: z.string(),
  policy: z.string(),
  options: jsonObject,
  audience: z.string().nullable(),
  tag: z.string().nullable(),
  stageId: z.string().nullable(),
  enabled: z.boolean(),
  reason: z.string(),
  etag: z.number(),
})

/** The row before, or that there was none. */
export async function keepGuardrail(tx: Transaction, id: string | null): Promise<JsonObject> {
  const row = id === null ? null : await tx.guardrail.findUnique({ where: { id } })
  return { row: row && (JSON.parse(JSON.stringify(keptRow.parse(row))) as JsonObject) }
}

/** Brings the row back as it was, unless somebody has changed it since: each edit counts one. */
export async function restoreGuardrail(
  { ctx, tx, change }: Pick<VerbRun<unknown>, 'ctx' | 'tx' | 'change'>,
  kept: JsonObject,
  id: string,
): Promise<boolean> {
  const now = await tx.guardrail.findUnique({ where: { id } })
  const before = keptRow.nullable().parse(kept.row ?? null)
  if (!now || now.etag !== (before?.etag ?? 0) + 1) return false
  if (before === null) await tx.guardrail.delete({ where: { id } })
  else
    await tx.guardrail.update({
      where: { id },
      data: { ...before, etag: { increment: 1 }, updatedAt: ctx.now() },
    })
  tellStages(change, id, [now.stageId, before === null ? now.stageId : before.stageId])
  return true
}
