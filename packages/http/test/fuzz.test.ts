import type { Actor } from '@gatehouse/contracts/actor'
import { problemCodes } from '@gatehouse/contracts/problems'
import { createTestInstallation, type TestInstallation } from '@gatehouse/services/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Route } from '../src/route.ts'
import { routes } from '../src/routes.ts'
import { hostileCursors, hostileScalars, mutations, shapeOf, validBody } from './hostile-input.ts'
import { fillPath, mountForTests } from './mounted.ts'
import { populate } from './populated.ts'

let app: TestInstallation
let mounted: ReturnType<typeof mountForTests>
let ids: Record<string, string>
let admin: Actor
let developer: Actor
let requests = 0
beforeAll(async () => {
  app = await createTestInstallation()
  mounted = mountForTests(app)
  const populated = await populate(app)
  ids = populated.ids
  developer = populated.developer
  admin = await app.member('Admin')
})
afterAll(async () => {
  process.stdout.write(`fuzz: ${requests} requests over ${fuzzed.length} routes\n`)
  await app.drop()
})

// Signing up and its kin wait on purpose and hash passwords; they take strings only, which the account's own tests cover.
const slow =
  /^(account\.(signUp|resendVerification|requestPasswordReset|changePassword|changeEmail|proof)|signIn\.password)$/
const fuzzed = routes.filter(({ endpoint }) => !slow.test(endpoint.id))

// A file is read on a thread of its own: a few values say as much as all.
const isImport = (route: Route) => route.endpoint.id.startsWith('imports.')
const few: readonly unknown[] = [{ not: '' }, [], null, '', 'a\u0000b', 'lone \ud800 surrogate', -1, 1e308]

type Part = { path?: Record<string, string>; query?: URLSearchParams; body?: string }

async function send(route: Route, part: Part): Promise<void> {
  requests += 1
  const { endpoint } = route
  const before = mounted.logged.length
  const actor = endpoint.audience === 'developer' ? developer : admin
  const request = {
    path: fillPath(endpoint, { ...ids, ...part.path }),
    ...(part.query ? { query: part.query } : {}),
    body: part.body ?? JSON.stringify(validBody(endpoint, ids)),
  }
  const answer = await mounted.call(endpoint, actor, request)
  const text = await answer.text()
  // 502 to 504 are words of the catalogue about somebody else: a provider that is asked and is not there.
  if (answer.status === 500 || mounted.logged.length > before) {
    const cause = mounted.logged.at(-1)?.message.split('\n').at(-1)
    failures.set(`${endpoint.id} ${cause}`, `${request.path}?${part.query ?? ''} ${request.body?.slice(0, 200)}`)
    return
  }
  if (answer.status < 400) return
  const problem = JSON.parse(text) as { code: string; status: number }
  if (!(problemCodes as readonly string[]).includes(problem.code) || problem.status !== answer.status)
    failures.set(`${endpoint.id} problem`, text.slice(0, 300))
  if (text.length > 30_000) failures.set(`${endpoint.id} echo`, `a problem of ${text.length} characters`)
}

const failures = new Map<string, string>()

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

describe('no endpoint answers 500, whatever it is sent', () => {
  test.each(fuzzed.map((route) => [route.endpoint.id, route] as const))('%s', async (_, route) => {
    failures.clear()
    const { endpoint } = route
    const scalars = isImport(route) && endpoint.method !== 'GET' ? few : hostileScalars
    const hasBody = endpoint.method !== 'GET' && endpoint.method !== 'DELETE'
    for (const name of Object.keys(shapeOf(endpoint.params))) {
      for (const value of scalars) {
        const text = textOf(value)
        if (text !== '' && text.isWellFormed()) await send(route, { path: { [name]: text } })
      }
    }
    for (const name of Object.keys(shapeOf(endpoint.query))) {
      for (const value of name === 'cursor' ? hostileCursors : scalars)
        await send(route, { query: new URLSearchParams({ [name]: textOf(value) }) })
    }
    if (hasBody) {
      const valid = validBody(endpoint, ids)
      const optional = Object.keys(shapeOf(endpoint.body)).filter((name) => !(name in valid))
      for (const value of scalars) {
        for (const body of mutations(valid, value)) await send(route, { body: JSON.stringify(body) })
        for (const name of optional) await send(route, { body: JSON.stringify({ ...valid, [name]: value }) })
        await send(route, { body: JSON.stringify(value) })
      }
      const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`
      const wide = `[${'0,'.repeat(150_000)}0]`
      for (const text of ['', '{', '[]', deep, `{"\\u0000":1}`, '{"__proto__":{"a":1}}', `"${'x'.repeat(70_000)}"`])
        await send(route, { body: text })
      for (const name of Object.keys(shapeOf(endpoint.body)).slice(0, 3)) {
        for (const raw of [deep, wide, `[${deep}]`, `[{"policy":"x","options":${deep}}]`]) {
          const { [name]: _dropped, ...rest } = valid
          const others = JSON.stringify(rest).slice(1, -1)
          await send(route, { body: `{"${name}":${raw}${others === '' ? '' : `,${others}`}}` })
        }
      }
    }
    expect(Object.fromEntries(failures)).toEqual({})
  })
})
