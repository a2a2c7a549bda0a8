import { z } from 'zod'
import { endpoint } from '../endpoint.ts'

/** What a second factor can be; `recovery` is a code for when the others are lost. */
export const factorKind = z.enum(['totp', 'passkey', 'recovery'])
export type FactorKind = z.infer<typeof factorKind>

/** Text of a sign-in ticket: holds ten minutes while a factor is owed, two when nothing is. */
export const signInTicket = z.string().min(20).max(200)

/**
 * What is next after somebody said who he is. `done`: the app turns the ticket into a session. `factor`: one of the named factors is
 * given with the ticket first. `enrol`: the organization asks for a factor, and the person sets one up with the ticket first.
 */
export const signInStep = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('done'), ticket: signInTicket }),
  z.strictObject({ state: z.literal('factor'), ticket: signInTicket, factors: z.array(factorKind) }),
  z.strictObject({ state: z.literal('enrol'), ticket: signInTicket }),
])
export type SignInStep = z.infer<typeof signInStep>

const tag = 'Account'

export const signIn = endpoint({
  id: 'signIn.password',
  method: 'POST',
  path: '/sign-in',
  tag,
  summary: 'Say who one is, with e-mail and password',
  description:
    'Unknown address, wrong password and an account that may not are one answer after the same work. The answer says what is next.',
  audience: 'public',
  body: z.strictObject({ email: z.string().max(320), password: z.string().max(1024) }),
  response: signInStep,
  maxBody: 8192,
})
