import type { ProviderHealth } from '@gatehouse/contracts/identity-providers'

/** Settings of any kind; those of the built-in kinds stand in contracts/src/identity-providers.ts. */
export type ProviderSettings = { readonly kind: string }

/**
 * The published contract of an identity provider's adapter. A kind of provider implements what it can; the conformance suite
 * (auth/test/directory/conformance.ts) holds each to what it says it can. An adapter keeps no state between calls but caches,
 * reaches the outside only through the guarded fetch or socket that it is given, and throws `ProviderError` for everything that the
 * provider did wrong; any other throw is our defect.
 */
export type ProviderAdapter<Settings extends ProviderSettings = ProviderSettings> = {
  readonly kind: string
  /** Reads what the provider says of itself and judges the settings: addresses, keys, algorithms, base DNs. */
  readonly discover: (call: ProviderCall<Settings>) => Promise<Discovery>
  /** Begins a sign-in: where the browser goes, and what must be remembered until it is back. */
  readonly beginSignIn?: (call: ProviderCall<Settings>, request: SignInRequest) => Promise<SignInRedirect>
  /** Ends it: who it was. `remembered` is what `beginSignIn` gave. */
  readonly endSignIn?: (call: ProviderCall<Settings>, answer: SignInAnswer) => Promise<VerifiedPerson>
  /** Judges name and password (LDAP). Undefined: they do not fit; both halves of the answer take the same time. */
  readonly checkPassword?: (
    call: ProviderCall<Settings>,
    given: { readonly userName: string; readonly password: string },
  ) => Promise<VerifiedPerson | undefined>
  /** Judges a token that an API's caller showed: signature, issuer, times. Audience and claims are the rule's affair. */
  readonly verifyToken?: (call: ProviderCall<Settings>, token: string) => Promise<Readonly<Record<string, unknown>>>
  /** Judges a back-channel logout token and says whose sessions end. */
  readonly verifyLogout?: (call: ProviderCall<Settings>, token: string) => Promise<LogoutNotice>
  /** All persons and groups, in pages; `disabled` persons included. */
  readonly listPeople?: (call: ProviderCall<Settings>) => AsyncIterable<DirectoryPage>
  /** What the provider says of one user name, as a sync would read it; undefined: nobody. For whoever sets the provider up. */
  readonly lookUp?: (call: ProviderCall<Settings>, userName: string) => Promise<PersonFound | undefined>
  /** Makes an OAuth client at the provider (RFC 7591); `ProviderError` code `registration` where it refuses. */
  readonly registerClient?: (call: ProviderCall<Settings>, client: ClientToRegister) => Promise<RegisteredClient>
  /** Takes such a client away again (RFC 7592). */
  readonly removeClient?: (call: ProviderCall<Settings>, client: RegisteredClient) => Promise<void>
}

export type ProviderCall<Settings extends ProviderSettings> = {
  readonly providerId: string
  readonly settings: Settings
  /** Client secret, bind password or private key, opened; undefined where none is set. */
  readonly secret: string | undefined
  /** Claim that names a person as the provider's own directory does (Entra: `oid`), where it is set. */
  readonly subjectClaim?: string | undefined
  readonly now: () => Date
  readonly signal: AbortSignal
}

export type Discovery = {
  readonly health: ProviderHealth
  /** JWKS, or `{certificates}` of SAML: what tokens are checked with. */
  readonly keys?: {
    readonly keys: readonly Readonly<Record<string, unknown>>[]
    /** Where gateways ask for opaque tokens (RFC 7662), where the settings say so. */
    readonly introspection?: string
  }
  /** What was found, as pairs for the page: endpoint, algorithms, number of persons. */
  readonly facts: readonly { readonly name: string; readonly value: string }[]
  /** What will go wrong or already does although it answers, each in a sentence; `bad` ones stand in the way of signing in. */
  readonly findings?: readonly { readonly level: 'warn' | 'bad'; readonly sentence: string }[]
}

export type SignInRequest = { readonly state: string; readonly returnUrl: string }
export type SignInRedirect = {
  readonly url: string
  readonly remember: Readonly<Record<string, string>>
  /** The browser must post these fields to `url` instead of opening it. */
  readonly post?: Readonly<Record<string, string>>
}
export type SignInAnswer = {
  /** The request that came back: query of the return address, or fields of the posted form. */
  readonly parameters: URLSearchParams
  readonly returnUrl: string
  readonly remembered: Readonly<Record<string, string>>
}

/** Who somebody is at a provider. Identity is provider and subject; mail address and name are only told. */
export type VerifiedPerson = {
  readonly subject: string
  readonly name?: string
  readonly email?: string
  readonly emailVerified: boolean
  /** Ids of groups; undefined: the provider does not say, memberships stay as they are. */
  readonly groups?: readonly string[]
  /** The provider's own session. */
  readonly session?: string
  /** What may come once only (a SAML assertion's id), and until when it would have been good. */
  readonly once?: { readonly id: string; readonly expiresAt: Date }
  /** How its directory (SCIM `externalId`) names this person, read by `subjectClaim`. */
  readonly directoryId?: string
}

export type LogoutNotice = { readonly subject?: string; readonly session?: string; readonly tokenId: string }

export type DirectoryPage = {
  readonly persons: readonly DirectoryEntry[]
  readonly groups: readonly {
    readonly externalId: string
    readonly name: string
    readonly members: readonly string[]
  }[]
}
export type DirectoryEntry = {
  /** The directory's own unchanging id. */
  readonly externalId: string
  readonly userName: string
  readonly name?: string
  readonly email?: string
  readonly active: boolean
}

export type PersonFound = {
  /** Where the entry is (a distinguished name). */
  readonly place: string
  /** As a sync would take it; undefined: it would be left out, for it has no id or no user name. */
  readonly person?: DirectoryEntry
  readonly attributes: readonly { readonly name: string; readonly values: readonly string[] }[]
  readonly groups: readonly { readonly externalId: string; readonly name: string }[]
}

export type ClientToRegister = {
  readonly name: string
  readonly redirectUris: readonly string[]
  readonly grants: readonly string[]
  readonly initialAccessToken?: string
}
export type RegisteredClient = {
  readonly clientId: string
  readonly clientSecret?: string
  readonly registrationToken?: string
  readonly registrationUrl?: string
}

export type ProviderFault =
  | 'unreachable'
  | 'timeout'
  | 'too_large'
  | 'malformed'
  | 'untrusted'
  | 'settings'
  | 'refused'
  | 'replayed'
  | 'expired'
  | 'registration'

/** What a provider did wrong, in a sentence that an operator can act on. Never holds a token, a code or a secret. */
export class ProviderError extends Error {
  readonly fault: ProviderFault
  constructor(fault: ProviderFault, sentence: string, options?: ErrorOptions) {
    super(sentence, options)
    this.fault = fault
  }
}
