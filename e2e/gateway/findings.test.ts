import { deploy, getStageValues, putStageValues } from '@gatehouse/contracts/endpoints/deployments'
import { type FindingsView, getFindings } from '@gatehouse/contracts/endpoints/findings'
import { expect, test } from '@playwright/test'
import { makeClient } from '../fixtures/developer.ts'
import { EchoBackend } from '../fixtures/echo-backend.ts'
import { callGateway } from '../fixtures/gateway-call.ts'
import { type OfferedApi, offerApi, untilConfirmed } from '../fixtures/offer-api.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { startWorld, untilCaughtUp, type World } from '../fixtures/world.ts'

test.describe.configure({ mode: 'serial' })

let world: World
const backend = new EchoBackend()

test.beforeAll(async () => {
  await backend.start()
  world = await startWorld({ gateways: [{ name: 'sandbox', stage: 'staging' }] })
})

test.afterAll(async () => {
  await world?.close()
  await backend.stop()
})

/** The backend answers GET as promised, and POST without the `id` that the contract promises. */
const source = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Parcels', version: '1' },
  paths: {
    '/parcels': {
      get: {
        parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer' } }],
        responses: { 200: { description: 'All', content: { 'application/json': { schema: { type: 'object' } } } } },
      },
      post: {
        responses: {
          200: {
            description: 'One',
            content: { 'application/json': { schema: { type: 'object', required: ['id'] } } },
          },
        },
      },
    },
  },
})

async function setModes(api: OfferedApi, mode: 'report' | 'block'): Promise<void> {
  const path = { api: api.slug, version: api.version }
  const { values, etag } = await world.management(getStageValues, { ...path, stage: 'staging' })
  const changed = { ...values, requestValidation: mode, responseValidation: mode }
  await world.management(putStageValues, { ...path, stage: 'staging', values: changed }, { ifMatch: etag })
  const { deployment } = await world.management(deploy, { ...path, stage: 'staging' })
  await untilConfirmed(world, deployment.id)
}

async function findingsWhen(api: OfferedApi, holds: (view: FindingsView) => boolean): Promise<FindingsView> {
  return await waitUntil('the findings are counted', async () => {
    const view = await world.management(getFindings, { api: api.slug, version: api.version, stage: 'staging' })
    if (!holds(view)) throw new Error(JSON.stringify([view.calls, view.request, view.response]))
    return view
  })
}

test('I9 I16 report serves and counts, says what block would refuse, and block refuses just that', async () => {
  const api = await offerApi(world, { source, fileName: 'parcels.json', backendUrl: backend.url, deployTo: 'staging' })
  const { key } = await (await makeClient(world, api.planId)).newKey('staging')
  const url = `${world.gateway('sandbox').url}${api.basePath}/parcels`
  await setModes(api, 'report')
  await untilCaughtUp(world)

  for (const query of ['', '', '', '?limit=soon']) expect((await callGateway(url + query, { key })).status).toBe(200)
  expect((await callGateway(url, { key, method: 'POST' })).status).toBe(200)
  const seen = await findingsWhen(api, (view) => view.calls === 5 && view.response.reported === 1)
  expect(seen.request).toMatchObject({ mode: 'report', reported: 1, blocked: 0 })
  expect(seen.request.sentence).toBe('Block would refuse 20 % of calls in the last 7 days (1 of 5): 1 application.')
  expect(seen.places.map(({ side, pointer, rule }) => `${side} ${pointer} ${rule}`).toSorted()).toEqual([
    'request /limit type',
    'response  required',
  ])
  expect(seen.applications).toHaveLength(1)

  await setModes(api, 'block')
  expect((await callGateway(url, { key })).status).toBe(200)
  const refused = await callGateway(`${url}?limit=soon`, { key })
  expect([refused.status, refused.code]).toEqual([400, 'request_invalid'])
  const withheld = await callGateway(url, { key, method: 'POST' })
  expect([withheld.status, withheld.code]).toEqual([502, 'response_invalid'])
  expect(withheld.text).not.toContain('parcels')
  const after = await findingsWhen(api, (view) => view.request.blocked === 1 && view.response.blocked === 1)
  expect(after.response).toMatchObject({ mode: 'block', reported: 1 })
})
