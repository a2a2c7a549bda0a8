import type { ApiTokenRule, ClaimRule } from '@gatehouse/contracts/api-token-rules'
import type { AccessReader } from '../access/reader.ts'
import { introspectedToken } from '../tokens/known-token.ts'
import { type KeptToken, keepToken } from '../tokens/token-cache.ts'
import type { KnownIssuer, KnownTokenRule } from '../tokens/token-registry.ts'

type MutableClaims = Record<string, unknown>

const lifetimeMs = 300_000

/** A token as its issuer would sign it at an instant; null where one with these claims cannot be. */
export function madeUpToken(issuer: KnownIssuer, claims: Readonly<MutableClaims>, at: number): KeptToken | null {
  const until = at + lifetimeMs
  const read = introspectedToken({ iat: at / 1000, exp: until / 1000, ...claims, active: true }, issuer, until)
  return read.ok ? keepToken(read.token) : null
}

/** What a client of the built-in server gets; `user`: with somebody signed in. */
export function builtInToken(
  reader: AccessReader,
  stageId: string,
  client: { id: string; scopes: readonly string[]; user: boolean; claims?: Readonly<MutableClaims> },
  at: number,
): KeptToken | null {
  const registry = reader.tokens()
  const issuer = [...registry.byIssuer.values()].find(({ builtIn }) => builtIn)
  if (issuer === undefined) return null
  return madeUpToken(
    issuer,
    {
      ...client.claims,
      iss: issuer.issuer,
      sub: client.user ? 'somebody' : client.id,
      client_id: client.id,
      aud: registry.address,
      stg: stageId,
      scope: client.scopes.join(' '),
    },
    at,
  )
}

/** A token of an identity provider that one rule of an API takes, with as many scopes of those named as the rule can give. */
export function externalToken(
  reader: AccessReader,
  { issuer, rule }: KnownTokenRule,
  given: {
    clientId: string | null
    scopes: readonly string[]
    user: boolean
    planId: string | null
    required: boolean
    claims: Readonly<MutableClaims>
  },
  at: number,
): KeptToken | null {
  const claims: MutableClaims = { ...given.claims, iss: issuer.issuer, sub: given.user ? 'somebody' : 'client' }
  claims['aud'] = rule.audiences[0] ?? reader.tokens().address
  if (given.clientId !== null) {
    const named = rule.client?.by === 'claim' ? (rule.client.claim ?? 'client_id') : 'client_id'
    setClaim(claims, named, given.clientId)
    if (!given.user) claims['sub'] = given.clientId
  }
  if (given.required) for (const claim of rule.claims) meet(claims, claim)
  giveScopes(claims, rule, given.scopes)
  const plan = rule.plans?.plans.find(({ planId }) => planId === given.planId)
  if (rule.plans !== undefined && plan !== undefined) setClaim(claims, rule.plans.claim, plan.value)
  return madeUpToken(issuer, claims, at)
}

function giveScopes(claims: MutableClaims, { scopes }: ApiTokenRule, wanted: readonly string[]): void {
  if (scopes.pass && wanted.length > 0) setClaim(claims, scopes.claim ?? 'scope', wanted.join(' '))
  for (const { claim, value, scopes: given } of scopes.map)
    if (given.some((scope) => wanted.includes(scope))) add(claims, claim, value)
}

/** Makes a claim as a rule asks for it. */
export function meet(claims: MutableClaims, rule: ClaimRule): void {
  switch (rule.test) {
    case 'present':
      if (read(claims, rule.claim) === undefined) setClaim(claims, rule.claim, 'x')
      return
    case 'equals':
      setClaim(claims, rule.claim, rule.value)
      return
    case 'oneOf':
      add(claims, rule.claim, rule.values[0] ?? '')
      return
    case 'contains':
      add(claims, rule.claim, rule.value)
      return
    case 'matches':
      add(claims, rule.claim, rule.pattern.replaceAll('*', 'x'))
  }
}

/** One more member of a claim that is a set. */
function add(claims: MutableClaims, name: string, value: string): void {
  const before = read(claims, name)
  if (before === undefined) setClaim(claims, name, value)
  else if (Array.isArray(before)) setClaim(claims, name, [...before, value])
  else if (before !== value) setClaim(claims, name, [before, value])
}

function partsOf(name: string): string[] {
  if (!name.startsWith('/')) return [name]
  return name
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function read(claims: MutableClaims, name: string): unknown {
  let value: unknown = claims
  for (const part of partsOf(name)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as MutableClaims)[part]
  }
  return value
}

function setClaim(claims: MutableClaims, name: string, value: unknown): void {
  const parts = partsOf(name)
  let at = claims
  for (const part of parts.slice(0, -1)) {
    const inner = at[part]
    const next: MutableClaims =
      typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? { ...(inner as MutableClaims) } : {}
    define(at, part, next)
    at = next
  }
  define(at, parts.at(-1) ?? '', value)
}

/** `__proto__` is a claim's name like any other. */
function define(claims: MutableClaims, name: string, value: unknown): void {
  Object.defineProperty(claims, name, { value, enumerable: true, configurable: true, writable: true })
}
