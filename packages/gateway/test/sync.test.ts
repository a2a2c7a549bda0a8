import { readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AccessRow } from '@gatehouse/contracts/access'
import { newId } from '@gatehouse/contracts/ids'
import { canonicalJson } from '@gatehouse/contracts/json'
import type { StalenessRule } from '@gatehouse/contracts/snapshot'
import { startGateway } from '@gatehouse/gateway/gateway'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { gatewayOptions, startWorld, type World } from './fixtures/gateway-fixture.ts'
import { plainAnswer, RawConnection, request, send } from './fixtures/raw-http.ts'
import { caller, operation, stageTexts } from './fixtures/stage-fixture.ts'

const status = async (world: World, key = world.caller.key, target = '/orders/v1/orders') =>
  (await send(world.gateway.port, request('GET', target, { 'x-api-key': key }))).status
const ids = (world: World) => world.texts.manifest.versions.map(({ id }) => id)

describe('S2/S19: what is taken away', () => {
  let world: World
  beforeAll(async () => {
    world = await startWorld(undefined, { threads: 2 })
  })
  afterAll(() => world.close())

  test('is refused on a connection that was kept alive once the receipt is there', async () => {
    for (let round = 0; round < 20; round += 1) {
      const user = caller(ids(world))
      await world.control.accessReached(world.control.upsert(...user.rows))
      const client = await RawConnection.open(world.gateway.port)
      const ask = async () => {
        client.write(request('GET', '/orders/v1/orders', { 'x-api-key': user.key }))
        return (await client.answer())?.status
      }
      expect(await ask()).toBe(200)
      const seq = world.control.upsert({ ...user.credential, revokedAt: Date.now() })
      await world.control.accessReached(seq)
      // The gateway has said that it knows: from here on there is no request that it still serves.
      expect(await ask()).toBe(401)
      client.close()
    }
  })

  test('is refused for each way of taking it, and comes back where it can', async () => {
    const user = caller(ids(world))
    await world.control.accessReached(world.control.upsert(...user.rows))
    expect(await status(world, user.key)).toBe(200)
    for (const row of [
      { ...user.application, state: 'suspended' as const },
      { ...user.team, state: 'suspended' as const },
      { ...user.subscription, state: 'closed' as const },
      { ...user.subscription, state: 'suspended' as const },
    ]) {
      await world.control.accessReached(world.control.upsert(row))
      expect(await status(world, user.key)).toBe(403)
      await world.control.accessReached(world.control.upsert({ ...row, state: 'active' } as AccessRow))
      expect(await status(world, user.key)).toBe(200)
    }
    await world.control.accessReached(world.control.remove('credential', user.credential.id))
    expect(await status(world, user.key)).toBe(401)
  })

  test('stays away through growth of the table to many times its size', async () => {
    const users = Array.from({ length: 3000 }, () => caller(ids(world)))
    const seq = world.control.upsert(...users.flatMap(({ rows }) => rows))
    await world.control.accessReached(seq)
    for (const user of [users[0], users[1500], users[2999]]) expect(await status(world, user?.key)).toBe(200)
    const gone = users[1500]
    if (gone === undefined) throw new Error('unreachable')
    await world.control.accessReached(world.control.upsert({ ...gone.credential, revokedAt: 1 }))
    expect(await status(world, gone.key)).toBe(401)
  })

  test('a difference from the control plane’s table is found and mended', async () => {
    const resets = () => world.control.requests.filter((line) => line.includes('/sync/v1/access?from=0')).length
    world.control.send({ type: 'checksum', seq: world.control.seq, value: world.control.checksum() })
    const before = resets()
    // A row that no increment told of.
    const user = caller(ids(world))
    for (const row of user.rows) world.control.rows.set(`${row.kind}:${row.id}`, { seq: world.control.seq, row })
    world.control.send({ type: 'checksum', seq: world.control.seq, value: world.control.checksum() })
    await world.control.until(() => resets() === before + 1, 'reset')
    await world.control.until(() => world.control.acks.length > 0, 'acks')
    await world.control.until(async () => (await status(world, user.key)) === 200, 'the missing key')
  })

  test('a new epoch loads everything anew and drops what is not in it', async () => {
    const kept = caller(ids(world))
    const dropped = caller(ids(world))
    await world.control.accessReached(world.control.upsert(...kept.rows, ...dropped.rows))
    for (const row of dropped.rows) world.control.rows.delete(`${row.kind}:${row.id}`)
    world.control.epoch = newId('stage')
    // The restored database is behind what was applied.
    world.control.seq -= 5
    for (const upsert of world.control.rows.values()) upsert.seq = Math.min(upsert.seq, world.control.seq)
    const acksBefore = world.control.acks.length
    await world.control.stop()
    await world.control.start()
    await world.control.until(
      () => world.control.acks.slice(acksBefore).some(({ status: at }) => at.accessSeq === world.control.seq),
      'resync',
    )
    expect(await status(world, kept.key)).toBe(200)
    expect(await status(world, dropped.key)).toBe(401)
  })
})

describe('snapshots', () => {
  let world: World
  beforeAll(async () => {
    world = await startWorld()
  })
  afterAll(() => world.close())

  const refused = async (manifest: unknown, code: string, signature?: string) => {
    const hash = world.control.deployManifest(canonicalJson(manifest), world.texts.parts, signature)
    const receipt = await world.control.receipt(hash)
    expect(receipt.outcome).toBe('refused')
    expect(receipt.issues[0]?.code).toBe(code)
    expect(await status(world)).toBe(200)
  }

  test('that need an unknown capability, have unknown members, unknown policies or a wrong signature are refused with the reason', async () => {
    const { manifest } = world.texts
    await refused({ ...manifest, capabilities: ['deployment/1', 'time-travel'] }, 'capability')
    await refused({ ...manifest, surprise: 1 }, 'format')
    await refused({ ...manifest, guardrails: [{ policy: 'no-such-policy', options: {} }] }, 'policy')
    await refused({ ...manifest, portalUrl: 'http://forged.test' }, 'signature', Buffer.alloc(64).toString('base64'))
    await refused({ ...manifest, versions: 'none' }, 'format')
  })

  test('with a part whose bytes are not its hash, or whose schema does not compile, are refused', async () => {
    const hash = 'ab'.repeat(32)
    const [version] = world.texts.manifest.versions
    const deployments = version?.deployments.map((deployment) => ({ ...deployment, part: hash }))
    world.control.parts.set(hash, '{"not":"it"}')
    await refused(
      { ...world.texts.manifest, versions: [{ ...version, deployments }], parts: [{ hash, bytes: 12 }] },
      'hash',
    )
    const broken = stageTexts(world.control.stageId, [
      {
        backendUrl: world.backend.url,
        operations: [
          operation({
            path: '/x',
            method: 'POST',
            requestValidation: 'block',
            body: { required: true, content: { 'application/json': { schema: { type: 'no-such-type' } } } },
          }),
        ],
      },
    ])
    const receipt = await world.control.receipt(world.control.deploy(broken))
    expect([receipt.outcome, receipt.issues[0]?.code]).toEqual(['refused', 'schema'])
    expect(await status(world)).toBe(200)
  })

  test('G5/R1: 100 of them under keep-alive load lose no request', async () => {
    let stop = false
    let answered = 0
    const failures: string[] = []
    const load = Array.from({ length: 16 }, async () => {
      const client = await RawConnection.open(world.gateway.port)
      while (!stop) {
        client.write(request('GET', '/orders/v1/orders', { 'x-api-key': world.caller.key }))
        const answer = await client.answer()
        if (answer?.status === 200) answered += 1
        else failures.push(String(answer?.status))
      }
      client.close()
    })
    for (let swap = 0; swap < 100; swap += 1) {
      const manifest = { ...world.texts.manifest, portalUrl: `http://portal-${swap}.test` }
      const receipt = await world.control.receipt(
        world.control.deployManifest(canonicalJson(manifest), world.texts.parts),
      )
      expect(receipt.outcome).toBe('applied')
    }
    stop = true
    await Promise.all(load)
    expect(failures).toEqual([])
    expect(answered).toBeGreaterThan(1000)
    world.control.deploy(world.texts)
  }, 60_000)

  test('backend secrets travel sealed, reach the backend, and are not on the disk in clear', async () => {
    const secret = newId('secret')
    world.control.keepSecret(secret, 1, 'planted-secret-1')
    const texts = stageTexts(world.control.stageId, [
      {
        backendUrl: world.backend.url,
        backend: { headers: [{ name: 'authorization', secret }] },
        operations: [operation({ path: '/orders', anonymous: true })],
      },
    ])
    await world.control.receipt(world.control.deploy(texts))
    const field = async () => {
      await send(world.gateway.port, request('GET', '/orders/v1/orders', { authorization: 'Bearer mine' }))
      return world.backend.requests.at(-1)?.headers.filter(([name]) => name.toLowerCase() === 'authorization')
    }
    expect(await field()).toEqual([['authorization', 'planted-secret-1']])
    world.control.keepSecret(secret, 2, 'planted-secret-2')
    await world.control.until(async () => (await field())?.[0]?.[1] === 'planted-secret-2', 'the rotated secret')
    expect(await readFile(join(world.data, 'configuration/secrets.json'), 'latin1')).not.toContain('planted')
  })
})

describe('R7/R9: last-known-good', () => {
  test('serves with the control plane away, also after a restart; a revocation once applied stays', async () => {
    const world = await startWorld()
    const user = caller(ids(world))
    await world.control.accessReached(world.control.upsert(...user.rows))
    await world.control.accessReached(world.control.upsert({ ...user.credential, revokedAt: 1 }))
    await world.control.stop()
    expect(await status(world)).toBe(200)
    await world.gateway.stop()
    world.gateway = await startGateway(gatewayOptions(world.control, world.data))
    await world.gateway.ready
    expect(await status(world)).toBe(200)
    expect(await status(world, user.key)).toBe(401)
    await world.control.start()
    const seq = world.control.upsert({ ...world.caller.credential, revokedAt: 1 })
    await world.control.accessReached(seq)
    expect(await status(world)).toBe(401)
    await world.close()
  }, 30_000)

  test('falls back to the previous generation when the current one is damaged', async () => {
    const world = await startWorld()
    const manifest = { ...world.texts.manifest, portalUrl: 'http://second.test' }
    await world.control.receipt(world.control.deployManifest(canonicalJson(manifest), world.texts.parts))
    await world.gateway.stop()
    await world.control.stop()
    const path = join(world.data, 'configuration/manifest.json')
    const bytes = await readFile(path)
    bytes[200] = (bytes[200] ?? 0) ^ 1
    await writeFile(path, bytes)
    world.gateway = await startGateway(gatewayOptions(world.control, world.data))
    await world.gateway.ready
    const answer = await send(world.gateway.port, request('GET', '/nothing'))
    expect(answer.status).toBe(404)
    expect(answer.headers.link).toContain('http://portal.test/')
    expect(await status(world)).toBe(200)
    await world.close()
  }, 30_000)

  test('S2: the stage’s staleness rule refuses at its age, and serves again when the control plane is back', async () => {
    const world = await startWorld()
    world.backend.answer = () => plainAnswer('ok')
    await obeys(world, { mode: 'refuse', seconds: 5 })
    await world.control.stop()
    expect(await status(world)).toBe(200)
    await world.control.until(async () => (await status(world)) === 503, 'refusal')
    await world.control.start()
    await world.control.until(async () => (await status(world)) === 200, 'service')
    // Back to `serve` while connected: nothing of the old rule is left.
    await obeys(world, { mode: 'serve' })
    await world.control.stop()
    await world.gateway.stop()
    await old(world, 3600)
    world.gateway = await startGateway(gatewayOptions(world.control, world.data))
    await world.gateway.ready
    expect(await status(world)).toBe(200)
    await world.close()
  }, 40_000)

  test('S2: a restart makes nothing fresh: the rule and the age are read from the disk, before the first answer', async () => {
    const world = await startWorld()
    await obeys(world, { mode: 'refuse', seconds: 600 })
    await world.control.stop()
    const restarted = async () => {
      world.gateway = await startGateway(gatewayOptions(world.control, world.data))
      await world.gateway.ready
      return await status(world)
    }
    await world.gateway.stop()
    expect(await restarted()).toBe(200)
    await world.gateway.stop()
    await old(world, 601)
    expect(await restarted()).toBe(503)
    // Again, and again: not by counting from the last start.
    await world.gateway.stop()
    expect(await restarted()).toBe(503)
    // Losing the mark does not help either: then the age is that of the configuration.
    await world.gateway.stop()
    await rm(join(world.data, 'configuration/fresh'))
    const long = Date.now() / 1000 - 601
    await utimes(join(world.data, 'configuration/manifest.json'), long, long)
    expect(await restarted()).toBe(503)
    await world.control.start()
    await world.control.until(async () => (await status(world)) === 200, 'service')
    await world.close()
  }, 40_000)

  async function obeys(world: World, staleness: StalenessRule): Promise<void> {
    const { manifest, parts } = world.texts
    const ruled = { ...manifest, stage: { ...manifest.stage, staleness } }
    const receipt = await world.control.receipt(world.control.deployManifest(canonicalJson(ruled), parts))
    expect(receipt.outcome).toBe('applied')
  }

  /** As if the control plane had been heard last so many seconds ago. */
  async function old(world: World, seconds: number): Promise<void> {
    const heard = Date.now() / 1000 - seconds
    await utimes(join(world.data, 'configuration/fresh'), heard, heard)
  }
})
