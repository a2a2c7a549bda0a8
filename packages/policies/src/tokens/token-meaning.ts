import type { ApiTokenRule } from '@gatehouse/contracts/api-token-rules'
import type { ProblemCode } from '@gatehouse/contracts/problems'
import type { DecideDeps } from '../decide-types.ts'
import type { RequestDecision } from '../decision.ts'
import { claimSentence } from './claim-sentence.ts'
import { type Claims, claimOf, textClaim, wordsOf } from './claims.ts'
import type { KnownToken } from './known-token.ts'
import type { KeptToken } from './token-cache.ts'
import { externalClientHash, type KnownTokenRule, type TokenRegistry } from './token-registry.ts'

/** What a token means for one API: by which rule, for whom, with which scopes and plan. */
export type TokenMeaning = {
  readonly ok: true
  /** Null: the built-in server's tokens where the API has no rule for them. */
  readonly ruleId: string | null
  readonly scopes: readonly string[]
  readonly planId: string | null
  readonly forward: boolean
  /** A credential by its id, or an external client by the hash that it stands under; null: the token names none. */
  readonly client: { readonly id: string } | { readonly digest: string } | null
}

export type NoMeaning = { readonly ok: false; readonly code: ProblemCode; readonly detail: string | null }

/** Where a token is used; `tools`: at the MCP endpoint, or by a call that came through it. */
export type TokenPlace = {
  readonly apiId: string | undefined
  readonly basePath: string | undefined
  readonly stageId: string
  readonly tools: 'endpoint' | 'call' | null
}

/** How a token is read where no rule says otherwise. */
export const plainRule: ApiTokenRule = {
  accept: true,
  audiences: [],
  claims: [],
  scopes: { pass: true, map: [] },
  forward: false,
}

const no = (code: ProblemCode, detail: string | null = null): NoMeaning => ({ ok: false, code, detail })

/** The meaning for this request, kept beside the token: it changes with issuers and rules alone. */
export function chosenMeaning(deps: DecideDeps, decision: RequestDecision, kept: KeptToken): TokenMeaning | NoMeaning {
  const { version, tools } = decision
  const name = `${version?.id ?? ''} ${tools ?? ''}`
  const known = kept.meanings.get(name)
  if (known !== undefined) return known
  const place = {
    apiId: version?.apiId,
    basePath: version?.basePath,
    stageId: deps.snapshot.stageId,
    tools,
  }
  const meaning = tokenMeaning(kept.token, place, deps.access.tokens())
  if (kept.meanings.size < 50) kept.meanings.set(name, meaning)
  return meaning
}

/** The first rule whose audience and claims hold; else what the nearest one refuses. */
export function tokenMeaning(token: KnownToken, place: TokenPlace, registry: TokenRegistry): TokenMeaning | NoMeaning {
  const { issuer } = token
  if (issuer.builtIn && textClaim(token.claims, 'stg') !== place.stageId) return no('token_wrong_stage')
  const rules =
    place.apiId === undefined ? registry.rulesOfIssuer(issuer.id) : (registry.rulesOf(place.apiId).get(issuer.id) ?? [])
  if (rules.length === 0) {
    return issuer.builtIn ? meaningBy(null, token, place, registry) : no('token_issuer_unknown')
  }
  let nearest = no('token_issuer_unknown')
  for (const rule of rules) {
    const meaning = meaningBy(rule, token, place, registry)
    if (meaning.ok) return meaning
    if (steps.indexOf(meaning.code) > steps.indexOf(nearest.code)) nearest = meaning
  }
  // Where there is no API yet (the MCP endpoint), a rule of one API says nothing about the others.
  return place.apiId === undefined && issuer.builtIn ? meaningBy(null, token, place, registry) : nearest
}

/** How far a token came in a rule. */
const steps: readonly ProblemCode[] = ['token_issuer_unknown', 'token_wrong_audience', 'token_claims_refused']

function meaningBy(
  known: KnownTokenRule | null,
  token: KnownToken,
  place: TokenPlace,
  registry: TokenRegistry,
): TokenMeaning | NoMeaning {
  const rule = known?.rule ?? plainRule
  if (!rule.accept) return no('token_issuer_unknown')
  if (!token.audiences.some((audience) => isAudience(audience, rule, place, registry.address)))
    return no('token_wrong_audience')
  const broken = known?.claims.find(({ holds }) => !holds(token.claims))
  if (broken !== undefined) return no('token_claims_refused', claimSentence(broken.rule))
  return {
    ok: true,
    ruleId: known?.id ?? null,
    scopes: scopesOf(rule, token.claims),
    planId: planOf(rule, token.claims),
    forward: rule.forward,
    client: clientOf(rule, token, place.stageId),
  }
}

/** RFC 9068 §4: the token must be meant for this resource server – the stage's gateways, or this API there. */
function isAudience(audience: string, rule: ApiTokenRule, { basePath, tools }: TokenPlace, address: string): boolean {
  if (rule.audiences.length > 0) return rule.audiences.includes(audience)
  if (address === '') return false
  if (audience === address || (basePath !== undefined && audience === address + basePath)) return true
  if (tools === null) return false
  // Which API it will be is not known yet at the endpoint; the call itself is judged with its API.
  return audience === `${address}/mcp` || (tools === 'endpoint' && audience.startsWith(`${address}/`))
}

function scopesOf({ scopes }: ApiTokenRule, claims: Claims): readonly string[] {
  const said =
    scopes.claim === undefined ? (claimOf(claims, 'scope') ?? claimOf(claims, 'scp')) : claimOf(claims, scopes.claim)
  const given = new Set(scopes.pass ? wordsOf(said) : [])
  for (const entry of scopes.map) {
    const value = claimOf(claims, entry.claim)
    if (value === entry.value || wordsOf(value).includes(entry.value))
      for (const scope of entry.scopes) given.add(scope)
  }
  return [...given]
}

function planOf({ plans }: ApiTokenRule, claims: Claims): string | null {
  if (plans === undefined) return null
  const value = claimOf(claims, plans.claim)
  return plans.plans.find((entry) => entry.value === value || wordsOf(value).includes(entry.value))?.planId ?? null
}

function clientOf(rule: ApiTokenRule, { issuer, claims }: KnownToken, stageId: string): TokenMeaning['client'] {
  if (rule.client === undefined || (issuer.builtIn && rule.client.by === 'claim')) {
    const id = issuer.builtIn ? textClaim(claims, 'client_id') : undefined
    return id === undefined ? null : { id }
  }
  const digestOf = (client: Parameters<typeof externalClientHash>[2]) =>
    externalClientHash(issuer.id, stageId, client).toString('latin1')
  if (rule.client.by === 'application') return { digest: digestOf({ applicationId: rule.client.applicationId }) }
  const named = rule.client.claim
  const clientId =
    named === undefined ? (textClaim(claims, 'client_id') ?? textClaim(claims, 'azp')) : textClaim(claims, named)
  return clientId === undefined ? null : { digest: digestOf({ clientId }) }
}
