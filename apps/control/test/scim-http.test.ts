import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { newId } from '@gatehouse/contracts/ids'
import { createScimToken } from '@gatehouse/services/directory/scim-tokens'
import { createScimTokenResolver } from '@gatehouse/services/scim/token-resolver'
import { createTestInstallation, type TestInstallation } from '@gatehouse/services/testing'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createControlServer } from '../src/http/server.ts'
import { createRequestRate } from '../src/scim/request-rate.ts'
import { scimRoutes } from '../src/scim/scim-routes.ts'

let app: TestInstallation
let token: string
let identityProviderId: ReturnType<typeof newId<'identityProvider'>>
const ends: (() => Promise<unknown>)[] = []

/** The server as the control plane mounts it, with limits that a test reaches. */
async function serve(limits: Partial<Parameters<typeof scimRoutes>[0]> = {}): Promise<string> {
  const log = pino({ level: 'silent' })
  const tokens = createScimTokenResolver({ db: app.db, onError: () => undefined })
  const server = createControlServer({
    api: async () => new Response(null, { status: 404 }),
    controlUrl: 'http://127.0.0.1',
    portalUrl: 'http://127.0.0.1',
    trustedProxies: () => false,
    log,
    routes: scimRoutes({ db: app.db, installation: app.installation, log, tokens, ...limits }),
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ends.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

let base: string
beforeAll(async () => {
  app = await createTestInstallation()
  identityProviderId = newId('identityProvider')
  await app.db.prisma.identityProvider.create({
    data: { id: identityProviderId, kind: 'scim', name: 'Directory', settings: { kind: 'scim' } },
  })
  token = (await createScimToken({ ctx: app.ctx(), input: { identityProviderId, name: 'Provisioning' } })).token
  base = await serve({ failuresPerMinute: 1000 })
})
afterAll(async () => {
  for (const end of ends) await end()
  await app.drop()
})

type Said = { status: number; headers: Headers; body: { detail?: string; scimType?: string; [name: string]: unknown } }
async function say(
  method: string,
  path: string,
  body?: unknown,
  more: Record<string, string> = {},
  at = base,
): Promise<Said> {
  const answer = await fetch(`${at}/scim/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json', ...more },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, body: text === '' ? {} : JSON.parse(text) }
}
let count = 0
const user = () => {
  count += 1
  return { userName: `person-${count}@corp.example`, displayName: `Person ${count}`, active: true }
}
const deactivate = { Operations: [{ op: 'replace', path: 'active', value: false }] }

describe('V14 a version that the directory saw', () => {
  test('is asked for by If-Match: what changed meanwhile is not overwritten (412), and nothing is half-done', async () => {
    const made = await say('POST', '/Users', user())
    const [seen, id] = [made.headers.get('etag') ?? '', String(made.body.id)]
    expect(seen).toMatch(/^W\/"\d+"$/)
    const renamed = await say(
      'PATCH',
      `/Users/${id}`,
      {
        Operations: [{ op: 'replace', path: 'displayName', value: 'Another' }],
      },
      { 'if-match': seen },
    )
    expect(renamed.status).toBe(204)
    for (const [method, body] of [
      ['PATCH', deactivate],
      ['PUT', { ...user(), active: false }],
      ['DELETE', undefined],
    ] as const) {
      const refused = await say(method, `/Users/${id}`, body, { 'if-match': seen })
      expect([method, refused.status, refused.body.status]).toEqual([method, 412, '412'])
    }
    const now = await say('GET', `/Users/${id}`)
    expect(now.body).toMatchObject({ active: true, displayName: 'Another' })
    expect((await say('PATCH', `/Users/${id}`, deactivate, { 'if-match': 'nonsense' })).status).toBe(412)
    expect((await say('PATCH', `/Users/${id}`, deactivate, { 'if-match': '*' })).status).toBe(204)
    expect((await say('GET', `/Users/${id}`)).body.active).toBe(false)
    expect(
      (await say('GET', `/Users/${id}`, undefined, { 'if-none-match': now.headers.get('etag') ?? '' })).status,
    ).toBe(200)
    const latest = (await say('GET', `/Users/${id}`)).headers.get('etag') ?? ''
    expect((await say('GET', `/Users/${id}`, undefined, { 'if-none-match': latest })).status).toBe(304)
  })

  test('of a group, too', async () => {
    const made = await say('POST', '/Groups', { displayName: 'Crew' })
    const seen = made.headers.get('etag') ?? ''
    const add = { Operations: [{ op: 'replace', path: 'displayName', value: 'Crew 2' }] }
    expect((await say('PATCH', `/Groups/${made.body.id}`, add, { 'if-match': seen })).status).toBe(204)
    expect((await say('DELETE', `/Groups/${made.body.id}`, undefined, { 'if-match': seen })).status).toBe(412)
    expect((await say('GET', `/Groups/${made.body.id}`)).body.displayName).toBe('Crew 2')
  })
})

describe('bad input', () => {
  test.each([
    ['no JSON', 'POST', '/Users', '{"userName":', {}, 400, 'invalidSyntax'],
    ['a list', 'POST', '/Users', '[]', {}, 400, 'invalidSyntax'],
    ['another media type', 'POST', '/Users', '<user/>', { 'content-type': 'text/xml' }, 415, undefined],
    ['no name', 'POST', '/Users', '{}', {}, 400, 'invalidValue'],
    ['a filter that is none', 'GET', '/Users?filter=userName%20eq', undefined, {}, 400, 'invalidFilter'],
    ['a page that is none', 'GET', '/Users?startIndex=x', undefined, {}, 400, 'invalidValue'],
    ['bulk', 'POST', '/Bulk', '{}', {}, 501, undefined],
    ['a path that is none', 'GET', '/Users/%00', undefined, {}, 404, undefined],
    ['a method that is none', 'PUT', '/Users', '{}', {}, 405, undefined],
  ])('%s is refused in the protocol’s words', async (_, method, path, body, headers, status, scimType) => {
    const said = await say(method, path, body, headers as Record<string, string>)
    expect([said.status, said.body.scimType]).toEqual([status, scimType])
    expect(said.headers.get('content-type')).toBe('application/scim+json; charset=utf-8')
    expect(said.body).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: String(status),
    })
  })

  test('a body of more than 4 MiB is not read to its end, whether it says its length or not', async () => {
    const { port } = new URL(base)
    for (const chunked of [true, false]) {
      const status = await new Promise<number>((resolve, reject) => {
        const sent = request({
          port,
          host: '127.0.0.1',
          method: 'POST',
          path: '/scim/v2/Users',
          headers: {
            authorization: `Bearer ${token}`,
            'content-type': 'application/scim+json',
            ...(chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': 64 * 1024 * 1024 }),
          },
        })
        sent.once('response', (answer) => {
          resolve(answer.statusCode ?? 0)
          sent.destroy()
        })
        sent.on('error', reject)
        sent.write(Buffer.alloc(5 * 1024 * 1024, ' '))
      })
      expect([chunked, status]).toEqual([chunked, 413])
    }
  })

  test('who has no token, a wrong one, or another directory’s hears the same, and persons of others do not exist', async () => {
    const made = await say('POST', '/Users', user())
    const answers = await Promise.all(
      ['', 'Bearer ', 'Bearer nonsense', `Bearer ${token}x`, `Basic ${token}`].map((authorization) =>
        say('GET', `/Users/${made.body.id}`, undefined, { authorization }),
      ),
    )
    expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1)
    expect(answers[0]?.status).toBe(401)
    expect(answers[0]?.headers.get('www-authenticate')).toBe('Bearer realm="Gatehouse SCIM"')
    const other = newId('identityProvider')
    await app.db.prisma.identityProvider.create({
      data: { id: other, kind: 'scim', name: 'Other', settings: { kind: 'scim' } },
    })
    const theirs = (await createScimToken({ ctx: app.ctx(), input: { identityProviderId: other, name: 'x' } })).token
    const as = { authorization: `Bearer ${theirs}` }
    const [foreign, none] = [
      await say('GET', `/Users/${made.body.id}`, undefined, as),
      await say('GET', `/Users/${newId('directoryPerson')}`, undefined, as),
    ]
    expect([foreign.status, foreign.body]).toEqual([404, none.body])
    expect((await say('DELETE', `/Users/${made.body.id}`, undefined, as)).status).toBe(404)
    expect((await say('GET', '/Users', undefined, as)).body.totalResults).toBe(0)
  })
})

describe('rates', () => {
  test('a token that asks too much waits, with a time; another one does not', async () => {
    const at = await serve({ rate: { perSecond: 0.001, burst: 2 } })
    const ask = (more: Record<string, string> = {}) => say('GET', '/ServiceProviderConfig', undefined, more, at)
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 200])
    const refused = await ask()
    expect(refused).toMatchObject({ status: 429, body: { status: '429' } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    const second = (await createScimToken({ ctx: app.ctx(), input: { identityProviderId, name: 'Second' } })).token
    expect((await ask({ authorization: `Bearer ${second}` })).status).toBe(200)
  })

  test('wrong tokens from an address are slowed down, whatever they are, and so is a right one from there', async () => {
    const at = await serve({ failuresPerMinute: 3 })
    const ask = (authorization: string) => say('GET', '/Users', undefined, { authorization }, at)
    for (let n = 0; n < 3; n += 1) expect((await ask(`Bearer guess-${n}`)).status).toBe(401)
    const [guess, right] = [await ask('Bearer guess-3'), await ask(`Bearer ${token}`)]
    expect([guess.status, right.status]).toEqual([429, 429])
    expect(guess.headers.get('retry-after')).not.toBeNull()
  })

  test('a bucket fills again with time, and keys are bounded', () => {
    let now = 0
    const rate = createRequestRate({ perSecond: 10, burst: 2, maxKeys: 2, now: () => now })
    expect([rate.take('a'), rate.take('a'), rate.take('a')]).toEqual([undefined, undefined, 0.1])
    now = 100
    expect([rate.take('a'), rate.take('a')]).toEqual([undefined, 0.1])
    rate.take('b')
    rate.take('c')
    // The oldest went, and begins anew.
    expect([rate.take('a'), rate.take('a')]).toEqual([undefined, undefined])
  })
})
