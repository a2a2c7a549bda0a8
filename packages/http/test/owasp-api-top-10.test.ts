import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Actor } from '@gatehouse/contracts/actor'
import { none } from '@gatehouse/contracts/endpoint'
import { createTestInstallation, type TestInstallation } from '@gatehouse/services/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Route } from '../src/route.ts'
import { routes } from '../src/routes.ts'
import { shapeOf, validBody } from './hostile-input.ts'
import { fillPath, mountForTests } from './mounted.ts'
import { populate } from './populated.ts'

/** Each line of the OWASP API Security Top 10 (2023) and the tests that hold it: their file, and words of their titles. */
const lines: readonly [line: string, file: string, titled: readonly string[]][] = [
  [
    'API1 objects of others, by id',
    'packages/http/test/foreign.test.ts',
    ['is answered like what does not exist', 'stands in no list'],
  ],
  ['API1 list filters', 'packages/http/test/foreign.test.ts', ['a filter finds nothing of it']],
  ['API1 nested ids', 'packages/http/test/nested-ids.test.ts', ['is like an id of nothing']],
  [
    'API2 guesses at sign-in wait',
    'packages/services/test/account.test.ts',
    ['refuses even the right password after five wrong ones'],
  ],
  [
    'API2 guesses at second factors wait',
    'packages/services/test/second-factors.test.ts',
    ['guesses wait longer and longer'],
  ],
  ['API2 guesses at keys wait', 'packages/http/test/mount.test.ts', ['makes an address wait that tries too many']],
  ['API2 links work once', 'packages/services/test/account.test.ts', ['a link works once']],
  ['API2 step-up', 'packages/services/test/second-factors.test.ts', ['is refused ten minutes after signing in']],
  [
    'API2 step-up for keys that manage',
    'packages/services/test/fresh-proof.test.ts',
    ['making a management key asks for a fresh proof'],
  ],
  [
    'API2 keys are no sign-in',
    'packages/http/test/mount.test.ts',
    ['lets a management key do what its scopes say and no more'],
  ],
  ['API3 mass assignment', 'packages/http/test/mass-assignment.test.ts', ['what is not declared cannot be written']],
  [
    'API3 answers are declared',
    'packages/http/test/mass-assignment.test.ts',
    ['no object in it takes more than it says', 'no answer has a member for a hash'],
  ],
  ['API4 page size', 'packages/http/test/owasp-api-top-10.test.ts', ['a page has a largest size']],
  ['API4 size of bodies', 'packages/http/test/owasp-api-top-10.test.ts', ['a body has a largest size']],
  [
    'API4 size of contracts and archives',
    'packages/importers/test/archive.test.ts',
    ['an archive made for harm is refused as a whole'],
  ],
  [
    'API4 depth, aliases, operations of contracts',
    'packages/importers/test/bad-input.test.ts',
    ['is refused with what is wrong and where'],
  ],
  ['API4 regular expressions', 'packages/patterns/test/hostile-patterns.test.ts', ['a hostile pattern or text']],
  [
    'API4 JSON depth',
    'packages/policies/test/structural-limits.test.ts',
    ['is bounded before anything is built from it'],
  ],
  ['API4 cost of mails', 'packages/http/test/owasp-api-top-10.test.ts', ['mails to one address have an end']],
  [
    'API4 tries of webhooks',
    'packages/services/test/webhooks.test.ts',
    ['and at last given up', 'switched off by 410'],
  ],
  ['API5 roles and routes', 'packages/http/test/roles-and-routes.test.ts', ['refuses whoever lacks it']],
  ['API5 method override', 'packages/http/test/roles-and-routes.test.ts', ['no header makes another method of one']],
  ['API5 a reviewer edits nothing', 'packages/services/test/reviewer.test.ts', ['approves and edits nothing']],
  [
    'API5 nobody gives what he lacks',
    'packages/services/test/grant-paths.test.ts',
    ['by changing a role that others have', 'by mapping a group'],
  ],
  ['API6 sign-up', 'packages/http/test/mount.test.ts', ['with the retry time when it is too much']],
  [
    'API6 applications, keys, requests for access',
    'packages/services/test/developer-limits.test.ts',
    ['keys', 'requests for access, trials among them'],
  ],
  [
    'API7 payloads',
    'packages/net/test/guarded-fetch.test.ts',
    ['no payload connects', 'the connected socket is judged again', 'that redirects is not followed'],
  ],
  [
    'API7 every field that takes an address',
    'packages/http/test/owasp-api-top-10.test.ts',
    ['no address that is sent reaches this machine'],
  ],
  [
    'API7 imports',
    'packages/services/test/import-sources.test.ts',
    ['a redirect to metadata behind an address that may be read'],
  ],
  [
    'API7 webhooks',
    'packages/services/test/webhook-network.test.ts',
    ['private addresses, metadata and link-local stay refused'],
  ],
  ['API8 no stack traces', 'packages/http/test/mount.test.ts', ['says nothing of a surprise but the request id']],
  [
    'API8 verbs',
    'packages/http/test/owasp-api-top-10.test.ts',
    ['an undeclared method is refused with the declared ones'],
  ],
  ['API8 CORS and headers', 'packages/http/test/owasp-api-top-10.test.ts', ['no other site may read an answer']],
  [
    'API9 versions that end say so',
    'packages/gateway/test/version-end.test.ts',
    ['says so on every answer of it', 'answers 410 after its end'],
  ],
  ['API9 shadow traffic', 'packages/services/test/findings.test.ts', ['are shown by operation, place and application']],
  [
    'API10 answers are limited in size and time',
    'packages/net/test/guarded-fetch.test.ts',
    ['that does not come ends in time'],
  ],
  ['API10 identity providers', 'packages/auth/test/directory/oidc.test.ts', ['never leads to cloud metadata']],
  [
    'API10 directories',
    'packages/auth/test/directory/ldap-hostile.test.ts',
    ['one that does not end is cut off', 'a referral is not followed'],
  ],
  ['API10 backends', 'packages/gateway/test/response-parser.test.ts', ['a backend’s answer']],
]

const root = join(import.meta.dirname, '../../..')

describe('every line of the list has its tests', () => {
  test.each(lines)('%s: %s', (_, file, titled) => {
    expect(existsSync(join(root, file)), file).toBe(true)
    const text = readFileSync(join(root, file), 'utf8')
    expect(text).toMatch(/\b(test|it)(\.each)?\(/)
    for (const words of titled) expect(text).toContain(words)
  })

  test('from API1 to API10', () => {
    const risks = new Set(lines.map(([line]) => line.split(' ')[0]))
    expect([...risks]).toEqual(Array.from({ length: 10 }, (_, index) => `API${index + 1}`))
  })
})

let app: TestInstallation
let mounted: ReturnType<typeof mountForTests>
let ids: Record<string, string>
let admin: Actor
let developer: Actor
beforeAll(async () => {
  app = await createTestInstallation()
  mounted = mountForTests(app)
  const populated = await populate(app)
  ids = populated.ids
  developer = populated.developer
  admin = await app.member('Admin')
})
afterAll(() => app.drop())

const actorFor = ({ endpoint }: Route) => (endpoint.audience === 'developer' ? developer : admin)

describe('API4', () => {
  const paged = routes.filter(({ endpoint }) => 'limit' in shapeOf(endpoint.query))
  test.each(paged.map((route) => [route.endpoint.id, route] as const))(
    '%s: a page has a largest size',
    async (_, route) => {
      for (const limit of ['201', '100000', '1e9', '-1', '0', '1.5', 'all']) {
        const query = new URLSearchParams({ limit })
        const answer = await mounted.call(route.endpoint, actorFor(route), {
          path: fillPath(route.endpoint, ids),
          query,
        })
        expect([limit, answer.status]).toEqual([limit, 400])
      }
    },
  )

  const writing = routes.filter(
    ({ endpoint }) => endpoint.body !== none && !['GET', 'DELETE'].includes(endpoint.method),
  )
  test.each(writing.map((route) => [route.endpoint.id, route] as const))(
    '%s: a body has a largest size',
    async (_, { endpoint }) => {
      const most = endpoint.maxBody ?? 1024 * 1024
      expect(most).toBeLessThanOrEqual(64 * 1024 * 1024)
      // Half of a gigabyte is announced and never comes: it is refused by what is announced, or at the end of the largest body.
      const body = most > 2_000_000 ? '{}' : `{"x":"${'x'.repeat(most)}"}`
      const headers: Record<string, string> = most > 2_000_000 ? { 'content-length': String(most + 1) } : {}
      const actor = endpoint.audience === 'developer' ? developer : admin
      const answer = await mounted.call(endpoint, actor, { path: fillPath(endpoint, ids), body, headers })
      expect(answer.status).toBe(413)
    },
  )

  test('mails to one address have an end, and nobody is told', async () => {
    const resend = routes.find(({ endpoint }) => endpoint.id === 'account.requestPasswordReset')
    if (!resend) throw new Error('no such route')
    const person = await app.developer()
    const before = (await app.mails()).length
    const statuses = new Set<number>()
    for (let tries = 0; tries < 9; tries += 1) {
      const body = JSON.stringify({ email: person.email })
      statuses.add(
        (await mounted.call(resend.endpoint, { kind: 'visitor' }, { path: resend.endpoint.path, body })).status,
      )
    }
    expect([...statuses]).toHaveLength(1)
    expect((await app.mails()).length - before).toBe(6)
  })
})

type Json = {
  type?: string
  format?: string
  properties?: Record<string, Json>
  anyOf?: Json[]
  oneOf?: Json[]
  items?: Json
  additionalProperties?: Json | boolean
}

/** Every place in a body that takes an address. */
function addresses(schema: Json, at: readonly string[] = []): (readonly string[])[] {
  if (schema.type === 'string') return schema.format === 'uri' ? [at] : []
  const inside = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((one) => addresses(one, at))
  for (const [name, member] of Object.entries(schema.properties ?? {})) inside.push(...addresses(member, [...at, name]))
  if (schema.items) inside.push(...addresses(schema.items, [...at, '*']))
  return inside
}

describe('API7', () => {
  const taking = routes
    .filter(({ endpoint }) => endpoint.body !== none)
    .map((route) => ({
      route,
      places: addresses(z.toJSONSchema(route.endpoint.body, { io: 'input', unrepresentable: 'any' }) as Json),
    }))
    .filter(({ places }) => places.length > 0)

  /** The shapes around an address that the smallest valid body does not have. */
  const around: Record<string, (url: string) => Record<string, unknown>> = {
    'imports.preview': (url) => ({ source: { kind: 'url', url } }),
    'imports.create': (url) => ({ source: { kind: 'url', url } }),
    'imports.replace': (url) => ({ source: { kind: 'url', url } }),
    'identityProviders.create': (issuer) => ({ settings: { kind: 'oidc', issuer, clientId: 'c' }, secret: 's' }),
    'identityProviders.update': (issuer) => ({ settings: { kind: 'oidc', issuer, clientId: 'c' } }),
    'identityProviders.test': (issuer) => ({ settings: { kind: 'oidc', issuer, clientId: 'c' } }),
    'identityProviders.lookUp': (issuer) => ({ settings: { kind: 'oidc', issuer, clientId: 'c' }, userName: 'a' }),
    'identityProviders.readMetadata': (url) => ({ url }),
    'stage-values.put': (url) => ({ values: { backends: { default: { url } } } }),
  }

  test('no address that is sent reaches this machine: the trap hears nothing', async () => {
    let heard = 0
    const trap = createServer((_, response) => {
      heard += 1
      response.end('{}')
    })
    trap.on('connection', () => {
      heard += 1
    })
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve))
    const { port } = trap.address() as AddressInfo
    const hosts = [
      '127.0.0.1',
      'localhost',
      '127.1',
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '0',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '127.0.0.1.',
      '①②⑦.⓪.⓪.①',
    ]
    let sent = 0
    for (const { route, places } of taking) {
      const { endpoint } = route
      for (const host of hosts) {
        const url = `http://${host}:${port}/`
        const shapes = around[endpoint.id]
          ? [around[endpoint.id]?.(url) ?? {}]
          : places.filter((place) => place.length === 1).map(([name = '']) => ({ [name]: url }))
        for (const shape of shapes) {
          sent += 1
          const body = JSON.stringify({ ...validBody(endpoint, ids), ...shape })
          const answer = await mounted.call(endpoint, actorFor(route), { path: fillPath(endpoint, ids), body })
          await answer.body?.cancel()
          expect(answer.status, `${endpoint.id} ${url}`).not.toBe(500)
        }
      }
    }
    await new Promise((resolve) => trap.close(resolve))
    process.stdout.write(`ssrf: ${sent} addresses in ${taking.length} routes\n`)
    expect(heard).toBe(0)
  })

  test.each([
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'file:///etc/passwd',
    'gopher://127.0.0.1/',
  ])('no field that takes an address takes %s', async (url) => {
    const taken: string[] = []
    for (const { route, places } of taking) {
      const { endpoint } = route
      for (const [name = ''] of places.filter((place) => place.length === 1)) {
        const body = JSON.stringify({ ...validBody(endpoint, ids), [name]: url })
        const answer = await mounted.call(endpoint, actorFor(route), { path: fillPath(endpoint, ids), body })
        const text = await answer.text()
        if (answer.status !== 400 || !text.includes(`/${name}`))
          taken.push(`${endpoint.id}/${name}: ${answer.status} ${text.slice(0, 120)}`)
      }
    }
    expect(taken).toEqual([])
  })
})

describe('API8', () => {
  test('an undeclared method is refused with the declared ones', async () => {
    const byPath = new Map<string, Set<string>>()
    for (const { endpoint } of routes.filter(({ endpoint }) => endpoint.audience === 'management')) {
      const path = endpoint.path.replaceAll(/\{\w+\}/g, '{}')
      byPath.set(path, (byPath.get(path) ?? new Set()).add(endpoint.method))
    }
    const open: string[] = []
    for (const route of routes.filter(({ endpoint }) => endpoint.audience === 'management')) {
      const declared = byPath.get(route.endpoint.path.replaceAll(/\{\w+\}/g, '{}')) ?? new Set()
      for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'] as const) {
        if (declared.has(method)) continue
        const asked = { ...route.endpoint, method } as Route['endpoint']
        const answer = await mounted.call(asked, admin, { path: fillPath(route.endpoint, ids) })
        if (![404, 405].includes(answer.status)) open.push(`${method} ${route.endpoint.path}: ${answer.status}`)
      }
    }
    expect(open).toEqual([])
  })

  test('no other site may read an answer, and no browser guesses what it is', async () => {
    const wrong: string[] = []
    for (const route of routes.filter(({ endpoint }) => endpoint.method === 'GET')) {
      const { endpoint } = route
      const headers = { origin: 'https://evil.example' }
      const answer = await mounted.call(endpoint, actorFor(route), { path: fillPath(endpoint, ids), headers })
      await answer.body?.cancel()
      if (answer.headers.has('access-control-allow-origin')) wrong.push(`${endpoint.id}: CORS`)
      if (answer.headers.get('x-content-type-options') !== 'nosniff') wrong.push(`${endpoint.id}: sniff`)
      if (answer.headers.has('x-powered-by') || answer.headers.has('server'))
        wrong.push(`${endpoint.id}: names the server`)
    }
    expect(wrong).toEqual([])
  })
})
