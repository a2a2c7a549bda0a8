import type { Actor } from '@gatehouse/contracts/actor'
import { DomainError } from '@gatehouse/services/grammar/domain-error'
import { clientAddress, type TrustedProxies } from './client-address.ts'
import { createHandler, type Handler, type MountOptions } from './handle.ts'
import { peerHeader } from './peer-address.ts'

/**
 * The API for a browser session, mounted in a Next app. `audience`: `management` in the console, `developer` in the portal; both
 * also serve what is for any signed-in person, and what is public.
 */
export function mountSession(
  options: MountOptions & {
    audience: 'management' | 'developer'
    /** The app's own public address. */
    url: string
    trustedProxies: TrustedProxies
    /** The session's actor; visitor without one. */
    resolveActor: (request: Request) => Promise<Actor>
  },
): Handler {
  const origin = new URL(options.url).origin
  return createHandler(options, {
    audiences: [options.audience, 'person', 'public'],
    app: options.audience === 'management' ? 'console' : 'portal',
    admit: (request) => refuseCrossSite(request, origin),
    actor: options.resolveActor,
    address: (request, peer) =>
      clientAddress(
        peer ?? request.headers.get(peerHeader) ?? undefined,
        request.headers.get('x-forwarded-for'),
        options.trustedProxies,
      ),
  })
}

/** A cookie is sent whoever wrote the page; so a write must come from our own. Browsers set both headers, scripts cannot. */
function refuseCrossSite(request: Request, origin: string): void {
  if (request.method === 'GET' || request.method === 'HEAD') return
  const site = request.headers.get('sec-fetch-site')
  if (site === 'same-origin') return
  if (site === null && request.headers.get('origin') === origin) return
  throw new DomainError('cross_site')
}
