import { generateKeyPairSync, type KeyObject, sign as signBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** As GitHub's: discovery, keys, and the address at which a runner's job asks for its token. */
export async function startJobIssuer() {
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwk = { ...keys.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }
  let asked = 0
  let runs = 0
  const claims = {
    sub: 'repo:acme/orders:ref:refs/heads/main',
    repository: 'acme/orders',
    repository_id: '4711',
    ref: 'refs/heads/main',
    run_id: '99',
    actor: 'octocat',
  }
  const sign = (more: Record<string, unknown> = {}, options: { key?: KeyObject; exp?: number } = {}) => {
    runs += 1
    const now = Math.floor(Date.now() / 1000)
    const payload = {
      ...claims,
      iss: issuer,
      jti: `run-${runs}`,
      iat: now,
      nbf: now - 5,
      exp: options.exp ?? now + 300,
      ...more,
    }
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const text = `${part({ alg: 'RS256', kid: 'k1', typ: 'JWT' })}.${part(payload)}`
    return `${text}.${signBytes('sha256', Buffer.from(text), options.key ?? keys.privateKey).toString('base64url')}`
  }
  const server = createServer(async (request, response) => {
    asked += 1
    const url = new URL(request.url ?? '/', 'http://issuer')
    const say = (value: unknown) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value))
    if (url.pathname === '/.well-known/openid-configuration')
      return say({
        issuer,
        jwks_uri: `${issuer}/.well-known/jwks`,
        subject_types_supported: ['public', 'pairwise'],
        response_types_supported: ['id_token'],
        id_token_signing_alg_values_supported: ['RS256'],
      })
    if (url.pathname === '/.well-known/jwks') return say({ keys: [jwk] })
    if (url.pathname === '/token' && request.headers.authorization === 'Bearer runner-secret')
      return say({ value: sign({ aud: url.searchParams.get('audience') }) })
    response.statusCode = 404
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const issuer = `http://127.0.0.1:${port}`
  return { issuer, port, sign, strangersKey: stranger.privateKey, asked: () => asked, end: () => server.close() }
}
