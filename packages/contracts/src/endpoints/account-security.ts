import { z } from 'zod'
import { endpoint, instant, none } from '../endpoint.ts'
import { idOf } from '../ids.ts'
import { emailInput, linkToken } from './account.ts'
import { factorKind, signInStep, signInTicket } from './sign-in.ts'

const tag = 'Account'
const maxBody = 32_768

/** A code of an authenticator app. */
const totpCode = z.string().min(6).max(12)
export const recoveryCodeText = z.string().min(10).max(40)
const passkeyName = z.string().trim().min(1).max(80)

/** What a browser gives after `navigator.credentials` made or showed a passkey (WebAuthn Level 3, JSON form). */
export const passkeyAnswer = z.looseObject({
  id: z.string().max(1024),
  rawId: z.string().max(1024),
  type: z.literal('public-key'),
  response: z.looseObject({ clientDataJSON: z.string().max(8192) }),
})
/** Options for `navigator.credentials`, with the text that names this try. */
export const passkeyOptions = z.strictObject({ attempt: z.string(), options: z.looseObject({ challenge: z.string() }) })
const shownPasskey = z.strictObject({ attempt: z.string().max(200), answer: passkeyAnswer })
const madePasskey = shownPasskey.extend({ name: passkeyName })

/** One way to show again who one is. */
export const proof = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('password'), password: z.string().min(1).max(1024) }),
  z.strictObject({ kind: z.literal('totp'), code: totpCode }),
  z.strictObject({ kind: z.literal('recovery'), code: recoveryCodeText }),
  shownPasskey.extend({ kind: z.literal('passkey') }),
])
export type Proof = z.infer<typeof proof>

export const passkeyView = z.strictObject({
  id: idOf('passkey'),
  name: z.string(),
  /** The host at which browsers offer it. */
  host: z.string(),
  /** Kept by a password manager or a cloud, not by one device. */
  backedUp: z.boolean(),
  createdAt: instant,
  lastUsedAt: instant.nullable(),
})
export type PasskeyView = z.infer<typeof passkeyView>

export const securityView = z.strictObject({
  hasPassword: z.boolean(),
  totp: z.strictObject({ since: instant }).nullable(),
  passkeys: z.array(passkeyView),
  /** Host of this app for passkeys; null where its address is a number. */
  passkeyHost: z.string().nullable(),
  /** Address of this app at which passkeys work, where it is not the one in use. */
  passkeyUrl: z.string().nullable(),
  recoveryCodesLeft: z.number().int(),
  /** The organization asks members for a second factor. */
  factorNeeded: z.boolean(),
  /** With what one can prove again who one is; empty: by signing in again. */
  provableBy: z.array(z.enum(['password', ...factorKind.options])),
  /** Until when what asks for it needs no new proof. */
  provedUntil: instant.nullable(),
  /** An address that waits for its confirmation. */
  pendingEmail: z.string().nullable(),
})
export type SecurityView = z.infer<typeof securityView>

const totpEnrolment = z.strictObject({ secret: z.string(), uri: z.string(), qr: z.string() })
/** Shown once: only hashes are kept. Null where the person has codes already. */
const newCodes = z.array(z.string()).nullable()

const person = (id: string, method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: `/${string}`, summary: string) =>
  ({ id: `account.${id}`, method, path, summary, tag, audience: 'person', maxBody }) as const
const open = (id: string, path: `/${string}`, summary: string) =>
  ({ id: `signIn.${id}`, method: 'POST', path, summary, tag, audience: 'public', maxBody }) as const

export const getSecurity = endpoint({
  ...person('security', 'GET', '/account/security', 'How one’s own account is secured'),
  response: securityView,
})

export const requestProof = endpoint({
  ...person('passkeyProof', 'POST', '/account/proof/passkey', 'Options for a proof with a passkey'),
  response: passkeyOptions,
})
export const giveProof = endpoint({
  ...person('proof', 'POST', '/account/proof', 'Show again who one is, for what asks for it'),
  description: 'Holds ten minutes. With a second factor set up, the password alone is no proof.',
  body: z.strictObject({ proof }),
  response: z.strictObject({ provedUntil: instant }),
})

export const beginTotp = endpoint({
  ...person('beginTotp', 'POST', '/account/totp', 'Begin to set up an authenticator app'),
  description: 'Needs a proof of the last ten minutes. Counts only once a code of it was given.',
  response: totpEnrolment,
})
export const confirmTotp = endpoint({
  ...person('confirmTotp', 'POST', '/account/totp/confirm', 'Confirm the authenticator app with its first code'),
  body: z.strictObject({ code: totpCode }),
  response: z.strictObject({ recoveryCodes: newCodes }),
})
export const removeTotp = endpoint({
  ...person('removeTotp', 'DELETE', '/account/totp', 'Remove the authenticator app'),
  response: none,
  status: 204,
})

export const beginPasskey = endpoint({
  ...person('beginPasskey', 'POST', '/account/passkeys/options', 'Options for making a passkey'),
  response: passkeyOptions,
})
export const addPasskey = endpoint({
  ...person('addPasskey', 'POST', '/account/passkeys', 'Add a passkey that the browser made'),
  body: madePasskey,
  response: z.strictObject({ passkey: passkeyView, recoveryCodes: newCodes }),
  status: 201,
})
export const renamePasskey = endpoint({
  ...person('renamePasskey', 'PATCH', '/account/passkeys/{passkeyId}', 'Rename a passkey'),
  params: z.strictObject({ passkeyId: idOf('passkey') }),
  body: z.strictObject({ name: passkeyName }),
  response: passkeyView,
})
export const removePasskey = endpoint({
  ...person('removePasskey', 'DELETE', '/account/passkeys/{passkeyId}', 'Remove a passkey'),
  params: z.strictObject({ passkeyId: idOf('passkey') }),
  response: none,
  status: 204,
})

export const renewRecoveryCodes = endpoint({
  ...person('renewRecoveryCodes', 'POST', '/account/recovery-codes', 'Make new recovery codes; the old ones end'),
  response: z.strictObject({ recoveryCodes: z.array(z.string()) }),
})

export const endSessions = endpoint({
  ...person('endSessions', 'POST', '/account/sessions/end', 'Sign out everywhere, or everywhere else'),
  body: z.strictObject({ keepThis: z.boolean() }),
  response: z.strictObject({ ended: z.number().int() }),
})

export const changeEmail = endpoint({
  ...person('changeEmail', 'POST', '/account/email', 'Have a new address of one’s own confirmed'),
  description: 'Answers alike for every address; the account keeps the old one until the new one is confirmed.',
  body: z.strictObject({ email: emailInput }),
  response: z.strictObject({ sent: z.literal(true) }),
  status: 202,
})

const emailLink = (id: string, path: `/${string}`, summary: string) =>
  endpoint({
    id: `account.${id}`,
    method: 'POST',
    path,
    tag,
    summary,
    audience: 'public',
    body: z.strictObject({ token: linkToken }),
    response: z.strictObject({ email: z.string() }),
    maxBody: 8192,
  })
export const confirmEmail = emailLink('confirmEmail', '/account/confirm-email', 'Confirm a new address by its link')
export const undoEmail = emailLink('undoEmail', '/account/undo-email', 'Take a change of address back by its link')

export const giveFactor = endpoint({
  ...open('factor', '/sign-in/factor', 'Give the second factor that a sign-in owes'),
  body: z.strictObject({
    ticket: signInTicket,
    factor: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('totp'), code: totpCode }),
      z.strictObject({ kind: z.literal('recovery'), code: recoveryCodeText }),
      shownPasskey.extend({ kind: z.literal('passkey') }),
    ]),
  }),
  response: signInStep,
})
export const requestPasskey = endpoint({
  ...open('passkeyOptions', '/sign-in/passkey/options', 'Options for signing in with a passkey'),
  description: 'With a ticket as the second factor that it owes; without one as the only act.',
  body: z.strictObject({ ticket: signInTicket.optional() }),
  response: passkeyOptions,
})
export const signInWithPasskey = endpoint({
  ...open('passkey', '/sign-in/passkey', 'Sign in with a passkey alone'),
  body: shownPasskey,
  response: signInStep,
})

const enrolled = z.strictObject({ step: signInStep, recoveryCodes: z.array(z.string()) })
export const enrolTotp = endpoint({
  ...open('enrolTotp', '/sign-in/enrol/totp', 'Begin to set up the authenticator app that the organization asks for'),
  body: z.strictObject({ ticket: signInTicket }),
  response: totpEnrolment,
})
export const confirmEnrolTotp = endpoint({
  ...open('confirmEnrolTotp', '/sign-in/enrol/totp/confirm', 'Confirm it with its first code, and go on signing in'),
  body: z.strictObject({ ticket: signInTicket, code: totpCode }),
  response: enrolled,
})
export const enrolPasskey = endpoint({
  ...open('enrolPasskey', '/sign-in/enrol/passkey/options', 'Options for the passkey that the organization asks for'),
  body: z.strictObject({ ticket: signInTicket }),
  response: passkeyOptions,
})
export const confirmEnrolPasskey = endpoint({
  ...open('confirmEnrolPasskey', '/sign-in/enrol/passkey', 'Add it, and go on signing in'),
  body: madePasskey.extend({ ticket: signInTicket }),
  response: enrolled,
})
