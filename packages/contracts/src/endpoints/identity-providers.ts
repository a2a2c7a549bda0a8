import { z } from 'zod'
import { endpoint, etag, instant, pageOf, pageQuery } from '../endpoint.ts'
import { anyProviderSettings, directorySync, providerHealth } from '../identity-providers.ts'
import { idOf } from '../ids.ts'

const tag = 'Identity providers'
const providerPath = z.strictObject({ identityProviderId: idOf('identityProvider') })

/** What hangs on a provider: who comes by it, and what ends when it is switched off. */
export const providerUses = z.strictObject({
  /** Persons who have signed in with it. */
  persons: z.number().int(),
  /** Persons that its directory has told of. */
  directoryPersons: z.number().int(),
  groups: z.number().int(),
  /** Open sessions that it opened, of console and portal. */
  sessions: z.number().int(),
  /** Rules by which APIs take its tokens. */
  tokenRules: z.number().int(),
})
export type ProviderUses = z.infer<typeof providerUses>

export const identityProviderView = z.strictObject({
  id: idOf('identityProvider'),
  kind: z.string(),
  name: z.string(),
  settings: anyProviderSettings,
  /** Whether a client secret, bind password or private key is stored; it is never shown. */
  hasSecret: z.boolean(),
  enabled: z.boolean(),
  signIn: z.boolean(),
  subjectClaim: z.string().nullable(),
  health: providerHealth,
  /** Its last sync, or the one that runs; null where it is not read (or was not yet). */
  sync: directorySync.nullable(),
  /** Keys that tokens are checked with now, as last fetched. */
  keys: z.array(z.strictObject({ id: z.string(), type: z.string() })),
  keysAt: instant.nullable(),
  /** What has to be registered at the provider. */
  addresses: z.strictObject({ console: z.string(), portal: z.string(), logout: z.string() }),
  uses: providerUses,
  createdAt: instant,
  etag,
})
export type IdentityProviderView = z.infer<typeof identityProviderView>

const name = z.string().trim().min(1).max(60)
const secret = z.string().min(1).max(20_000).describe('Client secret, bind password or private key; never shown again')
const subjectClaim = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .nullable()
  .describe('Claim of its tokens that names a person as its directory does (Entra: oid)')

export const listIdentityProviders = endpoint({
  id: 'identityProviders.list',
  method: 'GET',
  path: '/identity-providers',
  tag,
  summary: 'List identity providers',
  audience: 'management',
  permission: 'identity.read',
  query: pageQuery,
  response: pageOf(identityProviderView),
})

export const createIdentityProvider = endpoint({
  id: 'identityProviders.create',
  method: 'POST',
  path: '/identity-providers',
  tag,
  summary: 'Connect an identity provider',
  description:
    'Give the id yourself (a fresh one) when the return address has to be registered at the provider before: it ends in the id. Test the settings first; they are stored as they are.',
  audience: 'management',
  permission: 'identity.manage',
  body: z.strictObject({
    id: idOf('identityProvider').optional(),
    name,
    settings: anyProviderSettings,
    secret: secret.optional(),
    signIn: z.boolean().default(false),
    subjectClaim: subjectClaim.default(null),
  }),
  response: identityProviderView,
  status: 201,
})

export const getIdentityProvider = endpoint({
  id: 'identityProviders.get',
  method: 'GET',
  path: '/identity-providers/{identityProviderId}',
  tag,
  summary: 'Read an identity provider, with what hangs on it',
  audience: 'management',
  permission: 'identity.read',
  params: providerPath,
  response: identityProviderView,
  etag: 'sent',
})

export const updateIdentityProvider = endpoint({
  id: 'identityProviders.update',
  method: 'PATCH',
  path: '/identity-providers/{identityProviderId}',
  tag,
  summary: 'Change an identity provider',
  description: 'An absent secret stays as it is; null takes it away. The issuer cannot change once persons hang on it.',
  audience: 'management',
  permission: 'identity.manage',
  params: providerPath,
  body: z.strictObject({
    name: name.optional(),
    settings: anyProviderSettings.optional(),
    secret: secret.nullable().optional(),
    signIn: z.boolean().optional(),
    subjectClaim: subjectClaim.optional(),
  }),
  response: identityProviderView,
  etag: 'required',
})

export const deleteIdentityProvider = endpoint({
  id: 'identityProviders.delete',
  method: 'DELETE',
  path: '/identity-providers/{identityProviderId}',
  tag,
  summary: 'Delete an identity provider on which nothing hangs',
  audience: 'management',
  permission: 'identity.manage',
  params: providerPath,
  response: z.strictObject({ deleted: z.literal(true) }),
})

export const enableIdentityProvider = endpoint({
  id: 'identityProviders.enable',
  method: 'POST',
  path: '/identity-providers/{identityProviderId}/enable',
  tag,
  summary: 'Switch an identity provider on',
  audience: 'management',
  permission: 'identity.manage',
  params: providerPath,
  response: identityProviderView,
})

export const disableIdentityProvider = endpoint({
  id: 'identityProviders.disable',
  method: 'POST',
  path: '/identity-providers/{identityProviderId}/disable',
  tag,
  summary: 'Switch an identity provider off',
  description: 'Sessions that came by it end, and every gateway refuses its tokens within a second.',
  audience: 'management',
  permission: 'identity.manage',
  params: providerPath,
  response: z.strictObject({ provider: identityProviderView, ended: z.strictObject({ sessions: z.number().int() }) }),
})

export const refreshIdentityProvider = endpoint({
  id: 'identityProviders.refresh',
  method: 'POST',
  path: '/identity-providers/{identityProviderId}/refresh',
  tag,
  summary: 'Ask a provider for its health and keys now',
  audience: 'management',
  permission: 'identity.manage',
  params: providerPath,
  response: identityProviderView,
})

/** What a look at a provider found. */
export const providerTest = z.strictObject({
  passed: z.boolean(),
  tookMs: z.number().int(),
  /** What stands in the way (`bad`) and what is worth knowing (`warn`), each in a sentence. */
  findings: z.array(z.strictObject({ level: z.enum(['bad', 'warn']), sentence: z.string() })),
  facts: z.array(z.strictObject({ name: z.string(), value: z.string() })),
})
export type ProviderTest = z.infer<typeof providerTest>

export const testIdentityProvider = endpoint({
  id: 'identityProviders.test',
  method: 'POST',
  path: '/identity-providers/test',
  tag,
  summary: 'Look at a provider with settings that are not stored',
  description: 'Nothing is stored and nobody is signed in. With an id and no secret, the stored secret is used.',
  audience: 'management',
  permission: 'identity.manage',
  body: z.strictObject({
    id: idOf('identityProvider').optional(),
    settings: anyProviderSettings,
    secret: secret.optional(),
  }),
  response: providerTest,
})
