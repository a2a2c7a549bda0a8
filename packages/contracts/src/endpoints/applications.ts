import { z } from 'zod'
import { planLimits } from '../access.ts'
import { addressRanges } from '../address-range.ts'
import { actorView, askedInstant, endpoint, etag, instant, pageOf, pageQuery } from '../endpoint.ts'
import { idOf } from '../ids.ts'
import { issuerGrant } from '../issuer-policy.ts'
import { clientAuthMethod } from '../oauth-client.ts'
import { receiptsView } from './deployment-views.ts'
import { callerPauseView } from './pauses.ts'
import { subjectReview } from './subject-review.ts'

export const subscriptionState = z.enum(['pending', 'active', 'suspended', 'rejected', 'closed'])

/** An OAuth client’s settings; nothing of its secrets but their last four characters. */
export const clientView = z.strictObject({
  authMethod: clientAuthMethod,
  grants: z.array(issuerGrant),
  redirectUris: z.array(z.string()),
  keys: z.array(z.looseObject({ kty: z.string() })),
  pushedRequests: z.boolean(),
  dpop: z.boolean(),
  /** Secrets that are good now. `until`: the end of a rotated one's overlap. */
  secrets: z.array(z.strictObject({ last4: z.string(), createdAt: instant, until: instant.nullable() })),
  /** It registered itself (RFC 7591). */
  registered: z.boolean(),
})

const neighbour = z.strictObject({ id: idOf('credential'), name: z.string(), last4: z.string() }).nullable()

export const credentialView = z.strictObject({
  id: idOf('credential'),
  /** `external`: a client of an identity provider, which the application’s calls come from. */
  kind: z.enum(['key', 'client', 'external']),
  /** Null for a key. */
  client: clientView.nullable(),
  name: z.string(),
  /** First 12 and last 4 characters; fewer of a short key that moved in, none of one that moved in by its hash. */
  start: z.string(),
  last4: z.string(),
  stage: z.strictObject({ id: idOf('stage'), name: z.string(), exposure: z.enum(['hidden', 'sandbox', 'live']) }),
  scopes: z.array(z.string()),
  /** Addresses and ranges from which it may be used; empty: from anywhere. */
  ipRanges: z.array(z.string()),
  /** `expired`: its end date has passed, or the overlap with the key that replaced it. `suspended`: refused until somebody reactivates it. */
  state: z.enum(['active', 'expired', 'revoked', 'suspended']),
  /** What an access review says of it. */
  review: subjectReview,
  createdAt: instant,
  createdBy: actorView,
  /** Who was shown the whole key or secret, first one first. */
  seenBy: z.array(z.strictObject({ personId: idOf('person'), name: z.string(), at: instant })),
  expiresAt: instant.nullable(),
  /** Of a rotated one: until then it goes on beside its successor. */
  overlapUntil: instant.nullable(),
  rotatedFrom: neighbour,
  rotatedTo: neighbour,
  /** The import that it moved in with. */
  keyImportId: idOf('keyImport').nullable(),
  revokedAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
  /** Of the revocation. */
  receipts: receiptsView.nullable(),
  etag,
})

export const subscriptionView = z.strictObject({
  id: idOf('subscription'),
  state: subscriptionState,
  /** What an access review says of it. */
  review: subjectReview,
  application: z.strictObject({ id: idOf('application'), name: z.string(), team: z.string() }),
  product: z.strictObject({
    id: idOf('product'),
    name: z.string(),
    slug: z.string(),
    /** Operations of it are tools for AI agents. */
    tools: z.boolean(),
  }),
  plan: z.strictObject({ id: idOf('plan'), name: z.string(), limits: planLimits }),
  apis: z.array(
    z.strictObject({
      apiSlug: z.string(),
      apiName: z.string(),
      versionName: z.string(),
      /** How the version ends for this application; null while nothing was announced. */
      ends: z
        .strictObject({
          deprecatedAt: instant,
          sunsetAt: instant.nullable(),
          /** It may call until then, past the sunset. */
          extendedUntil: instant.nullable(),
          guideUrl: z.string().nullable(),
          successor: z
            .strictObject({
              apiSlug: z.string(),
              apiName: z.string(),
              versionName: z.string(),
              /** The application may call it already. */
              has: z.boolean(),
            })
            .nullable(),
        })
        .nullable(),
    }),
  ),
  requestNote: z.string().nullable(),
  requestedAt: instant,
  requestedBy: actorView,
  decidedAt: instant.nullable(),
  reason: z.string().nullable(),
  closedAt: instant.nullable(),
  etag,
})

export const applicationView = z.strictObject({
  id: idOf('application'),
  name: z.string(),
  description: z.string(),
  team: z.strictObject({ id: idOf('team'), name: z.string(), personal: z.boolean() }),
  state: z.enum(['active', 'suspended']),
  stateReason: z.string().nullable(),
  /** Running ones, its team's included. */
  pauses: z.array(callerPauseView),
  createdAt: instant,
  subscriptions: z.array(subscriptionView),
  credentials: z.number().int(),
  lastUsedAt: instant.nullable(),
  etag,
})

export const applicationParams = z.strictObject({ applicationId: idOf('application') })
export const subscriptionParams = z.strictObject({ subscriptionId: idOf('subscription') })
export const credentialParams = z.strictObject({ credentialId: idOf('credential') })
const reason = z.strictObject({ reason: z.string().trim().min(1).max(500) })

export const listApplications = endpoint({
  id: 'listApplications',
  method: 'GET',
  path: '/applications',
  tag: 'Applications',
  summary: 'List applications',
  audience: 'management',
  permission: 'application.read',
  query: pageQuery.extend({
    q: z.string().max(100).optional(),
    state: z.enum(['active', 'suspended']).optional(),
    productId: idOf('product').optional(),
    versionId: idOf('version').optional(),
  }),
  response: pageOf(applicationView),
})
export const getApplication = endpoint({
  id: 'getApplication',
  method: 'GET',
  path: '/applications/{applicationId}',
  tag: 'Applications',
  summary: 'Get an application',
  audience: 'management',
  permission: 'application.read',
  params: applicationParams,
  response: applicationView,
  etag: 'sent',
})
export const listApplicationCredentials = endpoint({
  id: 'listApplicationCredentials',
  method: 'GET',
  path: '/applications/{applicationId}/credentials',
  tag: 'Applications',
  summary: 'List credentials of an application',
  audience: 'management',
  permission: 'application.read',
  params: applicationParams,
  query: pageQuery,
  response: pageOf(credentialView),
})
export const suspendApplication = endpoint({
  id: 'suspendApplication',
  method: 'POST',
  path: '/applications/{applicationId}/suspend',
  tag: 'Applications',
  summary: 'Suspend an application',
  audience: 'management',
  permission: 'application.manage',
  params: applicationParams,
  body: reason,
  response: applicationView,
})
export const resumeApplication = endpoint({
  id: 'resumeApplication',
  method: 'POST',
  path: '/applications/{applicationId}/resume',
  tag: 'Applications',
  summary: 'Resume an application',
  audience: 'management',
  permission: 'application.manage',
  params: applicationParams,
  response: applicationView,
})
export const revokeCredential = endpoint({
  id: 'revokeCredential',
  method: 'POST',
  path: '/credentials/{credentialId}/revoke',
  tag: 'Applications',
  summary: 'Revoke a credential',
  description: 'Final. Every connected gateway refuses it within a second; `receipts` says which do.',
  audience: 'management',
  permission: 'application.manage',
  params: credentialParams,
  response: credentialView,
})
/** What is said of a new key. */
export const newCredential = z.strictObject({
  stageId: idOf('stage'),
  name: z.string().trim().min(1).max(80),
  scopes: z.array(z.string().min(1).max(100)).max(50).default([]),
  ipRanges: addressRanges.default([]),
  expiresAt: askedInstant.optional(),
})

/** How long the earlier key goes on: hours from now, or until an instant; at most 90 days. */
export const rotation = z
  .strictObject({
    overlapHours: z
      .number()
      .int()
      .min(0)
      .max(90 * 24)
      .optional(),
    overlapUntil: askedInstant.optional(),
    /** The new key’s end; absent: as far from now as the earlier one’s was from its making, or none. */
    expiresAt: askedInstant.optional(),
  })
  .refine(({ overlapHours, overlapUntil }) => (overlapHours === undefined) !== (overlapUntil === undefined), {
    error: 'needs either overlapHours or overlapUntil',
  })

export const credentialChange = z.strictObject({
  name: z.string().trim().min(1).max(80).optional(),
  ipRanges: addressRanges.optional(),
  /** Null: it has no end. */
  expiresAt: askedInstant.nullable().optional(),
})

export const madeCredential = z.strictObject({ credential: credentialView, key: z.string() })
export const rotatedCredential = madeCredential.extend({ earlier: credentialView })

export const createCredential = endpoint({
  id: 'createCredential',
  method: 'POST',
  path: '/applications/{applicationId}/credentials',
  tag: 'Applications',
  summary: 'Create an API key for an application',
  description:
    'The key is in this answer and nowhere else; that you have seen it is recorded. Without `scopes` it may do all that the subscriptions of its application allow, without `ipRanges` from anywhere.',
  audience: 'management',
  permission: 'application.manage',
  params: applicationParams,
  body: newCredential,
  response: madeCredential,
  status: 201,
})
export const rotateCredential = endpoint({
  id: 'rotateCredential',
  method: 'POST',
  path: '/credentials/{credentialId}/rotate',
  tag: 'Applications',
  summary: 'Replace an API key',
  description:
    'A new key with the same name, stage, scopes and addresses. Both are good until the overlap ends, then the new one alone, at every gateway by itself. Without an overlap the earlier one is revoked now.',
  audience: 'management',
  permission: 'application.manage',
  params: credentialParams,
  body: rotation,
  response: rotatedCredential,
  status: 201,
})
export const updateCredential = endpoint({
  id: 'updateCredential',
  method: 'PATCH',
  path: '/credentials/{credentialId}',
  tag: 'Applications',
  summary: 'Change the name, addresses or end of an API key',
  audience: 'management',
  permission: 'application.manage',
  params: credentialParams,
  body: credentialChange,
  response: credentialView,
  etag: 'required',
})
export const getCredential = endpoint({
  id: 'getCredential',
  method: 'GET',
  path: '/credentials/{credentialId}',
  tag: 'Applications',
  summary: 'Get a credential with the receipts of its revocation',
  audience: 'management',
  permission: 'application.read',
  params: credentialParams,
  response: credentialView,
})
export const listSubscriptions = endpoint({
  id: 'listSubscriptions',
  method: 'GET',
  path: '/subscriptions',
  tag: 'Applications',
  summary: 'List subscriptions',
  audience: 'management',
  permission: 'application.read',
  query: pageQuery.extend({
    state: subscriptionState.optional(),
    productId: idOf('product').optional(),
    versionId: idOf('version').optional(),
  }),
  response: pageOf(subscriptionView),
})
export const decideSubscription = endpoint({
  id: 'decideSubscription',
  method: 'POST',
  path: '/subscriptions/{subscriptionId}/decide',
  tag: 'Applications',
  summary: 'Approve or reject a request for access',
  audience: 'management',
  permission: 'subscription.decide',
  params: subscriptionParams,
  body: z.strictObject({ decision: z.enum(['approve', 'reject']), reason: z.string().trim().max(500).optional() }),
  response: subscriptionView,
})
export const suspendSubscription = endpoint({
  id: 'suspendSubscription',
  method: 'POST',
  path: '/subscriptions/{subscriptionId}/suspend',
  tag: 'Applications',
  summary: 'Suspend a subscription',
  audience: 'management',
  permission: 'subscription.decide',
  params: subscriptionParams,
  body: reason,
  response: subscriptionView,
})
export const resumeSubscription = endpoint({
  id: 'resumeSubscription',
  method: 'POST',
  path: '/subscriptions/{subscriptionId}/resume',
  tag: 'Applications',
  summary: 'Resume a subscription',
  audience: 'management',
  permission: 'subscription.decide',
  params: subscriptionParams,
  response: subscriptionView,
})
export const closeSubscription = endpoint({
  id: 'closeSubscription',
  method: 'POST',
  path: '/subscriptions/{subscriptionId}/close',
  tag: 'Applications',
  summary: 'Close a subscription',
  audience: 'management',
  permission: 'subscription.decide',
  params: subscriptionParams,
  body: reason,
  response: subscriptionView,
})
