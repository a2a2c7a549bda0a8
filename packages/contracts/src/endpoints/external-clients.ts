import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { idOf } from '../ids.ts'
import { redirectUri } from '../oauth-client.ts'
import { credentialView } from './applications.ts'

export const registerExternalClient = endpoint({
  id: 'applications.register-external-client',
  method: 'POST',
  path: '/applications/{applicationId}/external-clients/register',
  tag: 'Access tokens',
  summary: 'Make an OAuth client for an application at an identity provider',
  description:
    'By dynamic client registration (RFC 7591). The client’s secret is in this answer only; the initial access token is used once and not stored. Revoking the credential takes the client away at the provider, too (RFC 7592).',
  audience: 'management',
  permission: 'application.manage',
  params: z.strictObject({ applicationId: idOf('application') }),
  body: z.strictObject({
    stageId: idOf('stage'),
    identityProviderId: idOf('identityProvider'),
    /** As the provider shows it. */
    name: z.string().trim().min(1).max(80),
    grants: z
      .array(z.enum(['client_credentials', 'authorization_code', 'refresh_token']))
      .min(1)
      .max(3)
      .default(['client_credentials']),
    redirectUris: z.array(redirectUri).max(10).default([]),
    initialAccessToken: z.string().min(1).max(8000).optional(),
  }),
  response: z.strictObject({
    credential: credentialView,
    clientId: z.string(),
    /** Shown once; null: the provider gave none. */
    clientSecret: z.string().nullable(),
  }),
  status: 201,
})
