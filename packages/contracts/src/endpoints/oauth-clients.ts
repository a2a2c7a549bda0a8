import { z } from 'zod'
import { addressRanges } from '../address-range.ts'
import { endpoint, instant } from '../endpoint.ts'
import { idOf } from '../ids.ts'
import { issuerGrant, issuerPolicy, scopeEntry, scopeName } from '../issuer-policy.ts'
import { clientKeys, clientSettings, redirectUri } from '../oauth-client.ts'
import { applicationParams, credentialParams, credentialView } from './applications.ts'

const tag = 'My applications'
const name = z.string().trim().min(1).max(80)
const scopes = z.array(scopeName).max(50)

/** What a client may be, as Security has set it: the portal's forms are made of it. */
export const getMyIssuer = endpoint({
  id: 'getMyIssuer',
  method: 'GET',
  path: '/my/issuer',
  tag,
  summary: 'See what the OAuth server offers',
  audience: 'developer',
  response: z.strictObject({
    issuer: z.string(),
    policy: issuerPolicy.omit({ selfSignUp: true }),
    scopes: z.array(scopeEntry),
  }),
})

export const createMyClient = endpoint({
  id: 'createMyClient',
  method: 'POST',
  path: '/my/applications/{applicationId}/clients',
  tag,
  summary: 'Create an OAuth client',
  description:
    'Its id is the credential’s. The secret is in this answer and nowhere else; null where it authenticates by a key or not at all. Scopes are of the catalogue that the OAuth server offers.',
  audience: 'developer',
  params: applicationParams,
  body: z.strictObject({
    stageId: idOf('stage'),
    name,
    scopes: scopes.default([]),
    /** From which its tokens may be used; empty: from anywhere. */
    ipRanges: addressRanges.default([]),
    expiresAt: instant.optional(),
    client: clientSettings,
  }),
  response: z.strictObject({ credential: credentialView, secret: z.string().nullable() }),
  status: 201,
})

export const updateMyClient = endpoint({
  id: 'updateMyClient',
  method: 'PATCH',
  path: '/my/clients/{credentialId}',
  tag,
  summary: 'Change an OAuth client',
  description:
    'How it authenticates stays as it is; for that, create another one. What it may not do any more ends with the tokens that it has.',
  audience: 'developer',
  params: credentialParams,
  body: z.strictObject({
    name: name.optional(),
    scopes: scopes.optional(),
    ipRanges: addressRanges.optional(),
    grants: z.array(issuerGrant).min(1).max(3).optional(),
    redirectUris: z.array(redirectUri).max(20).optional(),
    keys: clientKeys.optional(),
    pushedRequests: z.boolean().optional(),
    dpop: z.boolean().optional(),
  }),
  response: credentialView,
  etag: 'required',
})

export const rotateMyClientSecret = endpoint({
  id: 'rotateMyClientSecret',
  method: 'POST',
  path: '/my/clients/{credentialId}/secret',
  tag,
  summary: 'Give an OAuth client a new secret',
  description: 'The earlier one stays good for the overlap; with 0 it ends now. The new one is in this answer only.',
  audience: 'developer',
  params: credentialParams,
  body: z.strictObject({
    overlapHours: z
      .number()
      .int()
      .min(0)
      .max(30 * 24)
      .default(24),
  }),
  response: z.strictObject({ credential: credentialView, secret: z.string() }),
})

export const createMyRegistrationToken = endpoint({
  id: 'createMyRegistrationToken',
  method: 'POST',
  path: '/my/applications/{applicationId}/registration-tokens',
  tag,
  summary: 'Let my application register a client itself',
  description:
    'An initial access token of RFC 7591 for one stage, good for an hour and shown once. Only where Security allows registration.',
  audience: 'developer',
  params: applicationParams,
  body: z.strictObject({ stageId: idOf('stage') }),
  response: z.strictObject({ token: z.string(), endpoint: z.string(), expiresAt: instant }),
  status: 201,
})
