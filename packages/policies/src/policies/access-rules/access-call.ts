import type { CredentialKind } from '@gatehouse/contracts/access-rules'
import type { Claims } from '../../tokens/claims.ts'

/** What access rules look at: a call of a gateway, of the simulator, or one that an example makes up. */
export type AccessCall = {
  credential: CredentialKind
  /** Null: every scope, as a key has that was made without a choice of them. */
  scopes: readonly string[] | null
  /** Of the token; null: there is none. */
  claims: Claims | null
  endUser: boolean
  planId: string | null
  productId: string | null
  applicationId: string | null
  teamId: string | null
  method: string
  /** Textual IPv4 or IPv6. */
  address: string
  /** Milliseconds since 1970. */
  at: number
}
