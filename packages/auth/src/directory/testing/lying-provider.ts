import { createHash, createHmac, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'

type Claims = Record<string, unknown>
type Key = { kid: string; private: CryptoKey; public: JWK }

/** What the provider does wrong; each member is one lie. Empty: an honest provider. */
export type Lies = {
  /** Changes the discovery document. */
  discovery?: (document: Claims) => unknown
  /** Changes the claims of the ID token. */
  claims?: (claims: Claims) => Claims
  /** How the ID token is signed instead. */
  signature?: 'none' | 'hs256' | 'foreign-key' | 'broken'
  /** Changes the token endpoint's answer. */
  token?: (answer: Claims) => Claims
  /** Changes what userinfo says. */
  userinfo?: (claims: Claims) => Claims
  /** Parts (path) that never answer, that answer without end, or that answer this status. */
  hangs?: string
  floods?: string
  status?: { path: string; status: number; location?: string }
  /** Changes the keys that are published. */
  keys?: (keys: JWK[]) => unknown[]
}

export type LyingProvider = Awaited<ReturnType<typeof startLyingProvider>>

/**
 * An OpenID provider for tests, on a real socket, that can be told to lie, to hang, to flood and to rotate its keys. It does not ask the
 * browser anything: its authorization endpoint sends it straight back, and `authorize` gives what it would bring.
 */
export async function startLyingProvider(options: { clientId?: string; clientSecret?: string } = {}) {
  const { clientId = 'gatehouse', clientSecret = 'a-secret-of-the-client' } = options
  const state = {
    lies: {} as Lies,
    /** What is said of whoever signs in next. */
    person: { sub: 'sub-mira', name: 'Mira Kaur', email: 'mira@corp.example', email_verified: true } as Claims,
    /** Claims that userinfo says and the ID token leaves out. */
    onlyUserinfo: [] as string[],
    clients: new Map<string, { token: string }>(),
    initialAccessToken: 'initial-access',
    /** What an opaque token is, when it is asked for. */
    introspection: { active: false } as Claims,
  }
  const asked: string[] = []
  const codes = new Map<string, { nonce: string; challenge: string; person: Claims; used: boolean }>()
  const opaque = new Map<string, Claims>()
  let key = await newKey()
  const foreign = await newKey()
  const published: Key[] = [key]
  let issuer = ''
  const open = new Set<ServerResponse>()

  const sign = async (claims: Claims, header: Claims = {}): Promise<string> => {
    const { signature } = state.lies
    const plain = (alg: string) => `${encode({ alg, typ: 'JWT', kid: key.kid, ...header })}.${encode(claims)}`
    if (signature === 'none') return `${plain('none')}.`
    if (signature === 'hs256') {
      const text = plain('HS256')
      return `${text}.${createHmac('sha256', clientSecret).update(text).digest('base64url')}`
    }
    const by = signature === 'foreign-key' ? foreign.private : key.private
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: key.kid, ...header })
      .sign(by)
    if (signature !== 'broken') return token
    const [head, body] = token.split('.')
    return `${head}.${body}.${randomBytes(64).toString('base64url')}`
  }

  const document = (): Claims => ({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    userinfo_endpoint: `${issuer}/userinfo`,
    introspection_endpoint: `${issuer}/introspect`,
    registration_endpoint: `${issuer}/register`,
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    id_token_signing_alg_values_supported: ['ES256', 'HS256', 'none'],
    token_endpoint_auth_methods_supported: ['client_secret_basic'],
    backchannel_logout_supported: true,
  })

  const answerTo = async (path: string, request: IncomingMessage): Promise<[number, unknown]> => {
    const { lies } = state
    if (path === '/.well-known/openid-configuration') return [200, lies.discovery?.(document()) ?? document()]
    if (path === '/jwks') {
      const keys = published.map((one) => one.public)
      return [200, { keys: lies.keys?.(keys) ?? keys }]
    }
    if (path === '/token') return exchange(new URLSearchParams(await readText(request)), request)
    if (path === '/userinfo') {
      const claims = opaque.get((request.headers.authorization ?? '').replace(/^Bearer /, ''))
      return claims ? [200, lies.userinfo?.(claims) ?? claims] : [401, {}]
    }
    if (path === '/introspect') return isClient(request) ? [200, state.introspection] : [401, {}]
    if (path === '/register') return register(await readText(request), request)
    if (path.startsWith('/register/') && request.method === 'DELETE') {
      const client = state.clients.get(path.slice('/register/'.length))
      if (!client || request.headers.authorization !== `Bearer ${client.token}`) return [401, {}]
      state.clients.delete(path.slice('/register/'.length))
      return [204, undefined]
    }
    return [404, {}]
  }

  const isClient = ({ headers }: IncomingMessage) => {
    const [id = '', secret = ''] = Buffer.from((headers.authorization ?? '').replace(/^Basic /, ''), 'base64')
      .toString('utf8')
      .split(':')
      // RFC 6749 §2.3.1: both parts are form-encoded.
      .map((part) => decodeURIComponent(part))
    return id === clientId && secret === clientSecret
  }

  const exchange = async (form: URLSearchParams, request: IncomingMessage): Promise<[number, unknown]> => {
    if (!isClient(request)) return [401, { error: 'invalid_client' }]
    const code = codes.get(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (!code || code.used || code.challenge !== challenge) return [400, { error: 'invalid_grant' }]
    code.used = true
    const now = Math.floor(Date.now() / 1000)
    const told = Object.fromEntries(Object.entries(code.person).filter(([name]) => !state.onlyUserinfo.includes(name)))
    const honest = { iss: issuer, aud: clientId, iat: now, exp: now + 300, nonce: code.nonce, ...told }
    const token = randomBytes(16).toString('base64url')
    opaque.set(token, code.person)
    const answer = {
      access_token: token,
      token_type: 'Bearer',
      expires_in: 300,
      id_token: await sign(state.lies.claims?.(honest) ?? honest),
    }
    return [200, state.lies.token?.(answer) ?? answer]
  }

  const register = (text: string, request: IncomingMessage): [number, unknown] => {
    if (request.headers.authorization !== `Bearer ${state.initialAccessToken}`) return [401, { error: 'invalid_token' }]
    const wanted = JSON.parse(text) as { redirect_uris?: string[] }
    if (wanted.redirect_uris?.some((uri) => uri.startsWith('http:'))) return [400, { error: 'invalid_redirect_uri' }]
    const id = `client-${randomBytes(6).toString('hex')}`
    const token = randomBytes(16).toString('base64url')
    state.clients.set(id, { token })
    const registered = { client_id: id, client_secret: randomBytes(24).toString('base64url') }
    return [
      201,
      { ...registered, registration_access_token: token, registration_client_uri: `${issuer}/register/${id}` },
    ]
  }

  /** What the browser brings back from the authorization endpoint after the person signed in there. */
  const authorize = (url: string): URLSearchParams => {
    const asks = new URL(url).searchParams
    const code = randomBytes(16).toString('base64url')
    codes.set(code, {
      nonce: asks.get('nonce') ?? '',
      challenge: asks.get('code_challenge') ?? '',
      person: { ...state.person },
      used: false,
    })
    return new URLSearchParams({ code, state: asks.get('state') ?? '', iss: issuer })
  }

  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    asked.push(`${request.method} ${path}`)
    open.add(response)
    response.on('close', () => open.delete(response))
    const { lies } = state
    if (lies.hangs === path) return
    if (lies.floods === path) return flood(response)
    if (lies.status?.path === path) {
      if (lies.status.location) response.setHeader('location', lies.status.location)
      response.writeHead(lies.status.status).end()
      return
    }
    if (path === '/authorize') {
      const asked = `${issuer}${request.url}`
      const back = new URL(new URL(asked).searchParams.get('redirect_uri') ?? issuer)
      back.search = authorize(asked).toString()
      response.writeHead(303, { location: back.href }).end()
      return
    }
    answerTo(path, request).then(
      ([status, body]) => {
        response.writeHead(status, { 'content-type': 'application/json' })
        response.end(body === undefined ? undefined : JSON.stringify(body))
      },
      () => response.destroy(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  issuer = `http://127.0.0.1:${port}`

  return {
    issuer,
    port,
    clientId,
    clientSecret,
    asked,
    state,
    sign,
    authorize,
    /** A new key signs from now on; the old one is not published any more. */
    async rotate(): Promise<void> {
      key = await newKey()
      published.splice(0, published.length, key)
    },
    logoutToken(claims: Claims, header: Claims = { typ: 'logout+jwt' }): Promise<string> {
      const now = Math.floor(Date.now() / 1000)
      const events = { 'http://schemas.openid.net/event/backchannel-logout': {} }
      const jti = randomBytes(8).toString('hex')
      return sign({ iss: issuer, aud: clientId, iat: now, exp: now + 120, jti, events, ...claims }, header)
    },
    /** An access token as an API's caller would show it. */
    accessToken(claims: Claims): Promise<string> {
      const now = Math.floor(Date.now() / 1000)
      return sign({ iss: issuer, aud: 'api', iat: now, exp: now + 300, sub: 'sub-mira', ...claims }, { typ: 'at+jwt' })
    },
    async stop(): Promise<void> {
      for (const response of open) response.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function newKey(): Promise<Key> {
  const pair = await generateKeyPair('ES256', { extractable: true })
  const kid = randomBytes(6).toString('hex')
  return {
    kid,
    private: pair.privateKey,
    public: { ...(await exportJWK(pair.publicKey)), kid, use: 'sig', alg: 'ES256' },
  }
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

/** Answers as long as somebody reads. */
function flood(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  const more = () => {
    while (!response.destroyed && response.write(`"${'x'.repeat(65_536)}",`));
  }
  response.on('drain', more)
  response.write('{"keys":[')
  more()
}
