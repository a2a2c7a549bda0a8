import type { Actor } from '@gatehouse/contracts/actor'
import { type Endpoint, none } from '@gatehouse/contracts/endpoint'
import type { TestInstallation } from '@gatehouse/services/testing'
import { parseTrustedProxies } from '../src/client-address.ts'
import type { LogEntry } from '../src/handle.ts'
import { mountSession } from '../src/mount-session.ts'
import { routes } from '../src/routes.ts'
import { sampleInput } from './sample-input.ts'

/** Both apps' mounts in process, called as whoever the test says; `logged` collects what an operator would see. */
export function mountForTests(app: TestInstallation) {
  const logged: LogEntry[] = []
  const actors = new Map<string, Actor>()
  const shared = {
    routes,
    ...app,
    url: 'http://localhost',
    trustedProxies: parseTrustedProxies(''),
    log: (entry: LogEntry) => logged.push(entry),
    resolveActor: async (request: Request): Promise<Actor> =>
      actors.get(request.headers.get('x-actor') ?? '') ?? { kind: 'visitor' },
  }
  const console = mountSession({ ...shared, audience: 'management' })
  const portal = mountSession({ ...shared, audience: 'developer' })
  return {
    logged,
    /** Calls an endpoint; `path` is filled already. */
    call(
      endpoint: Endpoint,
      actor: Actor,
      request: { path: string; query?: URLSearchParams; body?: string; headers?: Record<string, string> },
    ): Promise<Response> {
      const name = String(actors.size)
      actors.set(name, actor)
      const query = request.query && request.query.size > 0 ? `?${request.query}` : ''
      const hasBody = endpoint.method !== 'GET' && endpoint.method !== 'DELETE'
      const mount = endpoint.audience === 'developer' || actor.kind === 'developer' ? portal : console
      return mount(
        new Request(`http://localhost/api/v1${request.path}${query}`, {
          method: endpoint.method,
          headers: {
            'sec-fetch-site': 'same-origin',
            'x-actor': name,
            'if-match': '"1"',
            ...(hasBody ? { 'content-type': 'application/json' } : {}),
            ...request.headers,
          },
          ...(hasBody ? { body: request.body ?? '{}' } : {}),
        }),
        '192.0.2.1',
      )
    },
  }
}

/** The endpoint's path with these parameters; what is not named is an id of nothing. */
export function fillPath(endpoint: Endpoint, params: Record<string, string>): string {
  const sample = sampleInput({ ...endpoint, query: none, body: none })
  return endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? String(sample[name] ?? 'unknown')),
  )
}
