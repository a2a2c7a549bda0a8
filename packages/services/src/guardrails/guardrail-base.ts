import type { Transaction } from '@gatehouse/db/client'
import type { Base } from '../access-changes/base.ts'
import type { Reader } from '../grammar/query.ts'
import { guardrailOrder } from './guardrail-rows.ts'

/**
 * What a change of guardrails is based on: all of them, because what one of them refuses another need not. The order counts only
 * where it is what is changed.
 */
export async function guardrailBase(db: Reader | Transaction, act?: string): Promise<Base> {
  const rows = await db.guardrail.findMany({
    orderBy: [...guardrailOrder],
    select: { id: true, name: true, etag: true },
  })
  const each = rows.map(({ id, name, etag }) => [id, { label: `The guardrail “${name}”`, value: etag }] as const)
  const order = { label: 'The order of the guardrails', value: rows.map(({ id }) => id) }
  return { ...Object.fromEntries(each), ...(act === 'guardrail.order' ? { order } : {}) }
}
