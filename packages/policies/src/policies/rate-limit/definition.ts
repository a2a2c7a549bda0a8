import { rateLimit as rate } from '@gatehouse/contracts/access'
import { definePolicy } from '../../define-policy.ts'

export const rateLimitOptions = rate.meta({
  description: 'At most `limit` calls per period by one caller, `burst` of them at once; beside the plan’s own limit.',
})

export const rateLimit = definePolicy({
  name: 'rate-limit',
  title: 'Rate limit',
  description: 'Protects an operation with a limit per caller, beside the plan’s.',
  phase: 'rate-limit',
  options: rateLimitOptions,
  secrets: [],
})
