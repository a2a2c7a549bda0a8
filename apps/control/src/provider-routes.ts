import type { IncomingMessage } from 'node:http'
import { respondProblem, toDomainError } from '@gatehouse/http/respond'
import { type Context, createContext } from '@gatehouse/services/grammar/context'
import { DomainError, notFound } from '@gatehouse/services/grammar/domain-error'
import { endByLogoutToken } from '@gatehouse/services/identity-providers/provider-logout'
import { ownSamlMetadata } from '@gatehouse/services/identity-providers/saml-set-up'
import { sendWebResponse } from './http/node-web.ts'
import { readBody } from './http/read-body.ts'
import type { RawRoute } from './http/server.ts'

const longestForm = 64 * 1024
const metadataPath = /^\/identity-providers\/([a-z0-9_]{1,60})\/metadata$/
const path = /^\/identity-providers\/([a-z0-9_]{1,60})\/logout$/

/**
 * What identity providers call themselves: SAML metadata, and back-channel logout (OpenID Connect Back-Channel Logout 1.0 §2.5). A refusal is a problem
 * with status 400 in which nothing is said of anybody.
 */
export function providerRoutes(deps: Pick<Context, 'db' | 'installation'>): RawRoute[] {
  return [
    {
      // What a SAML provider imports of us: public by its nature.
      method: 'GET',
      path: '/identity-providers/*',
      handler: async ({ response, url }) => {
        const [, providerId] = metadataPath.exec(url.pathname) ?? []
        if (providerId === undefined) throw notFound()
        const { xml } = await ownSamlMetadata(deps, deps.db.prisma, providerId)
        response.writeHead(200, {
          'content-type': 'application/samlmetadata+xml; charset=utf-8',
          'content-length': Buffer.byteLength(xml),
          'cache-control': 'max-age=300',
        })
        response.end(xml)
      },
    },
    {
      method: 'POST',
      path: '/identity-providers/*',
      handler: async ({ request, response, url, requestId, address }) => {
        const [, providerId] = path.exec(url.pathname) ?? []
        if (providerId === undefined) throw notFound()
        const token = new URLSearchParams(await readForm(request)).get('logout_token')
        if (!token) throw new DomainError('invalid_input', 'The form needs a member logout_token.')
        const ctx = createContext({
          ...deps,
          actor: { kind: 'system', task: 'sign-in' },
          requestId,
          ...(address === undefined ? {} : { address }),
        })
        const refused = await endByLogoutToken(ctx, providerId, token).then(
          () => undefined,
          (thrown: unknown) => logoutRefusal(thrown),
        )
        if (refused) {
          const { portalUrl } = deps.installation
          await sendWebResponse(respondProblem(refused, { portalUrl, requestId, status: 400 }), response)
          return
        }
        response.writeHead(200, { 'cache-control': 'no-store', 'content-length': 0 })
        response.end()
      },
    },
  ]
}

/** The provider’s keys could not be asked for: nothing is known of the token, and the same one may end a session later. */
const passing = new Set(['provider_unreachable', 'provider_timeout'])

/** Whatever is wrong with the token, its answer is 400 (§2.8), so that the provider asks nobody again. */
function logoutRefusal(thrown: unknown): DomainError {
  const { error, expected } = toDomainError(thrown)
  if (!expected || error.code === 'not_found' || passing.has(error.code)) throw thrown
  return error
}

async function readForm(request: IncomingMessage): Promise<string> {
  if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    throw new DomainError('unsupported_media_type', 'Send the token as a form.')
  return (await readBody(request, longestForm)).toString('utf8')
}
