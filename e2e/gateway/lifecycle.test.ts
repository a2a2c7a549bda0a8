import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getApplication } from '@gatehouse/contracts/endpoints/applications'
import { reimport } from '@gatehouse/contracts/endpoints/contracts'
import { deploy } from '@gatehouse/contracts/endpoints/deployments'
import {
  pauseApplication,
  pauseTeam,
  resumePausedApplication,
  resumePausedTeam,
} from '@gatehouse/contracts/endpoints/pauses'
import { createPromotion, getPromotion } from '@gatehouse/contracts/endpoints/promotions'
import { getTeam } from '@gatehouse/contracts/endpoints/teams'
import { expect, test } from '@playwright/test'
import { makeClient } from '../fixtures/developer.ts'
import { EchoBackend } from '../fixtures/echo-backend.ts'
import { callGateway, KeptConnection } from '../fixtures/gateway-call.ts'
import { type OfferedApi, offerApi, plainApi, setBackend, untilAnswers, untilConfirmed } from '../fixtures/offer-api.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { startWorld, type World } from '../fixtures/world.ts'

test.describe.configure({ mode: 'serial' })

let world: World
let api: OfferedApi
let broken: Server
const backend = new EchoBackend()

test.beforeAll(async () => {
  await backend.start()
  broken = createServer((request, response) => {
    request.resume()
    response.writeHead(500, { 'content-length': 0 }).end()
  })
  await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve))
  world = await startWorld({
    controlPlanes: 2,
    gateways: [
      { name: 'sandbox', stage: 'staging' },
      { name: 'live-1', stage: 'production' },
      { name: 'live-2', stage: 'production' },
      { name: 'live-3', stage: 'production' },
    ],
  })
  api = await offerApi(world, {
    source: plainApi('Things'),
    backendUrl: backend.url,
    deployTo: 'staging',
    promoteTo: ['production'],
  })
})

test.afterAll(async () => {
  await world?.close()
  await backend.stop()
  await new Promise<void>((resolve) => broken.close(() => resolve()))
})

const target = () => `${api.basePath}/things/7`
const live = () => world.gateways.filter(({ stage }) => stage === 'production')

test('a canary whose backend fails is taken back from all gateways; callers of the other side notice nothing', async () => {
  const keys: string[] = []
  for (let n = 0; n < 16; n += 1) keys.push((await (await makeClient(world, api.planId)).newKey('production')).key)
  await untilAnswers(world, 'production', target(), 200, { key: keys.at(-1) ?? '' })
  const { port } = broken.address() as AddressInfo
  await setBackend(world, api, 'production', `http://127.0.0.1:${port}`)
  const version = { api: api.slug, version: api.version }
  await world.management(reimport, {
    ...version,
    fileName: 'api.yaml',
    source: plainApi('Things', 'second'),
    conflicts: 'file',
  })
  await untilConfirmed(world, (await world.management(deploy, { ...version, stage: 'staging' })).deployment.id)
  const promotion = await world.management(createPromotion, {
    ...version,
    stage: 'production',
    mode: 'run',
    canary: { weight: 50, minutes: 60, minCalls: 40, maxErrorShare: 0.05 },
  })
  expect(promotion.state).toBe('running')

  /** Statuses of each key, in the order in which they came, from all three gateways. */
  const seen = new Map<string, number[]>(keys.map((key) => [key, []]))
  const round = async () => {
    const asked = keys.flatMap((key) =>
      live().map(async ({ url }) => [key, await callGateway(url + target(), { key })] as const),
    )
    const statuses = (await Promise.all(asked)).map(([key, { status }]) => {
      seen.get(key)?.push(status)
      return status
    })
    return new Set(statuses)
  }
  await waitUntil(
    'the canary is taken back',
    async () => {
      await round()
      const { state } = await world.management(getPromotion, { promotion: promotion.id })
      if (state !== 'rolled-back') throw new Error(state)
      return true
    },
    { withinMs: 30_000 },
  )
  await waitUntil('every gateway has it no more', async () => {
    if (!(await round()).has(500)) return true
    throw new Error('some answer is still a 500')
  })

  const { stateReason } = await world.management(getPromotion, { promotion: promotion.id })
  expect(stateReason).toMatch(/100 % of \d+ calls failed, more than 5 %/)
  const stayed = [...seen.values()].filter((statuses) => !statuses.includes(500))
  const onCanary = [...seen.values()].filter((statuses) => statuses.includes(500))
  expect(stayed.length).toBeGreaterThan(0)
  expect(onCanary.length).toBeGreaterThan(0)
  for (const statuses of stayed) expect(new Set(statuses)).toEqual(new Set([200]))
  // Each answer is one of the two sides', and each caller goes back once: three gateways, so up to three last failures may overlap.
  for (const statuses of onCanary) expect(statuses.slice(-3)).toEqual([200, 200, 200])
  await setBackend(world, api, 'production', backend.url)
})

test('a paused application or team is answered 503 with the reason at every gateway, on open connections too, until it is resumed', async () => {
  const client = await makeClient(world, api.planId)
  const other = await makeClient(world, api.planId)
  const { key } = await client.newKey('production')
  const sandboxKey = (await client.newKey('staging')).key
  const otherKey = (await other.newKey('production')).key
  for (const one of [key, otherKey]) await untilAnswers(world, 'production', target(), 200, { key: one })
  await untilAnswers(world, 'staging', target(), 200, { key: sandboxKey })
  const connections = live().map(({ url }) => ({ url, kept: new KeptConnection() }))
  const untilAll = (status: number) =>
    waitUntil(`every gateway answers ${status}`, async () => {
      const answers = await Promise.all(connections.map(({ url, kept }) => kept.call(url + target(), { key })))
      const wrong = answers.find((answer) => answer.status !== status)
      if (wrong) throw new Error(`${wrong.status}`)
      return answers
    })
  const { applicationId, developer } = client
  const where = { stage: 'production', reason: 'Too many calls from a loop' }
  for (const [pause, resume, detail] of [
    [
      () => world.management(pauseApplication, { applicationId, ...where }),
      (id: string) => world.management(resumePausedApplication, { applicationId, pause: id }),
      'The application is paused: Too many calls from a loop',
    ],
    [
      () => world.management(pauseTeam, { teamId: developer.teamId, ...where }),
      (id: string) => world.management(resumePausedTeam, { teamId: developer.teamId, pause: id }),
      'The application’s team is paused: Too many calls from a loop',
    ],
  ] as const) {
    await untilAll(200)
    const { id } = await pause()
    for (const answer of await untilAll(503)) {
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'paused', detail })
      expect(answer.headers['retry-after']).toBe('60')
    }
    expect((await callGateway(`${live()[0]?.url}${target()}`, { key: otherKey })).status).toBe(200)
    expect((await callGateway(`${world.gateway('sandbox').url}${target()}`, { key: sandboxKey })).status).toBe(200)
    expect((await world.management(getApplication, { applicationId })).pauses).toHaveLength(1)
    await resume(id)
    await untilAll(200)
  }
  expect((await world.management(getTeam, { teamId: developer.teamId })).pauses).toEqual([])
  for (const { kept } of connections) {
    expect(kept.connects).toBe(1)
    await kept.close()
  }
})
