import { hashPassword, refuseNewPassword } from '@gatehouse/auth/passwords'
import { DomainError } from '../grammar/domain-error.ts'

/** Judges and hashes a new password. `about`: the person's address and name. Throws invalid_input for a guessable one. */
export async function newPasswordHash(
  password: string,
  about: { email: string; name: string },
  member = 'password',
): Promise<string> {
  const reason = refuseNewPassword(password, [about.email, about.email.split('@')[0] ?? '', about.name])
  if (reason === undefined) return hashPassword(password)
  throw new DomainError('invalid_input', undefined, {
    errors: [{ in: 'body', pointer: `/${member}`, rule: 'password', expected: reason }],
  })
}
