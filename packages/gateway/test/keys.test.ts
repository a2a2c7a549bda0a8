import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { hashKey, mintKey } from '@gatehouse/auth/credentials'
import { newId } from '@gatehouse/contracts/ids'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { spawnGateway, startWorld, temporaryFolder, untilReady, type World } from './fixtures/gateway-fixture.ts'
import { request, send } from './fixtures/raw-http.ts'
import { caller, operation } from './fixtures/stage-fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(
    (backendUrl) => [
      {
        backendUrl,
        operations: [operation({ path: '/orders' })],
        version: {
          keyLocations: [
            { in: 'header', name: 'x-api-key' },
            { in: 'query', name: 'apikey' },
          ],
        } as never,
      },
    ],
    { trustedProxies: ['127.0.0.1'] },
  )
})
afterAll(() => world.close())

/** A caller whose credential's row says more. */
function user(over: Partial<ReturnType<typeof caller>['credential']> = {}) {
  const made = caller(world.texts.manifest.versions.map(({ id }) => id))
  const credential = { ...made.credential, ...over }
  return { ...made, credential, rows: made.rows.map((row) => (row.kind === 'credential' ? credential : row)) }
}
const call = async (fields: Record<string, string>, query = '') => {
  const answer = await send(world.gateway.port, request('GET', `/orders/v1/orders${query}`, fields))
  return [answer.status, answer.status === 200 ? '' : JSON.parse(answer.body).code]
}

test('S1f: a list of addresses is judged by the client’s address behind trusted proxies, and changes at once', async () => {
  const { rows, credential, key } = user({ ipRanges: ['203.0.113.0/24', '2001:db8::/32'] })
  await world.control.accessReached(world.control.upsert(...rows))
  const from = (address: string) => call({ 'x-api-key': key, 'x-forwarded-for': address })
  expect(await from('203.0.113.9')).toEqual([200, ''])
  expect(await from('2001:db8::9')).toEqual([200, ''])
  expect(await from('198.51.100.1')).toEqual([403, 'key_address_denied'])
  // What a client writes before the proxy's own entry is his own word.
  expect(await from('203.0.113.9, 198.51.100.1')).toEqual([403, 'key_address_denied'])
  expect(await call({ 'x-api-key': key })).toEqual([403, 'key_address_denied'])
  await world.control.accessReached(world.control.upsert({ ...credential, ipRanges: ['198.51.100.1'] }))
  expect(await from('198.51.100.1')).toEqual([200, ''])
  expect(await from('203.0.113.9')).toEqual([403, 'key_address_denied'])
  const { ipRanges: _gone, ...free } = credential
  await world.control.accessReached(world.control.upsert(free))
  expect(await from('192.0.2.77')).toEqual([200, ''])
})

test('S31: an old client goes on with its old key, as it always sent it, and the backend never sees it', async () => {
  const old = 'kQ7t-legacy/Key=='
  await world.control.accessReached(world.control.upsert(...user({ hash: hashKey(old) }).rows))
  expect(await call({ 'x-api-key': old })).toEqual([200, ''])
  expect(await call({}, `?apikey=${encodeURIComponent(old)}&page=2`)).toEqual([200, ''])
  expect(world.backend.requests.at(-1)?.line).toBe('GET /orders?page=2 HTTP/1.1')
  expect(await call({ 'x-api-key': `${old}x` })).toEqual([401, 'key_malformed'])
})

test('S1h: of a rotated key both are good until the overlap ends, then the new one alone, with the control plane away', async () => {
  const ends = Date.now() + 400
  const old = user({ expiresAt: ends })
  const fresh = mintKey('live')
  const { expiresAt: _ends, ...successor } = { ...old.credential, id: newId('credential'), hash: hashKey(fresh) }
  await world.control.accessReached(world.control.upsert(...old.rows, successor))
  await world.control.stop()
  expect(await call({ 'x-api-key': fresh })).toEqual([200, ''])
  expect(await call({ 'x-api-key': old.key })).toEqual([200, ''])
  await world.control.until(async () => (await call({ 'x-api-key': old.key }))[1] === 'key_expired', 'the end')
  expect(Date.now()).toBeGreaterThanOrEqual(ends)
  expect(await call({ 'x-api-key': fresh })).toEqual([200, ''])
  await world.control.start()
})

test('D35/S1b: a planted key is in no log, metric, usage event or file of the gateway, wherever it was sent', async () => {
  const data = await temporaryFolder()
  const known = user()
  world.control.upsert(...known.rows)
  const child = await spawnGateway(world.control, data, { GATEWAY_LOG_LEVEL: 'trace' })
  const unknown = mintKey('live')
  const broken = `${mintKey('live').slice(0, -1)}_`
  const foreign = 'hunter2-correct-horse-battery'
  const planted = [known.key, unknown, broken, foreign]
  try {
    await untilReady(child)
    for (const key of planted)
      for (const [fields, query] of [
        [{ 'x-api-key': key }, ''],
        [{ authorization: `Bearer ${key}` }, ''],
        [{}, `?apikey=${key}`],
        [{ referer: `https://shop.test/?apikey=${key}` }, `?apikey=${key}`],
        [{ 'x-api-key': key, 'content-length': 'x' }, ''],
      ] as const)
        await send(child.port, request('GET', `/orders/v1/orders${query}`, { ...fields }))
    await world.control.until(() => world.control.events.length > 0, 'usage events')
    const metrics = await (await fetch(`http://127.0.0.1:${child.adminPort}/metrics`)).text()
    const texts = new Map([
      ['metrics', metrics],
      ['log', child.output()],
      ['usage events', JSON.stringify(world.control.events)],
    ])
    for (const entry of await readdir(data, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) texts.set(entry.name, await readFile(join(entry.parentPath, entry.name), 'latin1'))
    for (const [place, text] of texts)
      for (const key of planted) expect(text.includes(key), `${key} in ${place}`).toBe(false)
    expect(texts.size).toBeGreaterThan(3)
  } finally {
    child.process.kill('SIGTERM')
    await child.exited
    await rm(data, { recursive: true, force: true })
  }
})

test('D35: what is compared is the SHA-256 of what was sent: keys that begin alike lie far apart', () => {
  const key = mintKey('live')
  const near = Array.from({ length: 40 }, (_, at) => `${key.slice(0, at)}~${key.slice(at + 1)}`)
  const same = near.map((text) => {
    const [mine, theirs] = [hashKey(key), hashKey(text)]
    return [...mine].findIndex((digit, at) => digit !== theirs[at])
  })
  // The longest common start of a digest does not grow with the common start of the key: no prefix oracle.
  expect(Math.max(...same)).toBeLessThan(6)
})
