import { z } from 'zod'

/** What an identity provider is reached by. Nothing secret: client secret, bind password and private key are sealed beside it. */

const httpsAddress = z.url({ protocol: /^https?$/ }).max(2000)
const claimName = z.string().min(1).max(200)
const interval = (min: number, max: number) => z.number().int().min(min).max(max)

/** Claims or attributes from which a person is read. */
export const personClaims = z.strictObject({
  name: claimName.default('name'),
  email: claimName.default('email'),
  /** True only where the provider has confirmed the address; absent: `email_verified`. */
  emailVerified: claimName.default('email_verified'),
  /** Groups by id; absent: the provider names none at sign-in. */
  groups: claimName.optional(),
})

export const oidcSettings = z.strictObject({
  kind: z.literal('oidc'),
  issuer: httpsAddress,
  clientId: z.string().min(1).max(500),
  scopes: z.array(z.string().min(1).max(100)).max(20).default(['openid', 'profile', 'email']),
  claims: personClaims.prefault({}),
  /** Domains whose confirmed addresses may be linked to persons that are here already. */
  linkDomains: z.array(z.string().min(3).max(253)).max(50).default([]),
  /** Persons that nobody knows yet may come in with the developer's hat (portal) or not at all. */
  newPersons: z.enum(['developer', 'refuse']).default('refuse'),
  /** Opaque tokens are asked for at its introspection endpoint. */
  introspection: z.boolean().default(false),
})

export const samlSettings = z.strictObject({
  kind: z.literal('saml'),
  entityId: z.string().min(1).max(2000),
  signOnUrl: httpsAddress,
  /** How the browser brings our request there. */
  signOnBinding: z.enum(['redirect', 'post']).default('redirect'),
  /** Where the provider publishes its metadata; asked again with each look, so that a new certificate is noticed. */
  metadataUrl: httpsAddress.optional(),
  /** PEM, one to four: a provider that rotates has two. */
  certificates: z.array(z.string().min(100).max(10_000)).min(1).max(4),
  /** What must be signed; `either`: at least one, and only what is signed is read. */
  signed: z.enum(['either', 'assertion', 'response', 'both']).default('either'),
  /** Assertions must come encrypted for us. */
  encrypted: z.boolean().default(false),
  /** Attribute that names a person for good; absent: the NameID, which must be persistent. */
  subject: claimName.optional(),
  claims: personClaims.prefault({}),
  linkDomains: z.array(z.string().min(3).max(253)).max(50).default([]),
  newPersons: z.enum(['developer', 'refuse']).default('refuse'),
})

export const ldapSettings = z.strictObject({
  kind: z.literal('ldap'),
  url: z.url({ protocol: /^ldaps?$/ }).max(2000),
  /** PEM of the authority that signed the server's certificate, where it is the company's own. */
  certificateAuthority: z.string().max(20_000).optional(),
  /** `ldap://` upgrades by StartTLS; without either nothing is sent but on this machine. */
  startTls: z.boolean().default(true),
  bindDn: z.string().min(1).max(1000),
  personsBase: z.string().min(1).max(1000),
  personsFilter: z.string().max(1000).default('(objectClass=person)'),
  groupsBase: z.string().max(1000).optional(),
  groupsFilter: z.string().max(1000).default('(|(objectClass=group)(objectClass=groupOfNames))'),
  attributes: z
    .strictObject({
      /** Never changes: `objectGUID`, `entryUUID`. */
      id: claimName.default('entryUUID'),
      userName: claimName.default('uid'),
      name: claimName.default('cn'),
      email: claimName.default('mail'),
      members: claimName.default('member'),
      /** Whether an account is disabled: Active Directory's flags, a password policy's lock, or an attribute that is there. */
      disabled: z.enum(['activeDirectory', 'pwdAccountLockedTime', 'nsAccountLock']).default('pwdAccountLockedTime'),
    })
    .prefault({}),
  pollSeconds: interval(10, 3600).default(30),
  pageSize: interval(10, 5000).default(500),
  /** Percent of known persons (or memberships) that may be gone at once; more is taken for a mistake and changes nobody. 100: any number. */
  missingShare: interval(1, 100).default(20),
  /** Domains whose addresses the directory speaks for: persons with a confirmed one that are here already are linked. */
  linkDomains: z.array(z.string().min(3).max(253)).max(50).default([]),
  /** Persons without a mapped group may sign in with the developer's hat (portal) or not at all. */
  newPersons: z.enum(['developer', 'refuse']).default('refuse'),
})

/** A directory that writes to our SCIM server and through which nobody signs in. */
export const scimOnlySettings = z.strictObject({ kind: z.literal('scim') })

export const identityProviderSettings = z.discriminatedUnion('kind', [
  oidcSettings,
  samlSettings,
  ldapSettings,
  scimOnlySettings,
])
export type IdentityProviderSettings = z.infer<typeof identityProviderSettings>
export type OidcSettings = z.infer<typeof oidcSettings>
export type SamlSettings = z.infer<typeof samlSettings>
export type LdapSettings = z.infer<typeof ldapSettings>
export type IdentityProviderKind = IdentityProviderSettings['kind']

/** Settings of a kind that an installation brought along itself: its adapter knows what they mean. */
export const foreignSettings = z
  .looseObject({ kind: z.string().regex(/^x-[a-z0-9-]{1,40}$/, 'must be a known kind') })
  .refine((value) => JSON.stringify(value).length <= 20_000, { error: 'must be at most 20,000 characters of JSON' })

/** Settings of any kind. */
export const anyProviderSettings = z.union([identityProviderSettings, foreignSettings])
export type AnyProviderSettings = z.infer<typeof anyProviderSettings>

/** How a provider did when it was last asked. */
export const providerHealth = z.strictObject({
  state: z.enum(['unknown', 'well', 'failing', 'away']),
  /** What is wrong and what helps, in one sentence. */
  sentence: z.string().default(''),
  at: z.iso.datetime().optional(),
  /** Since when it has been in this state. */
  since: z.iso.datetime().optional(),
  /** Of the last answer, in milliseconds. */
  tookMs: z.number().int().nonnegative().optional(),
})
export type ProviderHealth = z.infer<typeof providerHealth>

/** What the last sync of a directory did, or the one that runs. */
export const directorySync = z.strictObject({
  /** held: what it would have ended is so much that it ended nothing; failed: it did not come to an end. */
  state: z.enum(['running', 'done', 'held', 'failed']),
  /** What is wrong and what helps; empty when nothing is. */
  sentence: z.string().default(''),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().optional(),
  /** When one last came to its end, and everything was taken. */
  completedAt: z.iso.datetime().optional(),
  /** Read so far, or in all. */
  persons: z.number().int().nonnegative().default(0),
  groups: z.number().int().nonnegative().default(0),
  created: z.number().int().nonnegative().default(0),
  changed: z.number().int().nonnegative().default(0),
  removed: z.number().int().nonnegative().default(0),
  /** Entries that could not be taken: two of one user name. */
  refused: z.number().int().nonnegative().default(0),
})
export type DirectorySync = z.infer<typeof directorySync>

/** What membership of a directory's group gives. */
export const groupGift = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('role'),
    roleId: z.string(),
    scope: z.discriminatedUnion('on', [
      z.strictObject({ on: z.literal('organization') }),
      z.strictObject({ on: z.literal('team'), teamId: z.string() }),
      z.strictObject({ on: z.literal('api'), apiId: z.string() }),
    ]),
  }),
  z.strictObject({ kind: z.literal('team'), teamId: z.string(), role: z.enum(['owner', 'admin', 'developer']) }),
  z.strictObject({ kind: z.literal('developer') }),
])
export type GroupGift = z.infer<typeof groupGift>
