import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectedRefusal } from '../src/guarded-connector.ts'
import { type GuardedRequest, guardedFetch } from '../src/guarded-fetch.ts'

let server: Server
let port = 0
let connections = 0
let asked: string[] = []

const answer: RequestListener = (request, response) => {
  asked.push(request.url ?? '')
  if (request.url === '/redirect') return response.writeHead(302, { location: 'http://169.254.169.254/' }).end()
  if (request.url === '/gzip')
    return response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(1_000_000)))
  if (request.url === '/endless') {
    const timer = setInterval(() => response.write('x'.repeat(1000)), 1)
    return response.on('close', () => clearInterval(timer))
  }
  if (request.url === '/declared') return response.writeHead(200, { 'content-length': '1000000' }).end()
  if (request.url === '/silent') return response
  if (request.url === '/broken') return response.destroy()
  return response.setHeader('x-method', request.method ?? '').end('hello')
}

beforeAll(async () => {
  server = createServer(answer).on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const limits = { timeoutMs: 2000, maxBytes: 10_000 }
const backend = (path: string, more: Partial<GuardedRequest> = {}) =>
  guardedFetch({
    url: `http://127.0.0.1:${port}${path}`,
    rules: { mode: 'backend', loopback: [port] },
    ...limits,
    ...more,
  })

describe('D34: no payload connects', () => {
  const targets = [
    [127, 0, 0, 1],
    [169, 254, 169, 254],
    [10, 0, 0, 1],
    [192, 168, 0, 1],
    [0, 0, 0, 0],
    [100, 100, 100, 200],
  ] as const
  const hex = (value: number, width = 0) => value.toString(16).padStart(width, '0')
  const circled = (text: string) => text.replace(/\d/g, (digit) => '⓪①②③④⑤⑥⑦⑧⑨'[Number(digit)] ?? digit)
  const fullWidth = (text: string) => text.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))

  function forms([a, b, c, d]: readonly [number, number, number, number]): string[] {
    const dotted = `${a}.${b}.${c}.${d}`
    const number = ((a * 256 + b) * 256 + c) * 256 + d
    const six = `${hex(a * 256 + b)}:${hex(c * 256 + d)}`
    const octal = (value: number, width = 4) => value.toString(8).padStart(width, '0')
    return [
      dotted,
      `${dotted}.`,
      `${a}.${b}.${c * 256 + d}`,
      `${a}.${(b * 256 + c) * 256 + d}`,
      `${number}`,
      `0x${hex(number)}`,
      `0x${hex(number, 16)}`,
      `0${number.toString(8)}`,
      [a, b, c, d].map((octet) => octal(octet)).join('.'),
      [a, b, c, d].map((octet) => octal(octet, 11)).join('.'),
      [a, b, c, d].map((octet) => `0x${hex(octet)}`).join('.'),
      `0x${hex(a)}.${b}.${octal(c)}.${d}`,
      circled(dotted),
      fullWidth(dotted),
      dotted.replaceAll('.', '。'),
      dotted.replaceAll('.', '．'),
      dotted.replaceAll('.', '%2e'),
      [...dotted].map((character) => `%${hex(character.charCodeAt(0))}`).join(''),
      `[::ffff:${dotted}]`,
      `[::ffff:${six}]`,
      `[0:0:0:0:0:ffff:${six}]`,
      `[0000:0000:0000:0000:0000:ffff:${six}]`,
      `[::ffff:0:${six}]`,
      `[::${six}]`,
      `[::${dotted}]`,
      `[64:ff9b::${six}]`,
      `[64:ff9b::${dotted}]`,
      `[64:ff9b:1::${six}]`,
      `[2002:${six}::]`,
      `[2002:${six}::1]`,
      `[fe80::5efe:${six}]`,
      `[2a00:1450::5efe:${six}]`,
      `user@${dotted}`,
      `example.com@${dotted}`,
      `example.com:80@${dotted}`,
      `${dotted}#@example.com`,
      `${dotted}?@example.com`,
      `${dotted}\\@example.com`,
      `${dotted}\t`,
      `\n${dotted}`,
      `${dotted}.nip.io`,
      `rebind.${a}-${b}-${c}-${d}.example`,
    ]
  }
  const names = [
    'localhost',
    'LOCALHOST.',
    'localtest.me',
    'lvh.me',
    'metadata.google.internal',
    'instance-data',
    'spoofed.burpcollaborator.net',
    'ip6-localhost',
    '[::]',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::1%25lo]',
    '[fe80::1]',
    '[fd00:ec2::254]',
    '[ff02::1]',
  ]
  const schemes = [
    'file:///etc/passwd',
    'gopher://127.0.0.1:6379/_INFO',
    'ftp://127.0.0.1/',
    'data:text/plain,x',
    'dict://127.0.0.1:11211/',
    'jar:http://127.0.0.1!/',
    'ldap://127.0.0.1',
    '//127.0.0.1',
    'http:127.0.0.1',
    'http:///127.0.0.1',
    'http:\\\\127.0.0.1',
    'javascript:1',
    'about:blank',
    'http://',
    'http://[',
    'blob:http://127.0.0.1/x',
  ]
  const payloads = [...targets.flatMap(forms), ...names].flatMap((host) => [`http://${host}/`, `http://${host}:PORT/`])

  test(`of ${payloads.length + schemes.length}, in import and webhook mode, with names that lead to loopback`, async () => {
    expect(payloads.length).toBeGreaterThan(300)
    const before = connections
    const outcomes = await Promise.all(
      [...payloads, ...schemes].flatMap((payload) =>
        (['import', 'webhook'] as const).map(async (mode) => {
          const url = payload.replace(':PORT', `:${port}`)
          const result = await guardedFetch({ url, rules: { mode }, ...limits, resolve: async () => ['127.0.0.1'] })
          return { url, refused: !result.ok && ['address-refused', 'invalid-url'].includes(result.failure), result }
        }),
      ),
    )
    expect(outcomes.filter(({ refused }) => !refused)).toEqual([])
    expect(connections).toBe(before)
  })

  test.each([
    ['metadata', ['169.254.169.254']],
    ['a public address beside a private one', ['8.8.8.8', '10.0.0.1']],
    ['only IPv6, mapped', ['::ffff:a9fe:a9fe']],
    ['what is no address', ['localhost']],
  ])('a name that leads to %s is refused', async (_, addresses) => {
    const result = await guardedFetch({
      url: 'http://name.example/',
      rules: { mode: 'webhook' },
      ...limits,
      resolve: async () => addresses,
    })
    expect(result).toMatchObject({ ok: false, failure: 'address-refused' })
  })

  test('a rebinding name is asked once, and the connection goes to the address that was judged', async () => {
    const answers = ['127.0.0.1', '169.254.169.254']
    let calls = 0
    const result = await guardedFetch({
      url: `http://rebind.example:${port}/`,
      rules: { mode: 'backend', loopback: [port] },
      ...limits,
      resolve: async () => [answers[calls++] ?? ''],
    })
    expect(result).toMatchObject({ ok: true, status: 200 })
    expect(calls).toBe(1)
  })

  test('the connected socket is judged again', () => {
    expect(connectedRefusal({ remoteAddress: '169.254.169.254' }, 80, { mode: 'backend' })).toMatchObject({
      reason: 'metadata',
    })
    expect(connectedRefusal({ remoteAddress: undefined }, 80, { mode: 'backend' })).toMatchObject({ reason: 'invalid' })
    expect(connectedRefusal({ remoteAddress: '8.8.8.8' }, 80, { mode: 'webhook' })).toBeUndefined()
  })
})

describe('D33: backends', () => {
  test('reach a listed loopback port', async () => {
    const result = await backend('/')
    expect(result).toMatchObject({ ok: true, status: 200 })
    expect(result.ok && Buffer.from(result.body).toString()).toBe('hello')
  })

  test('never reach a port of the installation, however it is written', async () => {
    const before = connections
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]']) {
      const result = await guardedFetch({
        url: `http://${host}:${port}/`,
        rules: { mode: 'backend', loopback: 'all', ownPorts: [port] },
        ...limits,
      })
      expect(result).toEqual({ ok: false, failure: 'address-refused', reason: 'own-port' })
    }
    expect(connections).toBe(before)
  })
})

describe('an answer', () => {
  test('that redirects is not followed', async () => {
    asked = []
    expect(await backend('/redirect')).toMatchObject({ ok: true, status: 302 })
    expect(asked).toEqual(['/redirect'])
  })

  test.each([
    ['is too large as declared', '/declared', 'too-large'],
    ['never ends', '/endless', 'too-large'],
    ['is compressed', '/gzip', 'encoded'],
    ['breaks off', '/broken', 'protocol'],
  ])('that %s ends in a value', async (_, path, failure) => {
    expect(await backend(path)).toMatchObject({ ok: false, failure })
  })

  test('that does not come ends in time', async () => {
    expect(await backend('/silent', { timeoutMs: 200 })).toMatchObject({ ok: false, failure: 'timeout' })
  })

  test('of a closed port is "not connected"', async () => {
    const probe = createTcpServer()
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', () => resolve()))
    const closed = (probe.address() as AddressInfo).port
    await new Promise((resolve) => probe.close(resolve))
    const result = await guardedFetch({
      url: `http://127.0.0.1:${closed}/`,
      rules: { mode: 'backend', loopback: 'all' },
      ...limits,
    })
    expect(result).toMatchObject({ ok: false, failure: 'not-connected' })
  })

  test('in another protocol than TLS is a TLS failure for https', async () => {
    expect(
      await guardedFetch({ url: `https://127.0.0.1:${port}/`, rules: { mode: 'backend', loopback: 'all' }, ...limits }),
    ).toMatchObject({ ok: false, failure: 'tls' })
  })

  test('to a POST carries method and body', async () => {
    const result = await backend('/', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })
    expect(result.ok && result.headers['x-method']).toBe('POST')
  })
})

test('a name without address is "not resolved"', async () => {
  const resolve = async () => Promise.reject(new Error('ENOTFOUND'))
  expect(await guardedFetch({ url: 'http://nowhere.example/', rules: { mode: 'import' }, ...limits, resolve })).toEqual(
    { ok: false, failure: 'not-resolved' },
  )
})
