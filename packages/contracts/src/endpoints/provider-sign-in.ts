import { z } from 'zod'
import { endpoint, etag, instant } from '../endpoint.ts'
import { idOf } from '../ids.ts'
import { organizationSettings } from '../organization-settings.ts'

const settings = organizationSettings.shape.signIn.unwrap()

/** How persons may sign in to the app that asks; for its sign-in page. */
export const signInWays = z.strictObject({
  /** Whether a password or a passkey of ours is taken, break-glass accounts aside. */
  local: z.boolean(),
  providers: z.array(
    z.strictObject({
      id: idOf('identityProvider'),
      name: z.string(),
      kind: z.string(),
      /** `redirect`: the browser goes there; `password`: its user name and password are given here. */
      how: z.enum(['redirect', 'password']),
    }),
  ),
})
export type SignInWays = z.infer<typeof signInWays>

export const getSignInWays = endpoint({
  id: 'signIn.ways',
  method: 'GET',
  path: '/sign-in/ways',
  tag: 'Account',
  summary: 'How persons may sign in here',
  audience: 'public',
  response: signInWays,
})

export const signInSettingsView = z.strictObject({
  local: z.boolean(),
  membersNeedFactor: z.boolean(),
  providerAwayMinutes: z.number().int().nullable(),
  breakGlass: z.array(
    z.strictObject({
      personId: idOf('person'),
      name: z.string(),
      hasPassword: z.boolean(),
      hasFactor: z.boolean(),
      /** Switched off, or may not manage identity: of no help when it is needed. */
      usable: z.boolean(),
    }),
  ),
  etag,
})
export type SignInSettingsView = z.infer<typeof signInSettingsView>

export const getSignInSettings = endpoint({
  id: 'organization.signIn',
  method: 'GET',
  path: '/organization/sign-in',
  tag: 'Organization',
  summary: 'How persons of the organization sign in',
  audience: 'management',
  permission: 'identity.read',
  response: signInSettingsView,
  etag: 'sent',
})

export const putSignInSettings = endpoint({
  id: 'organization.putSignIn',
  method: 'PUT',
  path: '/organization/sign-in',
  tag: 'Organization',
  summary: 'Set how persons of the organization sign in',
  description:
    'Passwords can be switched off once a provider that persons sign in with is well and a break-glass account is named. Each sign-in of such an account then tells the security admins by mail.',
  audience: 'management',
  permission: 'identity.manage',
  body: z.strictObject({
    local: settings.shape.local.unwrap(),
    membersNeedFactor: settings.shape.membersNeedFactor.unwrap(),
    breakGlass: z.array(idOf('person')).max(10),
    providerAwayMinutes: settings.shape.providerAwayMinutes.unwrap(),
  }),
  response: signInSettingsView,
  etag: 'required',
})

export const linkedIdentity = z.strictObject({
  identityProviderId: idOf('identityProvider'),
  name: z.string(),
  kind: z.string(),
  enabled: z.boolean(),
  /** How the provider calls this account. */
  subject: z.string(),
  linkedAt: instant,
  lastSignInAt: instant.nullable(),
})
export type LinkedIdentity = z.infer<typeof linkedIdentity>

export const listMyIdentities = endpoint({
  id: 'account.identities',
  method: 'GET',
  path: '/account/identities',
  tag: 'Account',
  summary: 'Identity providers that one’s own account is linked to',
  audience: 'person',
  response: z.strictObject({
    linked: z.array(linkedIdentity),
    /** Providers that could be linked. */
    others: z.array(z.strictObject({ id: idOf('identityProvider'), name: z.string(), kind: z.string() })),
  }),
})

export const unlinkMyIdentity = endpoint({
  id: 'account.unlinkIdentity',
  method: 'DELETE',
  path: '/account/identities/{identityProviderId}',
  tag: 'Account',
  summary: 'Unlink an identity provider from one’s own account',
  audience: 'person',
  params: z.strictObject({ identityProviderId: idOf('identityProvider') }),
  response: z.strictObject({ unlinked: z.literal(true) }),
})

export const linkMyIdentity = endpoint({
  id: 'account.linkIdentity',
  method: 'POST',
  path: '/account/identities/{identityProviderId}/link',
  tag: 'Account',
  summary: 'Where the browser goes to link an identity provider to one’s own account',
  description: 'Asks for a fresh proof. The address is one of the app; it leads on to the provider.',
  audience: 'person',
  params: z.strictObject({ identityProviderId: idOf('identityProvider') }),
  response: z.strictObject({ start: z.string() }),
})
