import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import { getAccessChange, getAccessReview, listAccessChanges } from '@gatehouse/contracts/endpoints/access-changes'
import { getGuardrail, listGuardrails, listInheritedGuardrails } from '@gatehouse/contracts/endpoints/guardrails'
import type { Id } from '@gatehouse/contracts/ids'
import { read } from '../../api/read.ts'

export const guardrailsRead = () => read(listGuardrails, { limit: 200 })
export const guardrailRead = (guardrail: string) => read(getGuardrail, { guardrail: guardrail as Id<'guardrail'> })
export const inheritedRead = (api: string, version: string) => read(listInheritedGuardrails, { api, version })
export const accessChangesRead = (filters: EndpointInput<typeof listAccessChanges> = {}) =>
  read(listAccessChanges, { limit: 25, ...filters })
export const accessChangeRead = (change: string) => read(getAccessChange, { change: change as Id<'accessChange'> })
export const accessReviewRead = () => read(getAccessReview, {})
