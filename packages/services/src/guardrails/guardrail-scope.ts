import type { Transaction } from '@gatehouse/db/client'
import type { Scope } from '../grammar/authorize.ts'
import type { Reader } from '../grammar/query.ts'

/** Guardrails belong to the organization; null: there is no such. */
export async function guardrailScopeOf(db: Reader | Transaction, input: { guardrail: string }): Promise<Scope | null> {
  return (await db.guardrail.findUnique({ where: { id: input.guardrail }, select: { id: true } })) && {}
}
