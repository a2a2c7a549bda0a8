import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import type { AccessRow } from '@gatehouse/contracts/access'
import { type ApiTokenRule, apiTokenRule } from '@gatehouse/contracts/api-token-rules'
import type { CompiledOperation, GuardrailUse } from '@gatehouse/contracts/snapshot'
import type { VerificationKey } from '@gatehouse/contracts/verification-keys'
import { verificationKeyOf } from '@gatehouse/contracts/verification-keys'
import { thumbprint } from '../src/tokens/signing-keys.ts'
import { externalClientHash } from '../src/tokens/token-registry.ts'
import { callerRows, depsOf, head, id, operation, snapshotOf, stageId } from './fixtures.ts'

export const stageAddress = 'https://api.example'
export const builtIn = 'https://control.example'
export const externalIssuer = 'https://login.partner.example/'

export type TestKey = { jwk: VerificationKey; private: KeyObject }

export function ecKey(kid: string): TestKey {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = verificationKeyOf({ ...pair.publicKey.export({ format: 'jwk' }), kid })
  if (jwk === undefined) throw new Error('no key')
  return { jwk, private: pair.privateKey }
}

export const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Signs with ES256 whatever is asked. */
export function signed(key: TestKey, claims: object, header: object = {}): string {
  const text = `${encode({ alg: 'ES256', typ: 'at+jwt', kid: key.jwk.kid, ...header })}.${encode(claims)}`
  const signature = sign('sha256', Buffer.from(text), { key: key.private, dsaEncoding: 'ieee-p1363' })
  return `${text}.${signature.toString('base64url')}`
}

/** An API with an application, its OAuth client, the built-in issuer and a provider. */
export function tokenWorld(
  options: {
    rules?: Partial<ApiTokenRule>[]
    builtInRules?: Partial<ApiTokenRule>[]
    policies?: CompiledOperation['policies']
    guardrails?: GuardrailUse[]
  } = {},
) {
  const { policies = [], guardrails = [] } = options
  const snapshot = snapshotOf(
    [
      {
        operations: [
          operation({ path: '/orders', policies, tags: ['read'] }),
          operation({ path: '/orders', method: 'POST', scopes: [['orders.write']], policies }),
          operation({ path: '/open', anonymous: true, policies }),
        ],
        version: { audience: 'partner' },
      },
    ],
    { guardrails },
  )
  const [version] = snapshot.manifest.versions
  if (version === undefined) throw new Error('no version')
  const caller = callerRows([version.id])
  const key = ecKey('k1')
  const providerKey = ecKey('p1')
  const providerId = id('identityProvider')
  const client = {
    kind: 'credential' as const,
    id: id('credential'),
    applicationId: caller.ids.application,
    scopes: [],
  }
  const external = (name: Parameters<typeof externalClientHash>[2]) => ({
    ...client,
    id: id('credential'),
    hash: externalClientHash(providerId, stageId, name).toString('hex'),
  })
  const linked = external({ clientId: 'partner-app' })
  const fixed = external({ applicationId: caller.ids.application })
  const issuers = {
    builtIn: {
      kind: 'tokenIssuer' as const,
      id: 'builtin',
      issuer: builtIn,
      address: stageAddress,
      keys: [key.jwk],
    },
    provider: {
      kind: 'tokenIssuer' as const,
      id: providerId,
      issuer: externalIssuer,
      address: stageAddress,
      keys: [providerKey.jwk],
      subjectClaim: 'oid',
    },
  }
  const ruleRow = (issuerId: string) => (rule: Partial<ApiTokenRule>, position: number) => ({
    kind: 'tokenRule' as const,
    id: id('apiTokenRule'),
    apiId: version.apiId,
    issuerId,
    position,
    rule: apiTokenRule.parse(rule),
  })
  const rows: AccessRow[] = [
    ...caller.rows,
    { ...client, hash: createHash('sha256').update(randomUUID()).digest('hex') },
    linked,
    fixed,
    issuers.builtIn,
    issuers.provider,
    ...(options.rules ?? []).map(ruleRow(providerId)),
    ...(options.builtInRules ?? []).map(ruleRow('builtin')),
  ]
  const { deps, table, time } = depsOf(snapshot, rows)
  let seq = 1000
  const change = (...changed: AccessRow[]) => {
    seq += 1
    table.apply(
      changed.map((row) => ({ seq, row })),
      [],
    )
  }
  const remove = (row: AccessRow) => {
    seq += 1
    table.apply([], [{ seq, kind: row.kind, id: row.id }])
  }
  const revoke = (of: 'jti' | 'grant' | 'client' | 'subject' | 'issuer', value: string, notBefore = time.now) =>
    change({ kind: 'revocation', id: `${of}:${value}`, of, value, notBefore, expires: notBefore + 86_400_000 })
  const seconds = () => Math.floor(time.now / 1000)
  const claims = (more: object = {}) => ({
    iss: builtIn,
    aud: stageAddress,
    sub: client.id,
    client_id: client.id,
    app: caller.ids.application,
    stg: stageId,
    jti: randomUUID(),
    iat: seconds() - 5,
    exp: seconds() + 595,
    ...more,
  })
  const providerClaims = (more: object = {}) => ({
    iss: externalIssuer,
    aud: 'api://orders',
    sub: 'person-7',
    azp: 'partner-app',
    iat: seconds() - 5,
    exp: seconds() + 595,
    ...more,
  })
  return {
    deps,
    time,
    snapshot,
    caller,
    client,
    linked,
    fixed,
    key,
    providerKey,
    providerId,
    issuers,
    rows,
    change,
    remove,
    revoke,
    claims,
    providerClaims,
    token: (more: object = {}, header: object = {}) => signed(key, claims(more), header),
    providerToken: (more: object = {}, header: object = {}) =>
      signed(providerKey, providerClaims(more), { typ: 'JWT', ...header }),
  }
}

export type TokenWorld = ReturnType<typeof tokenWorld>

/** A request with a token, as `Authorization` has it. */
export function withToken(authorization: string, method = 'GET', path = '/orders', more: string[] = []) {
  return head(`/orders/v1${path}`, { method, rawHeaders: ['authorization', authorization, ...more] })
}

/** A proof of possession (RFC 9449) by a key, for one request. */
export function proof(key: TestKey, token: string, claims: object, header: object = {}): string {
  const { alg: _alg, kid: _kid, ...jwk } = key.jwk
  const ath = createHash('sha256').update(token).digest('base64url')
  return signed(key, { jti: randomUUID(), ath, ...claims }, { typ: 'dpop+jwt', kid: undefined, jwk, ...header })
}

export const jkt = (key: TestKey) => thumbprint(key.jwk)
