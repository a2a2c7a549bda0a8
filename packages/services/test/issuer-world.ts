import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hashPassword } from '@gatehouse/auth/passwords'
import { newId } from '@gatehouse/contracts/ids'
import { defaultIssuerPolicy, type IssuerPolicy, type ScopeEntry } from '@gatehouse/contracts/issuer-policy'
import { clientSettings } from '@gatehouse/contracts/oauth-client'
import type { z } from 'zod'
import { createMyClient } from '../src/credentials/my-clients.ts'
import { interactionAddress } from '../src/end-users/interaction.ts'
import { createContext } from '../src/grammar/context.ts'
import { putIssuerPolicy, putScopes } from '../src/issuer/manage-issuer.ts'
import { readIssuerPolicy } from '../src/issuer/policy.ts'
import { serveIssuer } from '../src/issuer/serve-issuer.ts'
import { createTestInstallation, testPassword } from '../src/testing.ts'

export const callback = 'https://shop.example/cb'
export const scopes: ScopeEntry[] = [
  { name: 'orders.read', description: 'Read orders', consent: 'See your orders' },
  { name: 'orders.write', description: 'Change orders', consent: 'Change your orders' },
  { name: 'catalogue.read', description: 'Read the catalogue', consent: null },
]

export type ClientInput = z.input<typeof clientSettings>
export type IssuerWorld = Awaited<ReturnType<typeof createIssuerWorld>>

/** An installation whose OAuth server answers on a real socket, with an application, an end user and a scope catalogue. */
export async function createIssuerWorld({ now }: { now?: () => Date } = {}) {
  const test = await createTestInstallation()
  const problems: unknown[] = []
  let issuer: ReturnType<typeof serveIssuer> | undefined
  const server: Server = createServer((request, response) => {
    issuer?.handle(request, response).catch((error: unknown) => {
      problems.push(error)
      response.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  test.installation.controlUrl = url
  const system = { ...test.ctx(), ...(now ? { now } : {}) }
  issuer = serveIssuer(system, (_level, _message, error) => problems.push(error))
  const security = test.ctx(await test.member('Security admin'))
  const developerActor = await test.developer()
  const developer = createContext({ actor: developerActor, db: test.db, installation: test.installation })
  await putScopes({ ctx: security, input: { scopes }, ifMatch: 1 })
  const stage = await test.db.prisma.stage.findFirstOrThrow({ where: { exposure: 'live' } })
  const [teamId] = [...developerActor.teams.keys()]
  const applicationId = newId('application')
  await test.db.prisma.application.create({
    data: { id: applicationId, teamId: teamId ?? '', name: 'Shop', createdBy: {} },
  })
  const endUserId = newId('endUser')
  await test.db.prisma.endUser.create({
    data: {
      id: endUserId,
      email: 'ada@example.com',
      name: 'Ada',
      emailVerifiedAt: new Date(),
      passwordHash: await hashPassword(testPassword),
    },
  })
  return {
    ...test,
    url,
    stage,
    applicationId,
    endUserId,
    system,
    security,
    developer,
    /** Surprises of the server: a test that expects none looks here. */
    problems,
    async client(settings: ClientInput, granted = ['orders.read', 'catalogue.read']) {
      const made = await createMyClient({
        ctx: developer,
        input: {
          applicationId,
          stageId: stage.id as never,
          name: 'Client',
          scopes: granted,
          client: clientSettings.parse(settings),
        },
      })
      return { id: made.credential.id, secret: made.secret ?? '', credential: made.credential }
    },
    async setPolicy(changes: Partial<IssuerPolicy>) {
      const { etag } = await readIssuerPolicy(test.db.prisma)
      await putIssuerPolicy({ ctx: security, input: { ...defaultIssuerPolicy, ...changes }, ifMatch: etag })
      // The server looks at its policy each second; a new one of the same database looks at once.
      issuer = serveIssuer(system, (_level, _message, error) => problems.push(error))
    },
    /** What a browser and the portal's pages do: signs in, allows what is asked, ends at the application's address. */
    browse: (authorize: URL, act: Partial<Browsing> = {}) => browse(system, authorize, { endUserId, ...act }),
    async end() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await test.drop()
    },
  }
}

export type Browsing = {
  endUserId: string
  allow: readonly string[] | 'all' | 'deny'
  cookies: Map<string, string>
}

async function browse(
  ctx: Parameters<typeof interactionAddress>[0],
  authorize: URL,
  { endUserId, allow = 'all', cookies = new Map() }: Partial<Browsing> & { endUserId: string },
): Promise<{ url: URL; steps: string[]; cookies: Map<string, string> }> {
  const steps: string[] = []
  let next = authorize
  for (let hop = 0; hop < 20; hop += 1) {
    const response = await fetch(next, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '), accept: 'text/html' },
    })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    const location = response.headers.get('location')
    if (location === null) throw new Error(`${response.status} at ${next.href}: ${await response.text()}`)
    next = new URL(location, next)
    if (next.pathname === '/oauth/sign-in' || next.pathname === '/oauth/consent') {
      const uid = next.searchParams.get('interaction') ?? ''
      const step = next.pathname.slice('/oauth/'.length)
      steps.push(step)
      const scopes = allow === 'all' ? (authorize.searchParams.get('scope') ?? '').split(' ') : allow
      next = new URL(
        await interactionAddress(
          ctx,
          uid,
          step === 'sign-in'
            ? { kind: 'login', accountId: endUserId }
            : scopes === 'deny'
              ? { kind: 'denied' }
              : { kind: 'consent', accountId: endUserId, scopes: [...scopes] },
        ),
      )
    } else if (next.origin !== authorize.origin) return { url: next, steps, cookies }
  }
  throw new Error('too many redirects')
}
