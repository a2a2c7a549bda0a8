import type { AccessAct } from '@gatehouse/contracts/access-acts'
import type { AccessActDefinition } from './access-act.ts'
import { apiActs } from './acts/api-acts.ts'
import { guardrailActs } from './acts/guardrail-acts.ts'
import { planActs } from './acts/plan-acts.ts'
import { productActs } from './acts/product-acts.ts'
import { providerActs } from './acts/provider-acts.ts'
import { reviewActs } from './acts/review-acts.ts'
import { tokenActs } from './acts/token-acts.ts'

/** Each act of the contract with how it is asked for, shown and carried out. */
const definitions = {
  ...guardrailActs,
  ...reviewActs,
  ...apiActs,
  ...productActs,
  ...planActs,
  ...tokenActs,
  ...providerActs,
} satisfies Record<AccessAct, unknown>

/** An act's definition. Its input is what its own verb has parsed, so which one it is need not be known here. */
export function findAct(act: AccessAct): AccessActDefinition<unknown> {
  return definitions[act] as AccessActDefinition<unknown>
}
