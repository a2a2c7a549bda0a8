import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { newId } from '@gatehouse/contracts/ids'
import { type JsonObject, jsonObject } from '@gatehouse/contracts/json'
import { verb } from '@gatehouse/services/grammar/verb'
import { type Client, makeClient } from '../../fixtures/developer.ts'
import { makeOauthClient, type OauthClient, setScopes } from '../../fixtures/oauth-client.ts'
import { type OfferedApi, offerApi } from '../../fixtures/offer-api.ts'
import { waitUntil } from '../../fixtures/wait-until.ts'
import { startWorld, untilCaughtUp, type World } from '../../fixtures/world.ts'

export const stage = 'staging'

/** A caller as the gateway meets it, and as the simulator is told of it. */
export type Caller = {
  name: string
  /** Headers of the real request. */
  headers: Record<string, string>
  /** How the simulation names it. */
  caller: JsonObject
}

export type SimulatorWorld = {
  world: World
  apis: readonly OfferedApi[]
  callers: readonly Caller[]
  close: () => Promise<void>
}

const response = { responses: { 200: { description: 'ok' } } }
const scoped = { security: [{ oauth: ['things.write'] }], ...response }

/** Every kind of operation: keyed, scoped, open to everybody, under guardrails by tag, with bodies and parameters, with rules of its own. */
const document = (title: string) => ({
  openapi: '3.1.0',
  info: { title, version: '1.0.0' },
  components: {
    securitySchemes: {
      oauth: {
        type: 'oauth2',
        flows: { clientCredentials: { tokenUrl: 'https://example.com/t', scopes: { 'things.write': 'Write' } } },
      },
    },
  },
  paths: {
    '/things': {
      get: {
        tags: ['read'],
        parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100 } }],
        ...response,
      },
      post: {
        ...scoped,
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['name'],
                properties: { name: { type: 'string', minLength: 3 }, count: { type: 'integer' } },
              },
            },
          },
        },
      },
    },
    '/things/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 10 } }],
      get: { tags: ['read'], ...response },
      delete: { tags: ['danger'], ...response },
    },
    '/health': { get: { tags: ['open'], ...response } },
    '/night': { get: { tags: ['closed-now'], ...response } },
    '/day': { get: { tags: ['open-now'], ...response } },
    '/machine': { get: { tags: ['tokens'], ...response } },
    '/vault': { get: { tags: ['vault'], ...response } },
  },
})

const hour = (from: number) => `${String((new Date().getUTCHours() + from + 24) % 24).padStart(2, '0')}:00`

/** Windows that begin and end far from now, so that no run crosses an edge. */
const guardrails = (rules: { application: string }): { policy: string; options: object; tag?: string }[] => [
  { policy: 'ip-rules', options: { deny: ['203.0.113.0/24'] } },
  {
    policy: 'access-rules',
    tag: 'danger',
    options: {
      rules: [
        {
          name: 'inside',
          effect: 'allow',
          when: [{ of: 'address', anyOf: ['10.0.0.0/8', '2001:db8::/32'] }],
          unless: [],
        },
      ],
      otherwise: 'deny',
      examples: [],
    },
  },
  {
    policy: 'access-rules',
    tag: 'closed-now',
    options: {
      rules: [
        {
          effect: 'allow',
          when: [{ of: 'time', from: hour(8), to: hour(10), zone: 'UTC' }],
          unless: [],
          say: 'At night.',
        },
      ],
      otherwise: 'deny',
      examples: [],
    },
  },
  {
    policy: 'access-rules',
    tag: 'open-now',
    options: {
      rules: [{ effect: 'allow', when: [{ of: 'time', from: hour(-6), to: hour(6), zone: 'UTC' }], unless: [] }],
      otherwise: 'deny',
      examples: [],
    },
  },
  { policy: 'requirements', tag: 'tokens', options: { credentials: ['token'] } },
  {
    policy: 'access-rules',
    tag: 'vault',
    options: {
      rules: [
        {
          name: 'never-keys',
          effect: 'deny',
          when: [{ of: 'credential', anyOf: ['key'] }],
          unless: [{ of: 'application', anyOf: [rules.application] }],
        },
        { name: 'writers', effect: 'allow', when: [{ of: 'scopes', all: ['things.write'] }], unless: [] },
      ],
      otherwise: 'deny',
      examples: [],
    },
  },
]

const place = verb({
  name: 'bench.place-guardrail',
  allowed: { systemOnly: true },
  input: jsonObject,
  run: async ({ tx, input, change }) => {
    const id = newId('guardrail')
    const { policy, options, tag, position } = input as {
      policy: string
      options: object
      tag?: string
      position: number
    }
    await tx.guardrail.create({ data: { id, name: id, policy, options, tag: tag ?? null, position } })
    change.snapshot('guardrail', id, null)
    return { id }
  },
  audit: ({ result }) => ({ target: { kind: 'guardrail', id: result.id } }),
})

export async function startSimulatorWorld(): Promise<SimulatorWorld> {
  const backend = createServer((request, answer) => {
    request.resume()
    request.on('end', () => answer.writeHead(200, { 'content-type': 'application/json' }).end('{}'))
  })
  await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve))
  const backendUrl = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`
  const world = await startWorld({
    gateways: [{ name: 'one', stage }],
    env: { TRUSTED_PROXIES: '127.0.0.1' },
  })
  await setScopes(world, ['things.write', 'things.read'])
  const apis: OfferedApi[] = []
  for (const title of ['Things', 'Parts'])
    apis.push(
      await offerApi(world, {
        source: JSON.stringify(document(title)),
        fileName: 'api.json',
        backendUrl,
        deployTo: stage,
      }),
    )
  const callers = await makeCallers(world, apis)
  for (const [position, guardrail] of guardrails({ application: callers.vault }).entries())
    await place({
      ctx: world.system,
      input: { tag: null, ...guardrail, options: guardrail.options as never, position },
    })
  await untilCaughtUp(world)
  await untilGuarded(world)
  return {
    world,
    apis,
    callers: callers.list,
    async close() {
      await world.close()
      backend.closeAllConnections()
      await new Promise<void>((resolve) => backend.close(() => resolve()))
    },
  }
}

/** Applications in every standing, each with a key; clients with and without the scope; nobody, and such as show nonsense. */
async function makeCallers(world: World, apis: readonly OfferedApi[]): Promise<{ list: Caller[]; vault: string }> {
  const { prisma } = world.system.db
  const [things, parts] = apis as [OfferedApi, OfferedApi]
  const list: Caller[] = []
  const keyOf = async (name: string, client: Client, change?: JsonObject): Promise<void> => {
    const { id, key } = await client.newKey(stage)
    if (change !== undefined) await touch({ ctx: world.system, input: { kind: 'credential', id, change } })
    list.push({ name, headers: { 'x-api-key': key }, caller: { as: 'credential', credentialId: id } })
  }
  const good = await makeClient(world, things.planId)
  await keyOf('subscribed', good)
  await keyOf('narrowed', good, { scopes: ['things.read'] })
  await keyOf('writer', good, { scopes: ['things.write'] })
  await keyOf('elsewhere', good, { ipRanges: ['198.51.100.0/24'] })
  await keyOf('expired', good, { expiresAt: new Date(Date.now() - 60_000).toISOString() })
  await keyOf('revoked', good, { revokedAt: new Date(Date.now() - 60_000).toISOString() })
  await keyOf('other product', await makeClient(world, parts.planId))
  const suspended = await makeClient(world, things.planId)
  await prisma.application.update({ where: { id: suspended.applicationId }, data: { state: 'suspended' } })
  await keyOf('suspended', suspended)
  const waiting = await makeClient(world, things.planId)
  await prisma.subscription.update({ where: { id: waiting.subscriptionId }, data: { state: 'pending' } })
  await keyOf('waiting', waiting)
  const closed = await makeClient(world, things.planId)
  await prisma.subscription.update({ where: { id: closed.subscriptionId }, data: { state: 'closed', openKey: null } })
  await keyOf('closed', closed)
  await touch({ ctx: world.system, input: { kind: 'application', id: suspended.applicationId } })
  for (const { subscriptionId: id } of [waiting, closed])
    await touch({ ctx: world.system, input: { kind: 'subscription', id } })
  const client = await makeOauthClient(world, good, stage, {}, ['things.write'])
  const plain = await makeOauthClient(world, good, stage)
  await tokens(list, 'client', client, 'things.write')
  await tokens(list, 'plain client', plain, undefined)
  list.push({ name: 'nobody', headers: {}, caller: { as: 'nobody' } })
  for (const key of ['gh_test_nonsense', `gh_live_${'a'.repeat(40)}`, 'password'])
    list.push({ name: `the key ${key}`, headers: { 'x-api-key': key }, caller: { as: 'nobody' } })
  for (const token of ['eyJhbGciOiJub25lIn0.e30.', 'opaque'])
    list.push({
      name: `the token ${token}`,
      headers: { authorization: `Bearer ${token}` },
      caller: { as: 'token', token },
    })
  return { list, vault: good.applicationId }
}

/** Tokens as the server gives them, told to the simulator whole, and told by their client alone. */
async function tokens(list: Caller[], name: string, client: OauthClient, scope: string | undefined): Promise<void> {
  for (const asked of scope === undefined ? [undefined] : [scope, undefined]) {
    const token = await client.token(asked === undefined ? {} : { scope: asked })
    const headers = { authorization: `Bearer ${token}` }
    const carried = (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { scope?: string })
      .scope
    const scopes = carried === undefined || carried === '' ? [] : carried.split(' ')
    list.push({ name: `${name}, token with ${carried}`, headers, caller: { as: 'token', token } })
    list.push({ name: `${name} by its id`, headers, caller: { as: 'credential', credentialId: client.id, scopes } })
  }
}

type Touched = { kind: 'application' | 'subscription' | 'credential'; id: string; change?: JsonObject }

/** Makes gateways look at a row again, and changes a credential before. */
const touch = verb({
  name: 'bench.touch',
  allowed: { systemOnly: true },
  input: jsonObject,
  run: async ({ tx, input, change }) => {
    const { kind, id, change: data } = input as Touched
    if (data !== undefined) await tx.credential.update({ where: { id }, data })
    const row = kind === 'credential' ? await tx.credential.findUniqueOrThrow({ where: { id } }) : null
    change.access(kind, id, row === null ? {} : { stageId: row.stageId })
    return { id }
  },
  audit: ({ result }) => ({ target: { kind: 'bench', id: result.id } }),
})

/** The change log is heard before the snapshot that follows from it is built, fetched and swapped in. */
async function untilGuarded(world: World): Promise<void> {
  const { pool } = world.system.db
  await waitUntil(
    'each gateway serves under all guardrails',
    async () => {
      const { rows } = await pool.query<{ behind: number }>(`
        SELECT count(*)::int AS behind FROM gateway g WHERE g.stage_id = (SELECT id FROM stage WHERE slug = '${stage}')
          AND g.removed_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM gateway_ack a WHERE a.gateway_id = g.id AND a.kind = 'snapshot' AND a.outcome = 'applied'
              AND a.seq >= (SELECT max(seq) FROM change_log WHERE kind = 'guardrail'))`)
      return rows[0]?.behind === 0
    },
    { withinMs: 20_000 },
  )
}
