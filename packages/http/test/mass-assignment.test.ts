import { readdirSync, readFileSync } from 'node:fs'
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

let app: TestInstallation
let mounted: ReturnType<typeof mountForTests>
let ids: Record<string, string>
let admin: Actor
let developer: Actor
let posts = 0
beforeAll(async () => {
  app = await createTestInstallation()
  mounted = mountForTests(app)
  const populated = await populate(app)
  ids = populated.ids
  developer = populated.developer
  admin = await app.member('Admin')
})
afterAll(async () => {
  process.stdout.write(
    `mass assignment: ${posts} writes with a field too many; ${writing.length} routes, ${modelFields.length} fields of models\n`,
  )
  await app.drop()
})

/** What a caller would like to set. */
const wanted: Record<string, unknown> = {
  role: 'owner',
  roles: ['Admin'],
  teamId: 'team_00000000000000000000000000000000',
  tenantId: 'other',
  organizationId: 'other',
  approved: true,
  state: 'active',
  price: 0,
  createdBy: 'me',
  actorId: 'me',
  personId: 'per_00000000000000000000000000000000',
  userId: 'me',
  isAdmin: true,
  permissions: ['organization.manage'],
  grants: [],
  etag: 999,
  builtIn: true,
  deactivatedAt: null,
  hash: 'x',
}

/** Each field of each model of the database, as the schema files name them. */
const schemas = join(import.meta.dirname, '../../../prisma/schema')
const modelFields = [
  ...new Set(
    readdirSync(schemas)
      .filter((name) => name.endsWith('.prisma'))
      .flatMap((name) => [...readFileSync(join(schemas, name), 'utf8').matchAll(/^ {2}([a-z]\w+) +[A-Z]\w*/gm)])
      .map(([, field = '']) => field),
  ),
]

const writing = routes.filter(({ endpoint }) => endpoint.body !== none)

async function post(route: Route, extra: Record<string, unknown>): Promise<{ status: number; text: string }> {
  posts += 1
  const { endpoint } = route
  const actor = endpoint.audience === 'developer' ? developer : admin
  const body = JSON.stringify({ ...validBody(endpoint, ids), ...extra })
  const answer = await mounted.call(endpoint, actor, { path: fillPath(endpoint, ids), body })
  return { status: answer.status, text: await answer.text() }
}

describe('API3: what is not declared cannot be written', () => {
  test.each(writing.map((route) => [route.endpoint.id, route] as const))('%s', async (_, route) => {
    const declared = new Set([
      ...Object.keys(shapeOf(route.endpoint.body)),
      ...Object.keys(validBody(route.endpoint, ids)),
    ])
    const wrong: string[] = []
    const before = await app.db.prisma.auditLog.count()
    const tries: Record<string, unknown>[] = Object.entries(wanted).map(([name, value]) => ({ [name]: value }))
    tries.push(Object.fromEntries(modelFields.map((name) => [name, null])))
    for (const extra of tries) {
      const undeclared = Object.fromEntries(Object.entries(extra).filter(([name]) => !declared.has(name)))
      if (Object.keys(undeclared).length === 0) continue
      const { status, text } = await post(route, undeclared)
      if (status !== 400 || !text.includes('unrecognized_keys'))
        wrong.push(`${Object.keys(undeclared).slice(0, 3)}: ${status} ${text.slice(0, 160)}`)
    }
    expect(wrong).toEqual([])
    expect(await app.db.prisma.auditLog.count()).toBe(before)
  })
})

type Json = {
  type?: string | string[]
  properties?: Record<string, Json>
  additionalProperties?: unknown
  anyOf?: Json[]
  oneOf?: Json[]
  allOf?: Json[]
  items?: Json
  $defs?: Record<string, Json>
}

/** Every member name in a schema, and every object that takes more than it says. */
function walk(schema: Json, at: string, see: (name: string, at: string) => void, loose: (at: string) => void): void {
  if (schema.properties && schema.additionalProperties !== false) loose(at)
  for (const [name, inside] of Object.entries(schema.properties ?? {})) {
    see(name, at)
    walk(inside, `${at}/${name}`, see, loose)
  }
  for (const inside of [
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.allOf ?? []),
    ...Object.values(schema.$defs ?? {}),
  ])
    walk(inside, at, see, loose)
  if (schema.items && typeof schema.items === 'object') walk(schema.items, `${at}/*`, see, loose)
}

/** Members that would be what the database keeps of a secret. */
const secretNames =
  /^(password\w*|\w*[pP]asswordHash|tokenHash|keyHash|sealed\w*|privateKey|secretHash|sid|signingSecret)$/
/** Shown once, to whoever has just made it, or told apart as no secret. */
const shownOnce = new Set(['sealedAt'])

describe('API3: what is not declared is not told', () => {
  const answers = routes.map(({ endpoint }) => ({
    id: endpoint.id,
    schema: z.toJSONSchema(endpoint.response, { io: 'output', unrepresentable: 'any' }) as Json,
  }))

  test('every route has a schema for its answers, and no object in it takes more than it says', () => {
    const loose: string[] = []
    for (const { id, schema } of answers)
      walk(
        schema,
        id,
        () => undefined,
        (at) => loose.push(at),
      )
    // Documents of others: what WebAuthn gives a browser, public keys of a client, settings of a provider that an installation added itself.
    expect(loose.filter((at) => !/(\/options|\/client\/keys\/\*|\/settings)$/.test(at))).toEqual([])
  })

  test('no answer has a member for a hash of a secret, a sealed value or a password', () => {
    const found: string[] = []
    for (const { id, schema } of answers)
      walk(
        schema,
        id,
        (name, at) => secretNames.test(name) && !shownOnce.has(name) && found.push(`${at}/${name}`),
        () => undefined,
      )
    expect(found).toEqual([])
  })

  test('every read answers what it declares: a mismatch would be a 500', async () => {
    const wrong: string[] = []
    let read = 0
    for (const { endpoint } of routes.filter(({ endpoint }) => endpoint.method === 'GET')) {
      const actor = endpoint.audience === 'developer' ? developer : admin
      const query = Object.fromEntries(
        Object.keys(shapeOf(endpoint.query)).flatMap((name) =>
          name === 'stage' && ids.stage ? [[name, ids.stage]] : [],
        ),
      )
      const answer = await mounted.call(endpoint, actor, {
        path: fillPath(endpoint, ids),
        query: new URLSearchParams(query),
      })
      if (answer.status >= 500)
        wrong.push(`${endpoint.id}: ${answer.status} ${mounted.logged.at(-1)?.message.slice(0, 200)}`)
      if (answer.status === 200) read += 1
      await answer.body?.cancel()
    }
    process.stdout.write(`answers: ${read} reads answered 200 and as declared\n`)
    expect(wrong).toEqual([])
  })
})
