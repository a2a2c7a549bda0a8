import { clientSettings } from '@gatehouse/contracts/oauth-client'
import { errors } from 'oidc-provider'
import { clientSecretPrefix, hashClientSecret } from './client-secret.ts'
import type { IssuerClient, RegisteredClient } from './ports.ts'

/** Clients that have only addresses of the machine itself or of an app: their port is free, and they are asked each time. */
function isNative(redirectUris: readonly string[]): boolean {
  return redirectUris.length > 0 && redirectUris.every((uri) => !uri.startsWith('https:'))
}

/** A credential in the words of RFC 7591. In place of the secret stand the hashes of all that are good. */
export function toMetadata({ id, name, client, secretHashes }: IssuerClient): Record<string, unknown> {
  const codes = client.grants.includes('authorization_code')
  const hasSecret = client.authMethod === 'client_secret_basic' || client.authMethod === 'client_secret_post'
  return {
    client_id: id,
    client_name: name,
    token_endpoint_auth_method: client.authMethod,
    grant_types: [...client.grants],
    response_types: codes ? ['code'] : [],
    redirect_uris: [...client.redirectUris],
    application_type: isNative(client.redirectUris) ? 'native' : 'web',
    require_pushed_authorization_requests: client.pushedRequests,
    dpop_bound_access_tokens: client.dpop,
    ...(hasSecret ? { client_secret: secretHashes.join(' ') || 'none' } : {}),
    ...(client.keys.length > 0 ? { jwks: { keys: client.keys.map((key) => ({ ...key })) } } : {}),
  }
}

type Metadata = Record<string, unknown>

/** What a client registered of itself (RFC 7591 §2), in our words; throws invalid_client_metadata for what we do not offer. */
export function fromRegistration(clientId: string, metadata: Metadata): RegisteredClient {
  for (const name of ['jwks_uri', 'sector_identifier_uri', 'request_uris', 'backchannel_logout_uri']) {
    if (metadata[name] !== undefined) throw new errors.InvalidClientMetadata(`${name} is not supported`)
  }
  const secret = metadata.client_secret
  const keys = metadata.jwks as { keys?: unknown } | undefined
  const parsed = clientSettings.safeParse({
    authMethod: metadata.token_endpoint_auth_method,
    grants: metadata.grant_types,
    redirectUris: metadata.redirect_uris ?? [],
    keys: keys?.keys ?? [],
    pushedRequests: metadata.require_pushed_authorization_requests === true,
    dpop: metadata.dpop_bound_access_tokens === true,
  })
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new errors.InvalidClientMetadata(`${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim())
  }
  const name = typeof metadata.client_name === 'string' ? metadata.client_name.trim().slice(0, 80) : ''
  return {
    id: clientId,
    name: name === '' ? 'Registered client' : name,
    client: {
      ...parsed.data,
      registered: true,
      secrets:
        // Only what our own factory made is a secret; what stands in a stored client's place of it is hashes.
        typeof secret === 'string' && secret.startsWith(clientSecretPrefix)
          ? [
              {
                hash: hashClientSecret(secret),
                last4: secret.slice(-4),
                createdAt: new Date().toISOString(),
                until: null,
              },
            ]
          : [],
    },
  }
}
