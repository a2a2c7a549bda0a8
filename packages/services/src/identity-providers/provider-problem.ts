import { ProviderError, type ProviderFault } from '@gatehouse/auth/directory/adapter'
import type { ProblemCode } from '@gatehouse/contracts/problems'
import { DomainError } from '../grammar/domain-error.ts'

const codes: Readonly<Record<ProviderFault, ProblemCode>> = {
  unreachable: 'provider_unreachable',
  timeout: 'provider_timeout',
  too_large: 'provider_answer_too_large',
  malformed: 'provider_answer_malformed',
  untrusted: 'provider_untrusted',
  settings: 'provider_settings',
  refused: 'provider_refused',
  replayed: 'sign_in_replayed',
  expired: 'sign_in_expired',
  registration: 'provider_registration',
}

/** What a provider did wrong, as the problem that its reader gets; anything else that was thrown stays a surprise. */
export function toProviderProblem(error: unknown): unknown {
  return error instanceof ProviderError ? new DomainError(codes[error.fault], error.message) : error
}
