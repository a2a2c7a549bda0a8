import { z } from 'zod'
import { endpoint, instant, none, pageOf, pageQuery } from '../endpoint.ts'
import { groupGift } from '../identity-providers.ts'
import { idOf } from '../ids.ts'
import { receiptsView } from './deployment-views.ts'

const tag = 'Directories'
const providerPath = z.strictObject({ identityProviderId: idOf('identityProvider') })
const groupPath = z.strictObject({ directoryGroupId: idOf('directoryGroup') })
const mappingPath = z.strictObject({ groupMappingId: idOf('groupMapping') })

const count = z.number().int().nonnegative()

/** What a directory says against what is here. */
export const directoryView = z.strictObject({
  /** Address to be entered at the directory. */
  scimAddress: z.string(),
  counts: z.strictObject({
    /** Persons that it has told of. */
    told: count,
    /** Of those, nobody here. */
    onlyThere: count,
    /** Same address as somebody here, but nobody has said that it is he. */
    unlinked: count,
    /** Name, address or state differ. */
    different: count,
    /** Switched off or removed there, and active here: each is an alarm. */
    activeHere: count,
    /** Persons here of whom it never told. */
    onlyHere: count,
    groups: count,
    mappedGroups: count,
  }),
  lastMessageAt: instant.nullable(),
  /** How long a change there waits until it is told here, and how that is known. */
  itsDelay: z.strictObject({
    how: z.enum(['interval', 'observed', 'unknown']),
    seconds: z.number().nonnegative().nullable(),
    sentence: z.string(),
  }),
  /** From its last messages that gateways had to hear of, to the last gateway that did: the worst, in milliseconds. */
  ourDelayMs: z.number().int().nonnegative().nullable(),
  /** What keeps it from stopping tokens that its provider issues; null: nothing does. */
  tokenWarning: z.string().nullable(),
})
export type DirectoryView = z.infer<typeof directoryView>

export const directoryPersonState = z.enum(['matched', 'different', 'only-there', 'unlinked', 'active-here'])

const knownPerson = z.strictObject({
  id: idOf('person'),
  name: z.string(),
  email: z.string().nullable(),
  state: z.enum(['invited', 'active', 'deactivated']),
})

export const directoryPersonItem = z.strictObject({
  id: idOf('directoryPerson'),
  userName: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  externalId: z.string().nullable(),
  active: z.boolean(),
  /** The directory took him away. */
  removed: z.boolean(),
  groups: z.array(z.string()),
  /** Who he is here. */
  person: knownPerson.nullable(),
  /** Whoever has his address here and is not linked to him. */
  candidate: knownPerson.nullable(),
  state: directoryPersonState,
  differences: z.array(z.strictObject({ what: z.string(), there: z.string(), here: z.string() })),
  changedAt: instant,
})
export type DirectoryPersonItem = z.infer<typeof directoryPersonItem>

/** A person of whom the directory never told. */
export const localPersonItem = z.strictObject({
  id: idOf('person'),
  name: z.string(),
  email: z.string().nullable(),
  hats: z.array(z.enum(['member', 'developer'])),
  /** How he signs in. */
  waysIn: z.array(z.enum(['password', 'passkey', 'provider'])),
  /** Keeps his local sign-in when that is switched off for all; each of his sign-ins alerts. */
  breakGlass: z.boolean(),
  lastSeenAt: instant.nullable(),
})
export type LocalPersonItem = z.infer<typeof localPersonItem>

export const groupMappingView = z.strictObject({
  id: idOf('groupMapping'),
  gives: groupGift,
  /** `role Operator for team Commerce` */
  sentence: z.string(),
  createdAt: instant,
})
export type GroupMappingView = z.infer<typeof groupMappingView>

export const directoryGroupItem = z.strictObject({
  id: idOf('directoryGroup'),
  name: z.string(),
  externalId: z.string().nullable(),
  /** The directory keeps it, or sign-ins have named it. */
  origin: z.enum(['directory', 'sign-in']),
  members: count,
  mappings: z.array(groupMappingView),
})
export type DirectoryGroupItem = z.infer<typeof directoryGroupItem>

const persons = z.strictObject({ count, names: z.array(z.string()) })

/** What a change of a mapping would do, as of now. */
export const mappingEffect = z.strictObject({
  members: count,
  /** Nobody here yet: they become persons. */
  created: persons,
  /** They get what they did not have of any group. */
  gain: persons,
  /** They were off because no group of theirs was mapped. */
  back: persons,
  /** It goes from them. */
  lose: persons,
  /** It was the last that a group gave them: they are switched off. */
  off: persons,
  sentence: z.string(),
})
export type MappingEffect = z.infer<typeof mappingEffect>

export const directoryMessageItem = z.strictObject({
  id: idOf('directoryMessage'),
  at: instant,
  kind: z.string(),
  sentence: z.string(),
  person: z.strictObject({ id: idOf('person'), name: z.string() }).nullable(),
  /** Gateways that had to hear of it; null: none had to. */
  receipts: receiptsView.nullable(),
})
export type DirectoryMessageItem = z.infer<typeof directoryMessageItem>

export const scimTokenView = z.strictObject({
  id: idOf('scimToken'),
  name: z.string(),
  start: z.string(),
  state: z.enum(['active', 'expired', 'revoked']),
  createdAt: instant,
  expiresAt: instant.nullable(),
  /** At most 60 seconds old. */
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
})
export type ScimTokenView = z.infer<typeof scimTokenView>

export const getDirectory = endpoint({
  id: 'directories.get',
  method: 'GET',
  path: '/identity-providers/{identityProviderId}/directory',
  tag,
  summary: 'Compare a directory with what is here',
  audience: 'management',
  permission: 'identity.read',
  params: providerPath,
  response: directoryView,
})

export const listDirectoryPersons = endpoint({
  id: 'directories.listPersons',
  method: 'GET',
  path: '/identity-providers/{identityProviderId}/directory/persons',
  tag,
  summary: 'Persons that a directory has told of',
  audience: 'management',
  permission: 'identity.read',
  params: providerPath,
  query: pageQuery.extend({
    q: z.string().trim().min(1).max(100).optional(),
    state: directoryPersonState.optional(),
  }),
  response: pageOf(directoryPersonItem),
})

export const listLocalPersons = endpoint({
  id: 'directories.listLocalPersons',
  method: 'GET',
  path: '/identity-providers/{identityProviderId}/directory/local-persons',
  tag,
  summary: 'Persons here of whom a directory never told',
  audience: 'management',
  permission: 'identity.read',
  params: providerPath,
  query: pageQuery.extend({ q: z.string().trim().min(1).max(100).optional() }),
  response: pageOf(localPersonItem),
})

export const linkDirectoryPerson = endpoint({
  id: 'directories.linkPerson',
  method: 'POST',
  path: '/directory-persons/{directoryPersonId}/link',
  tag,
  summary: 'Say who a directory’s person is here',
  description: 'From then on the directory’s word counts for this person: what it switches off is off here.',
  audience: 'management',
  permission: 'identity.manage',
  params: z.strictObject({ directoryPersonId: idOf('directoryPerson') }),
  body: z.strictObject({ personId: idOf('person') }),
  response: z.strictObject({ personId: idOf('person') }),
})

export const listDirectoryGroups = endpoint({
  id: 'directories.listGroups',
  method: 'GET',
  path: '/identity-providers/{identityProviderId}/directory/groups',
  tag,
  summary: 'Groups of a directory and what they give',
  audience: 'management',
  permission: 'identity.read',
  params: providerPath,
  query: pageQuery.extend({
    q: z.string().trim().min(1).max(100).optional(),
    mapped: z.enum(['true', 'false']).optional(),
  }),
  response: pageOf(directoryGroupItem),
})

export const addDirectoryGroup = endpoint({
  id: 'directories.addGroup',
  method: 'POST',
  path: '/identity-providers/{identityProviderId}/directory/groups',
  tag,
  summary: 'Name a group that sign-ins will tell of',
  description: 'By the id that the provider’s tokens name it by: a name can change, an id does not.',
  audience: 'management',
  permission: 'identity.manage',
  params: providerPath,
  body: z.strictObject({
    externalId: z.string().trim().min(1).max(500),
    name: z.string().trim().min(1).max(200),
  }),
  response: directoryGroupItem,
  status: 201,
})

export const previewMapping = endpoint({
  id: 'directories.previewMapping',
  method: 'POST',
  path: '/directory-groups/{directoryGroupId}/mappings/preview',
  tag,
  summary: 'What a mapping would change',
  audience: 'management',
  permission: 'identity.manage',
  params: groupPath,
  body: z.strictObject({ gives: groupGift }),
  response: mappingEffect,
})

export const addMapping = endpoint({
  id: 'directories.addMapping',
  method: 'POST',
  path: '/directory-groups/{directoryGroupId}/mappings',
  tag,
  summary: 'Map a group to a role, a team or the developer’s hat',
  description: 'Its members get it at once. Nobody can map what he could not give himself.',
  audience: 'management',
  permission: 'identity.manage',
  params: groupPath,
  body: z.strictObject({ gives: groupGift }),
  response: directoryGroupItem,
  status: 201,
})

export const previewUnmapping = endpoint({
  id: 'directories.previewUnmapping',
  method: 'GET',
  path: '/group-mappings/{groupMappingId}/removal',
  tag,
  summary: 'What taking a mapping away would change',
  audience: 'management',
  permission: 'identity.read',
  params: mappingPath,
  response: mappingEffect,
})

export const removeMapping = endpoint({
  id: 'directories.removeMapping',
  method: 'DELETE',
  path: '/group-mappings/{groupMappingId}',
  tag,
  summary: 'Take a mapping away',
  description: 'What it gave goes at once; whom no other mapped group is left is switched off.',
  audience: 'management',
  permission: 'identity.manage',
  params: mappingPath,
  response: none,
})

export const listDirectoryMessages = endpoint({
  id: 'directories.listMessages',
  method: 'GET',
  path: '/identity-providers/{identityProviderId}/directory/messages',
  tag,
  summary: 'What a directory said in the last 30 days, newest first',
  audience: 'management',
  permission: 'identity.read',
  params: providerPath,
  query: pageQuery,
  response: pageOf(directoryMessageItem),
})

export const listScimTokens = endpoint({
  id: 'directories.listTokens',
  method: 'GET',
  path: '/identity-providers/{identityProviderId}/scim-tokens',
  tag,
  summary: 'Tokens with which a directory writes',
  audience: 'management',
  permission: 'identity.read',
  params: providerPath,
  query: pageQuery,
  response: pageOf(scimTokenView),
})

export const createScimToken = endpoint({
  id: 'directories.createToken',
  method: 'POST',
  path: '/identity-providers/{identityProviderId}/scim-tokens',
  tag,
  summary: 'Make a token with which a directory writes',
  description:
    'Whoever holds it decides who may use what the directory’s groups are mapped to. Shown in this answer only.',
  audience: 'management',
  permission: 'identity.manage',
  params: providerPath,
  body: z.strictObject({ name: z.string().trim().min(1).max(60), expiresAt: instant.optional() }),
  response: scimTokenView.extend({ token: z.string(), scimAddress: z.string() }),
  status: 201,
})

export const revokeScimToken = endpoint({
  id: 'directories.revokeToken',
  method: 'POST',
  path: '/scim-tokens/{scimTokenId}/revoke',
  tag,
  summary: 'Revoke a directory’s token',
  audience: 'management',
  permission: 'identity.manage',
  params: z.strictObject({ scimTokenId: idOf('scimToken') }),
  response: scimTokenView,
})
