import type { IssuerAlgorithm, IssuerPolicy, ScopeEntry } from '@gatehouse/contracts/issuer-policy'
import type { StoredClient } from '@gatehouse/contracts/oauth-client'

/** A key pair of the server; `private` signs while it is the newest of its algorithm, all of them are published. */
export type IssuerKey = { kid: string; alg: IssuerAlgorithm; private: Record<string, unknown> }

/** All that the server's behaviour follows from; when `version` changes it is built anew. */
export type IssuerState = {
  version: string
  policy: IssuerPolicy
  scopes: readonly ScopeEntry[]
  /** Newest first. */
  keys: readonly IssuerKey[]
}

/** A credential that may get tokens now: neither it nor what it hangs on is revoked, expired, suspended or closed. */
export type IssuerClient = {
  id: string
  name: string
  applicationId: string
  stageId: string
  client: StoredClient
  /** Hashes of secrets that are good now. */
  secretHashes: readonly string[]
  /** What it may ask for, already cut to the catalogue. */
  scopes: readonly string[]
  /** Address of its stage's gateways. */
  stageAudience: string
  /** Addresses of the APIs there that it may name as resource. */
  apiAudiences: readonly string[]
}

export type IssuerAccount = {
  id: string
  name: string
  email: string | null
  emailVerified: boolean
  /** Scopes that groups of others have and none of his. */
  withheld: readonly string[]
}

export type IssuedAccessToken = {
  jti: string
  clientId: string
  accountId: string | undefined
  grantId: string | undefined
  scopes: readonly string[]
  audience: string
  issuedAt: number
  expiresAt: number
}

/** Why a grant ended: the client gave its token back, or somebody used a code or refresh token twice. */
export type GrantEnd = 'returned' | 'reuse'

/** What the server rests on; services has the functions. */
export type IssuerPorts = {
  loadState: () => Promise<IssuerState>
  findClient: (clientId: string) => Promise<IssuerClient | undefined>
  /** Undefined for who does not exist or is deactivated. */
  findAccount: (accountId: string) => Promise<IssuerAccount | undefined>
  /** Scopes that the end user has allowed the application and not withdrawn; undefined: nothing ever. */
  findConsent: (accountId: string, applicationId: string) => Promise<readonly string[] | undefined>
  saveConsent: (accountId: string, applicationId: string, scopes: readonly string[]) => Promise<void>
  recordToken: (token: IssuedAccessToken) => Promise<void>
  /** All tokens of the grant are refused everywhere from now on. */
  revokeGrant: (grantId: string, end: GrantEnd) => Promise<void>
  revokeToken: (jti: string) => Promise<void>
  /** Whether anything that a token's claims name was revoked after it was issued. */
  isRevoked: (claims: {
    jti: string
    clientId: string
    subject: string
    grantId: string | undefined
    issuedAt: number
  }) => Promise<boolean>
  newClientId: () => string
  newClientSecret: () => string
  registerClient: (applicationId: string, stageId: string, given: RegisteredClient) => Promise<void>
  updateRegisteredClient: (given: RegisteredClient) => Promise<void>
  removeRegisteredClient: (clientId: string) => Promise<void>
  log: (level: 'warn' | 'error', message: string, error?: unknown) => void
}

export type RegisteredClient = { id: string; name: string; client: StoredClient }
