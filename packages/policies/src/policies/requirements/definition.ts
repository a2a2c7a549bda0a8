import { requirementsOptions } from '@gatehouse/contracts/guardrails'
import { definePolicy } from '../../define-policy.ts'

export const requirements = definePolicy({
  name: 'requirements',
  title: 'Requirements',
  description:
    'The least that holds whatever an API says: credentials, bound tokens, validation, undeclared parts, size of bodies. A guardrail only.',
  phase: 'floor',
  options: requirementsOptions,
  secrets: [],
  guardrailOnly: true,
})
