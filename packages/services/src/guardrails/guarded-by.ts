import type { Transaction } from '@gatehouse/db/client'
import type { Reader } from '../grammar/query.ts'
import { guardrailOrder } from './guardrail-rows.ts'

/** Names of guardrails by the operations' tag for which they hold. */
export type GuardedTags = ReadonlyMap<string, readonly string[]>

/** Guardrails that hold on a stage, for an audience, at tagged operations: who takes the tag away is out of them. */
export async function guardedTags(db: Reader, stageId: string, audience: string): Promise<GuardedTags> {
  const rows = await db.guardrail.findMany({
    where: {
      enabled: true,
      tag: { not: null },
      AND: [{ OR: [{ stageId: null }, { stageId }] }, { OR: [{ audience: null }, { audience }] }],
    },
    orderBy: [...guardrailOrder],
    select: { name: true, tag: true },
  })
  const byTag = new Map<string, string[]>()
  for (const { name, tag } of rows) if (tag !== null) byTag.set(tag, [...(byTag.get(tag) ?? []), name])
  return byTag
}

/** Names of guardrails that hold for APIs of an audience because of it: an API with another one is out of them. */
export async function guardrailsOfAudience(db: Reader | Transaction, audience: string): Promise<string[]> {
  const rows = await db.guardrail.findMany({
    where: { enabled: true, audience },
    orderBy: [...guardrailOrder],
    select: { name: true },
  })
  return rows.map(({ name }) => name)
}
