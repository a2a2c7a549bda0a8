import { createHash } from 'node:crypto'
import type { AccessRow } from '@gatehouse/contracts/access'
import type { ApiTokenRule } from '@gatehouse/contracts/api-token-rules'
import { builtInIssuer } from '@gatehouse/contracts/issuer-policy'
import { type ClaimTest, claimTest } from './claims.ts'
import { type SigningKey, signingKey } from './signing-keys.ts'

type Row<K extends AccessRow['kind']> = Extract<AccessRow, { kind: K }>

export type KnownIssuer = {
  readonly id: string
  readonly builtIn: boolean
  readonly issuer: string
  readonly keys: readonly SigningKey[]
  readonly subjectClaim: string | undefined
  readonly introspection: Row<'tokenIssuer'>['introspection']
}

export type KnownTokenRule = {
  readonly id: string
  readonly issuer: KnownIssuer
  readonly rule: ApiTokenRule
  readonly claims: readonly ClaimTest[]
}

/** Whose tokens are known here and which API takes which; made anew when one of those rows changed, and else the same object. */
export type TokenRegistry = {
  readonly byIssuer: ReadonlyMap<string, KnownIssuer>
  /** Public address of this stage's gateways; empty while no issuer is known. */
  readonly address: string
  /** Issuer’s id → its rules for an API, in order. */
  rulesOf(apiId: string): ReadonlyMap<string, readonly KnownTokenRule[]>
  /** An issuer's rules for all APIs. */
  rulesOfIssuer(issuerId: string): readonly KnownTokenRule[]
  /** Issuers that must be asked about opaque tokens: of any API, and those whose tokens one API takes. */
  readonly asked: readonly KnownIssuer[]
  askedBy(apiId: string): readonly KnownIssuer[]
}

const noRules: ReadonlyMap<string, readonly KnownTokenRule[]> = new Map()

export function tokenRegistry(
  issuers: readonly Row<'tokenIssuer'>[],
  rules: readonly Row<'tokenRule'>[],
): TokenRegistry {
  const known = issuers.map(knownIssuer)
  const byIssuer = new Map<string, KnownIssuer>()
  const byId = new Map<string, KnownIssuer>()
  // Two that claim one name: the built-in one, else the older row. Which is not for the token to choose.
  for (const issuer of known.toSorted((a, b) => rank(a).localeCompare(rank(b)))) {
    if (byIssuer.has(issuer.issuer)) continue
    byIssuer.set(issuer.issuer, issuer)
    byId.set(issuer.id, issuer)
  }
  const byApi = new Map<string, Map<string, KnownTokenRule[]>>()
  for (const row of rules.toSorted((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1))) {
    const issuer = byId.get(row.issuerId)
    // Its provider is switched off or not known yet: nobody's tokens, no rule.
    if (issuer === undefined) continue
    const ofApi = byApi.get(row.apiId) ?? new Map<string, KnownTokenRule[]>()
    byApi.set(row.apiId, ofApi)
    const ofIssuer = ofApi.get(issuer.id) ?? []
    ofApi.set(issuer.id, ofIssuer)
    ofIssuer.push({ id: row.id, issuer, rule: row.rule, claims: row.rule.claims.map(claimTest) })
  }
  const asked = new Map<string, KnownIssuer[]>()
  for (const [apiId, ofApi] of byApi) {
    const opaque = [...ofApi.values()]
      .flat()
      .filter(({ issuer, rule }) => rule.accept && issuer.introspection !== undefined)
    if (opaque.length > 0) asked.set(apiId, [...new Set(opaque.map(({ issuer }) => issuer))])
  }
  return {
    byIssuer,
    address: issuers[0]?.address ?? '',
    rulesOfIssuer: (issuerId) => [...byApi.values()].flatMap((ofApi) => ofApi.get(issuerId) ?? []),
    rulesOf: (apiId) => byApi.get(apiId) ?? noRules,
    asked: [...new Set([...asked.values()].flat())],
    askedBy: (apiId) => asked.get(apiId) ?? [],
  }
}

const rank = ({ builtIn, id }: KnownIssuer) => `${builtIn ? 0 : 1} ${id}`

function knownIssuer(row: Row<'tokenIssuer'>): KnownIssuer {
  return {
    id: row.id,
    builtIn: row.id === builtInIssuer,
    issuer: row.issuer,
    keys: row.keys.flatMap((jwk) => signingKey(jwk) ?? []),
    subjectClaim: row.subjectClaim,
    introspection: row.introspection,
  }
}

/**
 * Hash under which an application's external client stands in the access table. The first byte is in no UTF-8 text, so no key that anybody
 * can send has this hash.
 */
export function externalClientHash(issuerId: string, stageId: string, client: ExternalClient): Buffer {
  const name = 'clientId' in client ? `client ${client.clientId}` : `application ${client.applicationId}`
  return createHash('sha256').update(Buffer.of(0xff)).update(`${issuerId} ${stageId} ${name}`).digest()
}

/** A client of an identity provider, or all of a provider's tokens that a rule gives to one application. */
export type ExternalClient = { readonly clientId: string } | { readonly applicationId: string }
