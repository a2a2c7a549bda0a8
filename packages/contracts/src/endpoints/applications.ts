import { z } from 'zod'
import { planLimits } from '../access.ts'
import { actorView, endpoint, etag, instant, pageOf, pageQuery } from '../endpoint.ts'
import { idOf } from '../ids.ts'
import { issuerGrant } from '../issuer-policy.ts'
import { clientAuthMethod } from '../oauth-client.ts'
import { receiptsView } from './deployment-views.ts'
import { callerPauseView } from './pauses.ts'

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

export const credentialView = z.strictObject({
  id: idOf('credential'),
  kind: z.enum(['key', 'client']),
  /** Null for a key. */
  client: clientView.nullable(),
  name: z.string(),
  /** First 12 and last 4 characters. */
  start: z.string(),
  last4: z.string(),
  stage: z.strictObject({ id: idOf('stage'), name: z.string(), exposure: z.enum(['hidden', 'sandbox', 'live']) }),
  scopes: z.array(z.string()),
  state: z.enum(['active', 'expired', 'revoked']),
  createdAt: instant,
  createdBy: actorView,
  expiresAt: instant.nullable(),
  revokedAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
  /** Of the revocation. */
  receipts: receiptsView.nullable(),
  etag,
})

export const subscriptionView = z.strictObject({
  id: idOf('subscription'),
  state: subscriptionState,
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
