import { createLocalJWKSet, type JWTPayload, jwtVerify } from 'jose'
import type { KoaContextWithOIDC } from 'oidc-provider'
import type { IssuerDeps } from './configuration.ts'
import { publicPart } from './issuer-keys.ts'
import type { IssuerState } from './ports.ts'

type Koa = { status: number; body: unknown; type: string; state: Record<string, unknown>; method: string; path: string }

/**
 * Introspection (RFC 7662) and revocation (RFC 7009) of our JWT access tokens. The library authenticates the client and then refuses
 * every JWT; in place of that refusal comes our own answer.
 */
export function createStructuredTokens(deps: IssuerDeps, state: IssuerState) {
  const keys = createLocalJWKSet({ keys: state.keys.map(publicPart) as never })

  async function read(token: string, expired: boolean): Promise<JWTPayload | undefined> {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: deps.issuer,
        typ: 'at+jwt',
        algorithms: [...new Set(state.keys.map(({ alg }) => ((alg as string) === 'EdDSA' ? 'EdDSA' : alg)))],
        requiredClaims: ['jti', 'iat', 'exp', 'client_id', 'sub', 'aud'],
        ...(expired ? { currentDate: new Date(0) } : {}),
      })
      return payload
    } catch {
      return undefined
    }
  }

  async function introspect(token: string, clientId: string): Promise<Record<string, unknown>> {
    const claims = await read(token, false)
    if (claims === undefined || claims.client_id !== clientId) return { active: false }
    const revoked = await deps.ports.isRevoked({
      jti: String(claims.jti),
      clientId,
      subject: String(claims.sub),
      grantId: typeof claims.gid === 'string' ? claims.gid : undefined,
      issuedAt: Number(claims.iat),
    })
    if (revoked) return { active: false }
    return { ...claims, active: true, token_type: claims.cnf === undefined ? 'Bearer' : 'DPoP' }
  }

  async function revoke(token: string, clientId: string): Promise<void> {
    const claims = await read(token, true)
    // Somebody else's token is none of his business: the same answer, nothing done.
    if (claims?.client_id === clientId) await deps.ports.revokeToken(String(claims.jti))
  }

  return async (ctx: KoaContextWithOIDC & Koa, next: () => Promise<void>): Promise<void> => {
    await next()
    const refused = ctx.status === 400 && refusal(ctx) === 'unsupported_token_type'
    const route = refused ? ctx.oidc?.route : undefined
    const client = ctx.oidc?.entities.Client
    const token = ctx.oidc?.params?.token
    if ((route !== 'introspection' && route !== 'revocation') || client === undefined || typeof token !== 'string')
      return
    if (route === 'introspection') {
      const answer = await introspect(token, client.clientId)
      ctx.status = 200
      ctx.type = 'application/json'
      ctx.body = answer
    } else {
      await revoke(token, client.clientId)
      ctx.status = 200
      ctx.type = 'text/plain'
      ctx.body = ''
    }
  }
}

function refusal(ctx: Koa): unknown {
  const { body } = ctx
  return typeof body === 'object' && body !== null && 'error' in body ? body.error : ctx.state.oauthError
}
