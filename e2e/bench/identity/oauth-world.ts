import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { newId } from '@gatehouse/contracts/ids'
import { createMyClient } from '@gatehouse/services/credentials/my-clients'
import { interactionAddress } from '@gatehouse/services/end-users/interaction'
import { putScopes } from '@gatehouse/services/issuer/manage-issuer'
import { serveIssuer } from '@gatehouse/services/issuer/serve-issuer'
import { createTestInstallation } from '@gatehouse/services/testing'

const redirectUri = 'https://shop.example/cb'
/** RFC 7636, appendix B. */
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

/** The OAuth server on a socket, with a client and an end user whose browser is signed in and has allowed it. */
export async function startOauthWorld() {
  const app = await createTestInstallation()
  let issuer: ReturnType<typeof serveIssuer> | undefined
  const server = createServer((request, response) => {
    issuer?.handle(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  app.installation.controlUrl = url
  const ctx = app.ctx()
  issuer = serveIssuer(ctx, () => undefined)
  const developer = await app.developer()
  const [teamId = ''] = developer.teams.keys()
  const applicationId = newId('application')
  await app.db.prisma.application.create({ data: { id: applicationId, teamId, name: 'Shop', createdBy: {} } })
  const endUserId = newId('endUser')
  await app.db.prisma.endUser.create({ data: { id: endUserId, name: 'Ada', emailVerifiedAt: new Date() } })
  await putScopes({
    ctx,
    input: { scopes: [{ name: 'orders.read', description: 'Read orders', consent: null }] },
    ifMatch: 1,
  })
  const stage = await app.db.prisma.stage.findFirstOrThrow({ where: { exposure: 'live' } })
  const made = await createMyClient({
    ctx: app.ctx(developer),
    input: {
      applicationId,
      stageId: stage.id,
      name: 'Races',
      scopes: ['orders.read'],
      client: {
        authMethod: 'client_secret_basic',
        grants: ['authorization_code', 'refresh_token'],
        redirectUris: [redirectUri],
      },
    },
  })
  const authorization = `Basic ${Buffer.from(`${made.credential.id}:${made.secret}`).toString('base64')}`
  const cookies = new Map<string, string>()

  /** One authorization: the first signs in, the others find the session. Gives the code. */
  async function getCode(): Promise<string> {
    const query = new URLSearchParams({
      client_id: made.credential.id,
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: 'orders.read',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    })
    let next = new URL(`${url}/oauth/authorize?${query}`)
    for (let hop = 0; hop < 10; hop += 1) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const response = await fetch(next, { redirect: 'manual', headers: { cookie } })
      for (const line of response.headers.getSetCookie()) {
        const [pair = ''] = line.split(';')
        cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
      }
      next = new URL(response.headers.get('location') ?? '', next)
      const uid = next.searchParams.get('interaction')
      if (uid !== null) next = new URL(await interactionAddress(ctx, uid, { kind: 'login', accountId: endUserId }))
      const code = next.searchParams.get('code')
      if (code !== null) return code
    }
    throw new Error('no code came')
  }

  /** Status of one exchange. */
  async function exchange(code: string): Promise<number> {
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    })
    const response = await fetch(`${url}/oauth/token`, { method: 'POST', headers: { authorization }, body })
    await response.arrayBuffer()
    return response.status
  }

  return {
    getCode,
    exchange,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await app.drop()
    },
  }
}
