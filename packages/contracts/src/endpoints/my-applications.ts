import { z } from 'zod'
import { endpoint, pageOf, pageQuery } from '../endpoint.ts'
import { idOf } from '../ids.ts'
import {
  applicationParams,
  applicationView,
  credentialChange,
  credentialParams,
  credentialView,
  madeCredential,
  newCredential,
  rotatedCredential,
  rotation,
  subscriptionParams,
  subscriptionView,
} from './applications.ts'

export const listMyTeams = endpoint({
  id: 'listMyTeams',
  method: 'GET',
  path: '/my/teams',
  tag: 'My applications',
  summary: 'List my teams',
  audience: 'developer',
  response: z.strictObject({
    items: z.array(
      z.strictObject({
        id: idOf('team'),
        name: z.string(),
        personal: z.boolean(),
        role: z.enum(['owner', 'admin', 'developer']),
      }),
    ),
  }),
})
export const listMyApplications = endpoint({
  id: 'listMyApplications',
  method: 'GET',
  path: '/my/applications',
  tag: 'My applications',
  summary: 'List my applications',
  audience: 'developer',
  query: pageQuery,
  response: pageOf(applicationView),
})
export const createMyApplication = endpoint({
  id: 'createMyApplication',
  method: 'POST',
  path: '/my/applications',
  tag: 'My applications',
  summary: 'Create an application',
  audience: 'developer',
  body: z.strictObject({
    name: z.string().trim().min(1).max(80),
    description: z.string().max(2_000).default(''),
    teamId: idOf('team').optional(),
  }),
  response: applicationView,
  status: 201,
})
export const getMyApplication = endpoint({
  id: 'getMyApplication',
  method: 'GET',
  path: '/my/applications/{applicationId}',
  tag: 'My applications',
  summary: 'Get my application',
  audience: 'developer',
  params: applicationParams,
  response: applicationView,
  etag: 'sent',
})
export const updateMyApplication = endpoint({
  id: 'updateMyApplication',
  method: 'PATCH',
  path: '/my/applications/{applicationId}',
  tag: 'My applications',
  summary: 'Change my application',
  audience: 'developer',
  params: applicationParams,
  body: z.strictObject({
    name: z.string().trim().min(1).max(80).optional(),
    description: z.string().max(2_000).optional(),
  }),
  response: applicationView,
  etag: 'required',
})
export const deleteMyApplication = endpoint({
  id: 'deleteMyApplication',
  method: 'DELETE',
  path: '/my/applications/{applicationId}',
  tag: 'My applications',
  summary: 'Delete my application',
  description: 'Its credentials are revoked and its subscriptions closed.',
  audience: 'developer',
  params: applicationParams,
  response: z.strictObject({}),
})
export const requestMyAccess = endpoint({
  id: 'requestMyAccess',
  method: 'POST',
  path: '/my/applications/{applicationId}/subscriptions',
  tag: 'My applications',
  summary: 'Get access: subscribe under a plan',
  audience: 'developer',
  params: applicationParams,
  body: z.strictObject({ planId: idOf('plan'), note: z.string().max(2_000).optional() }),
  response: subscriptionView,
  status: 201,
})
export const changeMyPlan = endpoint({
  id: 'changeMyPlan',
  method: 'POST',
  path: '/my/subscriptions/{subscriptionId}/plan',
  tag: 'My applications',
  summary: 'Change the plan of my subscription',
  audience: 'developer',
  params: subscriptionParams,
  body: z.strictObject({ planId: idOf('plan') }),
  response: subscriptionView,
})
export const cancelMySubscription = endpoint({
  id: 'cancelMySubscription',
  method: 'POST',
  path: '/my/subscriptions/{subscriptionId}/cancel',
  tag: 'My applications',
  summary: 'Cancel my subscription',
  audience: 'developer',
  params: subscriptionParams,
  response: subscriptionView,
})
export const listMyStages = endpoint({
  id: 'listMyStages',
  method: 'GET',
  path: '/my/stages',
  tag: 'My applications',
  summary: 'List stages that are open to developers, by their public names',
  audience: 'public',
  response: z.strictObject({
    items: z.array(
      z.strictObject({
        id: idOf('stage'),
        name: z.string(),
        exposure: z.enum(['sandbox', 'live']),
        gatewayUrl: z.string(),
      }),
    ),
  }),
})
export const listMyScopes = endpoint({
  id: 'listMyScopes',
  method: 'GET',
  path: '/my/applications/{applicationId}/scopes',
  tag: 'My applications',
  summary: 'List scopes that a key of my application can be narrowed to',
  description: 'Those that operations of its products need, as they run on the stages that are open to developers.',
  audience: 'developer',
  params: applicationParams,
  response: z.strictObject({
    items: z.array(
      z.strictObject({
        name: z.string(),
        /** What the contract says of it. */
        description: z.string().nullable(),
        /** Names of the APIs whose operations need it. */
        apis: z.array(z.string()),
      }),
    ),
  }),
})
export const listMyCredentials = endpoint({
  id: 'listMyCredentials',
  method: 'GET',
  path: '/my/applications/{applicationId}/credentials',
  tag: 'My applications',
  summary: 'List credentials of my application',
  audience: 'developer',
  params: applicationParams,
  query: pageQuery,
  response: pageOf(credentialView),
})
export const createMyCredential = endpoint({
  id: 'createMyCredential',
  method: 'POST',
  path: '/my/applications/{applicationId}/credentials',
  tag: 'My applications',
  summary: 'Create an API key',
  description:
    'The key is in this answer and nowhere else. Without `scopes` it may do all that the subscriptions of its application allow; with some, operations that need another one answer 403 `scope_missing`.',
  audience: 'developer',
  params: applicationParams,
  body: newCredential,
  response: madeCredential,
  status: 201,
})
export const rotateMyCredential = endpoint({
  id: 'rotateMyCredential',
  method: 'POST',
  path: '/my/credentials/{credentialId}/rotate',
  tag: 'My applications',
  summary: 'Replace my API key',
  description:
    'A new key with the same name, stage, scopes and addresses. Both are good until the overlap ends, then the new one alone. Without an overlap the earlier one is revoked now.',
  audience: 'developer',
  params: credentialParams,
  body: rotation,
  response: rotatedCredential,
  status: 201,
})
export const updateMyCredential = endpoint({
  id: 'updateMyCredential',
  method: 'PATCH',
  path: '/my/credentials/{credentialId}',
  tag: 'My applications',
  summary: 'Change the name, addresses or end of my API key',
  audience: 'developer',
  params: credentialParams,
  body: credentialChange,
  response: credentialView,
  etag: 'required',
})
export const revokeMyCredential = endpoint({
  id: 'revokeMyCredential',
  method: 'POST',
  path: '/my/credentials/{credentialId}/revoke',
  tag: 'My applications',
  summary: 'Revoke my API key',
  audience: 'developer',
  params: credentialParams,
  response: credentialView,
})
export const getMyCredential = endpoint({
  id: 'getMyCredential',
  method: 'GET',
  path: '/my/credentials/{credentialId}',
  tag: 'My applications',
  summary: 'Get my API key with the receipts of its revocation',
  audience: 'developer',
  params: credentialParams,
  response: credentialView,
})
