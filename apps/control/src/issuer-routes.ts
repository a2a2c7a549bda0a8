import { mayBeIssuer } from '@gatehouse/auth/issuer/issuer-address'
import { type Context, createContext } from '@gatehouse/services/grammar/context'
import { announceIssuer } from '@gatehouse/services/issuer/announce-issuer'
import { serveIssuer } from '@gatehouse/services/issuer/serve-issuer'
import type { Logger } from 'pino'
import type { RawRoute } from './http/server.ts'

const metadata = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']

/**
 * The built-in OAuth server: issuer is the control plane's public address, its endpoints are below `/oauth/`. Where that address is
 * neither https nor this machine's own, tokens would travel in the clear: then there is no server.
 */
export function issuerRoutes(deps: Pick<Context, 'db' | 'installation'> & { log: Logger }): RawRoute[] {
  const { db, installation, log } = deps
  if (!mayBeIssuer(installation.controlUrl)) {
    log.warn({ controlUrl: installation.controlUrl }, 'the OAuth server is off: CONTROL_URL is not https')
    return []
  }
  const ctx = createContext({ actor: { kind: 'system', task: 'issuer' }, db, installation })
  const issuer = serveIssuer(ctx, (level, message, error) => log[level]({ part: 'issuer', err: error }, message))
  // Not with its first request: gateways judge tokens that were issued before this process began.
  announceIssuer(ctx).catch((error: unknown) =>
    log.error({ part: 'issuer', err: error }, 'it is told with the first request'),
  )
  const handler: RawRoute['handler'] = ({ request, response }) => issuer.handle(request, response)
  return [
    ...['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'].map((method) => ({ method, path: '/oauth/*', handler })),
    ...metadata.flatMap((path) => ['GET', 'OPTIONS'].map((method) => ({ method, path, handler }))),
  ]
}
