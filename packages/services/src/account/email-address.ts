import { parseMailAddress } from '@gatehouse/mail/mail-address'
import { DomainError } from '../grammar/domain-error.ts'

/**
 * The address as it is stored and looked up: plain ASCII, lower-case. Anything that two programs could read differently is refused
 * before any look-up (GHSA-5jpx-9hw9-2fx4, GHSA-7rqj-j65f-68wh). Throws invalid_input.
 */
export function emailAddress(text: string): string {
  const address = parseMailAddress(text.trim())?.toLowerCase()
  if (address !== undefined) return address
  throw new DomainError('invalid_input', undefined, {
    errors: [
      { in: 'body', pointer: '/email', rule: 'format', expected: 'a plain e-mail address like name@example.com' },
    ],
  })
}
