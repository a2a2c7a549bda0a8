import { z } from 'zod'
import { endpoint, instant } from '../endpoint.ts'
import { anyProviderSettings } from '../identity-providers.ts'
import { idOf } from '../ids.ts'
import { identityProviderView } from './identity-providers.ts'

const tag = 'Identity providers'
const providerPath = z.strictObject({ identityProviderId: idOf('identityProvider') })
/** A megabyte of metadata, as JSON text. */
const longestMetadata = 1_100_000

/** What a directory knows of a user name. */
export const personFound = z.strictObject({
  /** Where the entry is. */
  place: z.string(),
  /** As a sync would take it; null: it would be left out. */
  person: z
    .strictObject({
      externalId: z.string(),
      userName: z.string(),
      name: z.string().nullable(),
      email: z.string().nullable(),
      active: z.boolean(),
    })
    .nullable(),
  attributes: z.array(z.strictObject({ name: z.string(), values: z.array(z.string()) })),
  groups: z.array(z.strictObject({ externalId: z.string(), name: z.string() })),
})
export type PersonFoundView = z.infer<typeof personFound>

export const lookUpPerson = endpoint({
  id: 'identityProviders.lookUp',
  method: 'POST',
  path: '/identity-providers/look-up',
  tag,
  summary: 'Look one user name up in a directory, with settings that are not stored',
  description:
    'Shows the entry with its attributes and groups. No password is asked for, and nothing is stored. With an id and no secret, the stored secret is used.',
  audience: 'management',
  permission: 'identity.manage',
  body: z.strictObject({
    id: idOf('identityProvider').optional(),
    settings: anyProviderSettings,
    secret: z.string().min(1).max(20_000).optional(),
    userName: z.string().trim().min(1).max(200),
  }),
  response: z.strictObject({ found: personFound.nullable() }),
})

export const syncNow = endpoint({
  id: 'identityProviders.sync',
  method: 'POST',
  path: '/identity-providers/{identityProviderId}/sync',
  tag,
  summary: 'Read a directory now rather than at its next interval',
  audience: 'management',
  permission: 'identity.manage',
  params: providerPath,
  response: identityProviderView,
})

export const readMetadata = endpoint({
  id: 'identityProviders.readMetadata',
  method: 'POST',
  path: '/identity-providers/read-metadata',
  tag,
  summary: 'Read a SAML provider’s metadata into settings',
  description: 'From its text, or from the address at which the provider publishes it. Nothing is stored.',
  audience: 'management',
  permission: 'identity.manage',
  body: z.strictObject({
    xml: z.string().max(longestMetadata).optional(),
    url: z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .optional(),
  }),
  response: z.strictObject({
    entityId: z.string(),
    signOnUrl: z.string(),
    signOnBinding: z.enum(['redirect', 'post']),
    certificates: z.array(z.string()),
    wantsSignedRequests: z.boolean(),
    /** For the eye: whose each certificate is, and until when. */
    facts: z.array(z.strictObject({ subject: z.string(), until: instant, fingerprint: z.string() })),
  }),
  maxBody: 1_300_000,
})

export const getOwnMetadata = endpoint({
  id: 'identityProviders.ownMetadata',
  method: 'GET',
  path: '/identity-providers/{identityProviderId}/metadata',
  tag,
  summary: 'What a SAML provider must know of Gatehouse',
  audience: 'management',
  permission: 'identity.read',
  params: providerPath,
  response: z.strictObject({
    entityId: z.string(),
    /** Where answers are posted to (ACS): console, then portal. */
    answerUrls: z.array(z.string()),
    /** Where the provider can fetch it. */
    url: z.string(),
    /** PEM; null: there is no key pair of ours. */
    certificate: z.string().nullable(),
    xml: z.string(),
  }),
})

export const renewKeys = endpoint({
  id: 'identityProviders.renewKeys',
  method: 'POST',
  path: '/identity-providers/{identityProviderId}/keys',
  tag,
  summary: 'Make a new key pair of ours for a SAML provider',
  description:
    'Requests are signed with it at once, and assertions encrypted for the old one cannot be read any more: give the provider the new metadata.',
  audience: 'management',
  permission: 'identity.manage',
  params: providerPath,
  response: identityProviderView,
})
