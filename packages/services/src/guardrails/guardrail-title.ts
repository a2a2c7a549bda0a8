import type { AccessAct } from '@gatehouse/contracts/access-acts'
import type { GuardrailContent } from './guardrail-rows.ts'

/** What a change of a guardrail is called, in words. */
export function guardrailTitle(
  act: AccessAct,
  before: Pick<GuardrailContent, 'name'> | null,
  after: Pick<GuardrailContent, 'name' | 'enabled'> | null,
): string {
  const name = `“${(before ?? after)?.name ?? ''}”`
  switch (act) {
    case 'guardrail.create':
      return after?.enabled === false ? `Make the guardrail ${name}, switched off` : `Make the guardrail ${name}`
    case 'guardrail.remove':
      return `Remove the guardrail ${name}`
    case 'guardrail.switch':
      return `Switch the guardrail ${name} ${after?.enabled ? 'on' : 'off'}`
    case 'guardrail.order':
      return 'Put the guardrails in another order'
    default:
      return before && after && before.name !== after.name
        ? `Change the guardrail ${name}, called “${after.name}” from then on`
        : `Change the guardrail ${name}`
  }
}
