import type { IssuerGrant } from '@gatehouse/contracts/issuer-policy'
import type { ClientAuthMethod } from '@gatehouse/contracts/oauth-client'

export const grantText: Record<IssuerGrant, { short: string; label: string; description: string }> = {
  client_credentials: {
    short: 'for itself',
    label: 'For itself',
    description: 'A server or job that calls the API as the application.',
  },
  authorization_code: {
    short: 'for people',
    label: 'For people who sign in',
    description: 'They allow your application what it asks for.',
  },
  refresh_token: {
    short: 'renews tokens',
    label: 'Renew tokens',
    description: 'Without sending the person through the sign-in again.',
  },
}

export const authText: Record<ClientAuthMethod, { short: string; label: string; description: string }> = {
  client_secret_basic: {
    short: 'secret',
    label: 'Secret',
    description: 'Sent in the Authorization header. What most libraries do.',
  },
  client_secret_post: {
    short: 'secret in the body',
    label: 'Secret in the body',
    description: 'For libraries that cannot send it as a header.',
  },
  private_key_jwt: {
    short: 'key of its own',
    label: 'Key of its own (private_key_jwt)',
    description: 'Signed with a private key that never leaves your server; we keep the public one.',
  },
  none: {
    short: 'public',
    label: 'Public',
    description: 'An app or a page in the browser, which cannot keep a secret. PKCE proves it.',
  },
}
