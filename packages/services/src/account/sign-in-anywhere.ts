import type { SignInStep } from '@gatehouse/contracts/endpoints/sign-in'
import { parseMailAddress } from '@gatehouse/mail/mail-address'
import { DomainError } from '../grammar/domain-error.ts'
import type { Verb } from '../grammar/verb.ts'
import { signInAtDirectory } from '../identity-providers/sign-in/password-at-directory.ts'
import { signInProviders } from '../identity-providers/sign-in/sign-in-ways.ts'
import { signInWithPassword } from './password-sign-in.ts'
import { forgetTries } from './sign-in.ts'
import { hatOf } from './sign-in-tickets.ts'

/**
 * A name and a password at the sign-in form: those of an account here, or of a directory that signs persons in (LDAP). The account here is
 * tried first, so that its right password leaves this house never; a directory is asked outside of any transaction, for it may be slow.
 */
export const signInAnywhere = Object.assign(
  async (call: Parameters<Verb<typeof signInWithPassword.input, SignInStep>>[0]): Promise<SignInStep> => {
    const { ctx } = call
    const hat = hatOf(ctx)
    const ways = await signInProviders(ctx.db.prisma, ctx)
    const directories = ways.flatMap(({ id, how }) => (how === 'password' ? [id] : []))
    if (directories.length === 0) return signInWithPassword(call)
    const { email: name, password } = signInWithPassword.input.parse(call.input)
    let refusal = new DomainError('sign_in_failed')
    const isAddress = parseMailAddress(name.trim()) !== undefined
    if (isAddress) {
      try {
        return await signInWithPassword(call)
      } catch (error) {
        if (!(error instanceof DomainError) || !['sign_in_failed', 'local_sign_in_off'].includes(error.code))
          throw error
        refusal = error
      }
    }
    const step = await signInAtDirectory(ctx, { hat, directories, userName: name.trim(), password })
    if (step === undefined) throw refusal
    if (isAddress)
      await forgetTries(ctx, { email: name, ...(ctx.address === undefined ? {} : { address: ctx.address }) })
    return step
  },
  {
    verb: signInWithPassword.verb,
    mutates: signInWithPassword.mutates,
    input: signInWithPassword.input,
    allowed: signInWithPassword.allowed,
  },
)
