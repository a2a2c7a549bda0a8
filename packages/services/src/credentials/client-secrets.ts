import { clientSecretPrefix, hashClientSecret } from '@gatehouse/auth/issuer/client-secret'
import { newSid } from '@gatehouse/auth/session-token'
import type { StoredClient } from '@gatehouse/contracts/oauth-client'

export type StoredSecret = StoredClient['secrets'][number]

/** A fresh secret, and what is kept of it. With so many random bits a slow hash adds nothing. */
export function newClientSecret(now: Date): { secret: string; stored: StoredSecret } {
  const secret = `${clientSecretPrefix}${newSid()}`
  return {
    secret,
    stored: { hash: hashClientSecret(secret), last4: secret.slice(-4), createdAt: now.toISOString(), until: null },
  }
}

/** Secrets that are good now. */
export function currentSecrets(client: StoredClient, now: Date): StoredSecret[] {
  return client.secrets.filter(({ until }) => until === null || new Date(until) > now)
}

export const hasSecret = (client: Pick<StoredClient, 'authMethod'>): boolean =>
  client.authMethod === 'client_secret_basic' || client.authMethod === 'client_secret_post'
