import type { AccessRow } from '@gatehouse/contracts/access'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from './fixtures/gateway-fixture.ts'
import { RawConnection, request } from './fixtures/raw-http.ts'
import { type Caller, caller, operation } from './fixtures/stage-fixture.ts'
import { tokenIssuer } from './fixtures/token-fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld((backendUrl) => [
    { backendUrl, operations: [operation({ path: '/orders' }), operation({ path: '/open', anonymous: true })] },
  ])
  // An answer that nobody ends.
  world.backend.answer = () => 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nbegun\r\n'
})
afterAll(() => world.close())

const versions = () => world.texts.manifest.versions.map(({ id }) => id)

async function stream(fields: Record<string, string>, path = '/orders'): Promise<RawConnection> {
  const connection = await RawConnection.open(world.gateway.port)
  connection.write(request('GET', `/orders/v1${path}`, fields))
  await world.control.until(() => connection.received.includes('begun'), 'the stream begins')
  return connection
}

/** A caller with a key, and its tokens. */
async function holder() {
  const made = caller(versions())
  const issuer = tokenIssuer(world.control.stageId, made.application.id)
  await world.control.accessReached(world.control.upsert(...made.rows, ...issuer.rows))
  return { ...made, issuer }
}
type Holder = Caller & { issuer: ReturnType<typeof tokenIssuer> }

const revocation = (of: 'jti' | 'grant' | 'client' | 'subject' | 'issuer', value: string): AccessRow => {
  const now = Date.now()
  return { kind: 'revocation', id: `${of}:${value}`, of, value, notBefore: now + 1000, expires: now + 600_000 }
}

describe('S19: what goes on ends with what opened it', () => {
  const byKey: Record<string, (holder: Holder) => unknown> = {
    'its key is revoked': ({ credential }) => world.control.upsert({ ...credential, revokedAt: Date.now() }),
    'its key is gone': ({ credential }) => world.control.remove('credential', credential.id),
    'its subscription is closed': ({ subscription }) => world.control.upsert({ ...subscription, state: 'closed' }),
    'its application is suspended': ({ application }) => world.control.upsert({ ...application, state: 'suspended' }),
    'its team is suspended': ({ team }) => world.control.upsert({ ...team, state: 'suspended' }),
    'its product loses the operation': ({ rows }) =>
      world.control.upsert(...rows.flatMap((row) => (row.kind === 'product' ? [{ ...row, items: [] }] : []))),
  }
  for (const [name, act] of Object.entries(byKey)) {
    test(`a key’s stream, when ${name}; others go on`, async () => {
      const mine = await holder()
      const other = await holder()
      const open = await Promise.all([stream({ 'x-api-key': mine.key }), stream({ 'x-api-key': other.key })])
      const anonymous = await stream({ 'x-api-key': mine.key }, '/open')
      act(mine)
      expect(await open[0].ended()).toBe(true)
      expect([open[1].closed, anonymous.closed]).toEqual([false, false])
      for (const connection of [...open, anonymous]) connection.close()
    })
  }

  const byToken: Record<string, (holder: Holder) => unknown> = {
    'its token is revoked': () => world.control.upsert(revocation('jti', 'this-one')),
    'its grant is revoked': () => world.control.upsert(revocation('grant', 'grt_1')),
    'its subject is deactivated': () => world.control.upsert(revocation('subject', 'eu_1')),
    'its client is revoked': ({ issuer }) => world.control.upsert({ ...issuer.client, revokedAt: Date.now() }),
    'its issuer is switched off': () => world.control.remove('tokenIssuer', 'builtin'),
  }
  for (const [name, act] of Object.entries(byToken)) {
    test(`a token’s stream, when ${name}; a key’s goes on`, async () => {
      const mine = await holder()
      const token = mine.issuer.token({ jti: 'this-one', gid: 'grt_1', sub: 'eu_1' })
      const open = await stream({ authorization: `Bearer ${token}` })
      const byKey = await stream({ 'x-api-key': mine.key })
      act(mine)
      expect(await open.ended()).toBe(true)
      expect(byKey.closed).toBe(false)
      byKey.close()
      for (const id of ['jti:this-one', 'grant:grt_1', 'subject:eu_1']) world.control.remove('revocation', id)
    })
  }

  test('a key that ends by the clock', async () => {
    const mine = await holder()
    await world.control.accessReached(world.control.upsert({ ...mine.credential, expiresAt: Date.now() + 300 }))
    const open = await stream({ 'x-api-key': mine.key })
    expect(await open.ended()).toBe(true)
  })

  test('what the gateway missed while it was away', async () => {
    const mine = await holder()
    const open = await stream({ 'x-api-key': mine.key })
    await world.control.stop()
    world.control.upsert({ ...mine.credential, revokedAt: Date.now() })
    // Another history: the whole table is loaded anew.
    world.control.epoch = 'another'
    await world.control.start()
    expect(await open.ended()).toBe(true)
  })
})
