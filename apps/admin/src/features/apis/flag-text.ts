import { apiFlagName, type apiFlagName as apiFlagSchema } from '@gatehouse/contracts/endpoints/apis'
import type { z } from 'zod'

export type FlagName = z.infer<typeof apiFlagSchema>
export const flagNames = apiFlagName.options

export const flagWords: Record<FlagName, string> = {
  unowned: 'Unowned',
  behind: 'Behind',
  unhealthy: 'Unhealthy',
  'no-contact': 'No contact',
  'undeployed-changes': 'Undeployed changes',
  'callers-after-sunset': 'Callers after sunset',
  'response-findings': 'Response findings',
  'secret-expiring': 'Secret expiring',
  'certificate-expiring': 'Certificate expiring',
  'no-calls': 'No call for 90 days',
}
