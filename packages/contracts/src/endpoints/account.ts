import { z } from 'zod'
import { endpoint, etag, instant, none } from '../endpoint.ts'
import { idOf } from '../ids.ts'
import { permission } from '../permissions.ts'

/** As typed; the verb refuses what is no plain address. */
export const emailInput = z.string().trim().min(3).max(254)
export const personName = z.string().trim().min(1).max(120)
/** NIST SP 800-63B: length counts, composition rules do not. */
export const newPassword = z.string().min(12).max(256)
/** A secret from a mail's link. */
export const linkToken = z.string().min(20).max(200)

const tag = 'Account'

/** The same answer whether or not the address is known. */
const mailSent = z.strictObject({ sent: z.literal(true) })

export const grantView = z.strictObject({
  permissions: z.array(permission),
  scope: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('organization') }),
    z.strictObject({ kind: z.literal('team'), teamId: z.string() }),
    z.strictObject({ kind: z.literal('api'), apiId: z.string() }),
  ]),
})

export const accountView = z.strictObject({
  id: idOf('person'),
  name: z.string(),
  email: z.string().nullable(),
  emailVerified: z.boolean(),
  hats: z.array(z.enum(['member', 'developer'])),
  /** What the person may do in the console; empty in the portal. */
  grants: z.array(grantView),
  teams: z.array(
    z.strictObject({
      id: idOf('team'),
      name: z.string(),
      personal: z.boolean(),
      role: z.enum(['owner', 'admin', 'developer']),
      state: z.enum(['active', 'suspended']),
    }),
  ),
  etag,
})
export type AccountView = z.infer<typeof accountView>

export const sessionView = z.strictObject({
  id: idOf('session'),
  app: z.enum(['console', 'portal']),
  userAgent: z.string().nullable(),
  address: z.string().nullable(),
  createdAt: instant,
  lastSeenAt: instant,
  expiresAt: instant,
  /** How it began. */
  method: z.enum(['password', 'passkey', 'oidc', 'saml', 'ldap']),
  /** The session that asks. */
  current: z.boolean(),
})
export type SessionView = z.infer<typeof sessionView>

export const signUp = endpoint({
  id: 'account.signUp',
  method: 'POST',
  path: '/sign-up',
  tag,
  summary: 'Sign up as a developer',
  description: 'Answers alike whether or not the address is known; what is next stands in the mail.',
  audience: 'public',
  body: z.strictObject({ email: emailInput, name: personName, password: newPassword }),
  response: mailSent,
  status: 202,
  maxBody: 8192,
})

export const verifyEmail = endpoint({
  id: 'account.verifyEmail',
  method: 'POST',
  path: '/account/verify-email',
  tag,
  summary: 'Confirm the address with the token of the mail and the password that was chosen',
  description:
    'The password shows that who reads the mail is who signed up: nobody confirms an account that a stranger prepared.',
  audience: 'public',
  body: z.strictObject({ token: linkToken, password: z.string().min(1).max(256) }),
  response: z.strictObject({ email: z.string() }),
  maxBody: 8192,
})

export const resendVerification = endpoint({
  id: 'account.resendVerification',
  method: 'POST',
  path: '/account/resend-verification',
  tag,
  summary: 'Have the confirmation mail sent again',
  audience: 'public',
  body: z.strictObject({ email: emailInput }),
  response: mailSent,
  status: 202,
  maxBody: 8192,
})

export const requestPasswordReset = endpoint({
  id: 'account.requestPasswordReset',
  method: 'POST',
  path: '/account/request-password-reset',
  tag,
  summary: 'Have a link for a new password sent',
  audience: 'public',
  body: z.strictObject({ email: emailInput }),
  response: mailSent,
  status: 202,
  maxBody: 8192,
})

export const resetPassword = endpoint({
  id: 'account.resetPassword',
  method: 'POST',
  path: '/account/reset-password',
  tag,
  summary: 'Set a new password with the token of the mail',
  description: 'Ends every session of the person.',
  audience: 'public',
  body: z.strictObject({ token: linkToken, password: newPassword }),
  response: z.strictObject({ email: z.string() }),
  maxBody: 8192,
})

export const readInvitation = endpoint({
  id: 'account.readInvitation',
  method: 'POST',
  path: '/account/read-invitation',
  tag,
  summary: 'What an invitation is for, before it is accepted',
  audience: 'public',
  body: z.strictObject({ token: linkToken }),
  response: z.strictObject({
    email: z.string(),
    name: z.string(),
    organization: z.string(),
    /** The person signs in with it already; no new one is asked for. */
    hasPassword: z.boolean(),
  }),
  maxBody: 8192,
})

export const acceptInvitation = endpoint({
  id: 'account.acceptInvitation',
  method: 'POST',
  path: '/account/accept-invitation',
  tag,
  summary: 'Accept an invitation to the console',
  audience: 'public',
  body: z.strictObject({ token: linkToken, name: personName.optional(), password: newPassword.optional() }),
  response: z.strictObject({ email: z.string() }),
  maxBody: 8192,
})

export const getAccount = endpoint({
  id: 'account.get',
  method: 'GET',
  path: '/account',
  tag,
  summary: 'Who is signed in, and what may he do',
  audience: 'person',
  response: accountView,
  etag: 'sent',
})

export const updateAccount = endpoint({
  id: 'account.update',
  method: 'PATCH',
  path: '/account',
  tag,
  summary: 'Change one’s own name',
  audience: 'person',
  body: z.strictObject({ name: personName }),
  response: accountView,
  etag: 'required',
})

export const changePassword = endpoint({
  id: 'account.changePassword',
  method: 'POST',
  path: '/account/password',
  tag,
  summary: 'Change one’s own password',
  description: 'Ends every other session of the person.',
  audience: 'person',
  body: z.strictObject({ currentPassword: z.string().min(1).max(256), newPassword }),
  response: none,
  status: 204,
  maxBody: 8192,
})

export const listSessions = endpoint({
  id: 'account.listSessions',
  method: 'GET',
  path: '/account/sessions',
  tag,
  summary: 'One’s own sessions that have not ended',
  audience: 'person',
  response: z.strictObject({ items: z.array(sessionView) }),
})

export const endSession = endpoint({
  id: 'account.endSession',
  method: 'DELETE',
  path: '/account/sessions/{sessionId}',
  tag,
  summary: 'End one of one’s own sessions',
  audience: 'person',
  params: z.strictObject({ sessionId: idOf('session') }),
  response: none,
  status: 204,
})
