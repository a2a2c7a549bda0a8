import { canonicalJson } from '@gatehouse/contracts/json'
import type { CompiledOperation } from '@gatehouse/contracts/snapshot'
import { AccessReader } from '@gatehouse/policies/access/reader'
import { AccessTable } from '@gatehouse/policies/access/table'
import { decideBody, decideHead } from '@gatehouse/policies/decide'
import type { DecideDeps, Decision } from '@gatehouse/policies/decide-types'
import { Counters } from '@gatehouse/policies/limits/counters'
import { buildSnapshot } from '@gatehouse/policies/snapshot/build'
import { generateValidatorCode } from '@gatehouse/policies/snapshot/validators'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from './fixtures/gateway-fixture.ts'
import { plainAnswer, RawConnection } from './fixtures/raw-http.ts'
import { operation, queryParameter } from './fixtures/stage-fixture.ts'

const schema = {
  type: 'object',
  required: ['n'],
  properties: {
    n: { type: 'integer', maximum: 9 },
    tags: { type: 'array', items: { type: 'string', maxLength: 2 } },
    o: { type: 'object', properties: { p: { type: 'integer' } } },
    file: { type: 'string', format: 'binary' },
  },
}
const content = {
  'application/json': { schema },
  'application/x-www-form-urlencoded': { schema },
  'multipart/form-data': { schema, encoding: { file: { contentType: 'image/*' } } },
  'text/plain': { schema: { type: 'string', pattern: '^[a-z]*$' } },
  'application/xml': { schema: { type: 'object', xml: { name: 'order' } } },
}
const rulesOf = (rule: 'strip' | 'refuse') => ({ query: rule, header: rule, cookie: rule, form: rule, body: rule })
const made = (path: string, over: Partial<CompiledOperation>) =>
  operation({
    path,
    method: 'POST',
    anonymous: true,
    requestValidation: 'block',
    parameters: [queryParameter('limit', { type: 'integer' })],
    body: { required: true, content },
    ...over,
  })

let world: World
let deps: DecideDeps
beforeAll(async () => {
  world = await startWorld((backendUrl) => [
    {
      backendUrl,
      operations: [
        made('/pass', {}),
        made('/strip', { undeclared: rulesOf('strip') }),
        made('/refuse', { undeclared: rulesOf('refuse') }),
        made('/report', { requestValidation: 'report', undeclared: { ...rulesOf('refuse'), form: 'strip' } }),
        made('/off', { requestValidation: 'off', undeclared: rulesOf('strip') }),
        made('/limited', {
          requestValidation: 'off',
          limits: {
            bodyBytes: 300,
            jsonDepth: 2,
            formFields: 3,
            stringLength: 20,
            xmlDepth: 2,
            uploadTypes: ['image/*'],
          },
        }),
      ],
    },
  ])
  const table = new AccessTable()
  table.apply([...world.control.rows.values()], [])
  const manifestText = canonicalJson(world.texts.manifest)
  const built = buildSnapshot({ manifestText, parts: world.texts.parts, compileSchema: generateValidatorCode })
  if (!built.ok) throw new Error(JSON.stringify(built.issues))
  deps = {
    snapshot: built.snapshot,
    access: new AccessReader(table.handles()),
    counters: new Counters(Counters.allocate(1024), { readOnly: true }),
    clock: { now: () => Date.now(), tick: () => performance.now() * 1000 },
    salt: 'x',
  }
  world.backend.answer = () => plainAnswer('ok')
})
afterAll(() => world.close())

const pair = fc.constantFrom(
  'n=5',
  'n=10',
  'n=x',
  'tags=a',
  'tags=abc',
  'o[p]=1',
  'o[q]=1',
  'o={"p":1,"q":2}',
  'z=1',
  'z',
  'n=%zz',
  '%ff=1',
)
const part = fc.constantFrom(
  ['name="n"', '5'],
  ['name="n"', 'x'],
  ['name="z"', 'undeclared'],
  ['name="o"', '{"p":1,"q":[1]}'],
  ['name="file"; filename="a.png"\r\nContent-Type: image/png', '\x00PNG\r\n'],
  ['name="file"; filename="a.svg"\r\nContent-Type: text/html', '<script>'],
  ['filename="nameless"', ''],
)
const sent = fc.oneof(
  fc.array(pair, { minLength: 1, maxLength: 4 }).map((pairs) => ['application/x-www-form-urlencoded', pairs.join('&')]),
  fc
    .array(part, { maxLength: 4 })
    .map((parts) => [
      'multipart/form-data; boundary=XX',
      `${parts.map(([head, body]) => `--XX\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`).join('')}--XX--\r\n`,
    ]),
  fc
    .constantFrom(
      '{"n":5}',
      '{"n":5,"x":{"y":1e400}}',
      '{ "x" : 1, "n" : 5.0 , "o":{"q":"é","p":1}}',
      '{"n":"5"}',
      '{"n":',
      '[[[1]]]',
      `{"n":1,"t":"${'x'.repeat(30)}"}`,
    )
    .map((body) => ['application/json', body]),
  fc.constantFrom('abc', 'ABC', '').map((body) => ['text/plain', body]),
  fc
    .constantFrom(
      '<order/>',
      '<invoice/>',
      '<order><a><b/></a></order>',
      '<!DOCTYPE order><order/>',
      '<order>&x;</order>',
      '<order',
    )
    .map((body) => ['application/xml', body]),
  fc.constantFrom(['image/png', 'x'], ['multipart/form-data', 'x'], ['application/x-www-form-urlencoded', '{"n":5}']),
)

function decide(head: Parameters<typeof decideHead>[1], body: Buffer): Decision {
  const first = decideHead(deps, head)
  return first.kind === 'allow' && first.needsBody ? decideBody(deps, first, body) : first
}

describe('I7, I8, I17: decide()', () => {
  test('gives the verdict of the live gateway, and the request that its backend gets, over 500 generated requests', async () => {
    const connection = { current: await RawConnection.open(world.gateway.port) }
    const seen = new Set<string>()
    const generated = fc.record({
      path: fc.constantFrom('pass', 'strip', 'strip', 'refuse', 'report', 'off', 'limited'),
      query: fc.constantFrom('', '', '?limit=5', '?limit=5&x=1', '?x=1&y', '?limit=x'),
      extra: fc.constantFrom<string[]>(
        [],
        [],
        ['X-Unknown', '1'],
        ['Cookie', 'a=1; b=2'],
        ['X-Unknown', '1', 'Accept', '*/*'],
      ),
      body: sent,
    })
    await fc.assert(
      fc.asyncProperty(generated, async ({ path, query, extra, body: [type = '', text = ''] }) => {
        const body = Buffer.from(text)
        const target = `/orders/v1/${path}${query}`
        const rawHeaders = ['host', 'api.test', 'content-type', type, 'content-length', String(body.length), ...extra]
        const head = {
          method: 'POST',
          target,
          host: 'api.test',
          rawHeaders,
          remoteAddress: '127.0.0.1',
          bodyLength: body.length,
        }
        const verdict = decide(head, body)
        let lines = `POST ${target} HTTP/1.1\r\n`
        for (let i = 0; i < rawHeaders.length; i += 2) lines += `${rawHeaders[i]}: ${rawHeaders[i + 1]}\r\n`
        if (connection.current.closed) connection.current = await RawConnection.open(world.gateway.port)
        const before = world.backend.requests.length
        connection.current.write(Buffer.concat([Buffer.from(`${lines}\r\n`), body]))
        const answer = await connection.current.answer()
        if (answer?.headers.connection === 'close') connection.current = await RawConnection.open(world.gateway.port)
        if (verdict.kind === 'refuse') {
          seen.add(verdict.code)
          expect(JSON.parse(answer?.body ?? '{}').code, lines + text).toBe(verdict.code)
          expect(world.backend.requests).toHaveLength(before)
          return
        }
        seen.add(verdict.stripped > 0 ? 'stripped' : 'allow')
        expect(answer?.status, lines + text + answer?.body).toBe(200)
        const got = world.backend.requests.at(-1)
        expect(got?.line).toBe(`POST ${verdict.upstreamTarget()} HTTP/1.1`)
        const wanted = verdict.rewrittenBody ?? body
        expect(Buffer.from(got?.body ?? '', 'latin1').equals(wanted), `${text} → ${got?.body}`).toBe(true)
        const names = got?.headers.map(([name]) => name.toLowerCase()) ?? []
        expect(
          Object.fromEntries(got?.headers.map(([name, value]) => [name.toLowerCase(), value]) ?? [])['content-length'],
        ).toBe(String(wanted.length))
        const strips = path === 'strip' || path === 'off'
        expect(names.includes('x-unknown')).toBe(extra.includes('X-Unknown') && !strips)
        expect(names.includes('cookie')).toBe(extra.includes('Cookie') && !strips)
      }),
      { numRuns: 500 },
    )
    connection.current.close()
    expect([...seen].sort()).toEqual(expect.arrayContaining(['allow', 'body_not_form', 'request_invalid', 'stripped']))
    expect(seen.size).toBeGreaterThan(9)
  }, 60_000)
})
