import type { Actor } from '@gatehouse/contracts/actor'
import { none } from '@gatehouse/contracts/endpoint'
import { newId } from '@gatehouse/contracts/ids'
import { builtInRoles, type Permission } from '@gatehouse/contracts/permissions'
import { createTestInstallation, type TestInstallation } from '@gatehouse/services/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Route } from '../src/route.ts'
import { routes } from '../src/routes.ts'
import { validBody } from './hostile-input.ts'
import { fillPath, mountForTests } from './mounted.ts'
import { marker, populate } from './populated.ts'
import { sampleInput } from './sample-input.ts'
import { roleNames, shared } from './strangers.ts'

/** Both apps' mounts without anything in front: what a middleware would do beforehand is not there. */
let app: TestInstallation
let mounted: ReturnType<typeof mountForTests>
let ids: Record<string, string>
const actors: { name: string; actor: Actor; permissions: readonly Permission[] }[] = []
let cells = 0
let refused = 0
const unjudged = new Set<string>()

beforeAll(async () => {
  app = await createTestInstallation()
  mounted = mountForTests(app)
  ids = (await populate(app)).ids
  for (const name of roleNames)
    actors.push({ name, actor: await app.member(name), permissions: builtInRoles[name].permissions })
  actors.push({ name: 'no role', actor: await app.member(), permissions: [] })
  actors.push({ name: 'developer', actor: await app.developer(), permissions: [] })
  actors.push({ name: 'visitor', actor: { kind: 'visitor' }, permissions: [] })
  const machine = {
    kind: 'serviceAccount',
    serviceAccountId: newId('serviceAccount'),
    keyId: newId('managementKey'),
  } as const
  actors.push({
    name: 'machine without scopes',
    actor: { ...machine, teamId: newId('team'), grants: [] },
    permissions: [],
  })
})
afterAll(async () => {
  process.stdout.write(
    `roles × routes: ${cells} cells (${routes.length} routes × ${actors.length} actors), ${refused} must refuse and do; no valid sample: ${[...unjudged].join(', ') || 'none'}\n`,
  )
  await app.drop()
})

/** What the route declares, for an actor of the organization. */
function may({ endpoint, allowed }: Route, actor: Actor, permissions: readonly Permission[]): boolean {
  if (allowed.visitor) return true
  if (actor.kind === 'visitor') return false
  if (allowed.anyPerson && actor.kind !== 'serviceAccount') return true
  if (actor.kind === 'developer') return endpoint.audience === 'developer'
  if (endpoint.audience === 'developer') return false
  return (
    (actor.kind === 'member' && allowed.anyMember === true) ||
    (allowed.permission !== undefined && permissions.includes(allowed.permission))
  )
}

/** Where a stage is asked for it is one of ours; what else a query needs is the smallest that its schema takes. */
function queryOf({ endpoint }: Route): URLSearchParams {
  const sample = sampleInput({ ...endpoint, params: none, body: none })
  const entries = Object.entries(sample).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
  return new URLSearchParams(entries.map(([name, value]) => [name, ids[name] ?? String(value)]))
}

const ask = (route: Route, actor: Actor, headers: Record<string, string> = {}) =>
  mounted.call(route.endpoint, actor, {
    path: fillPath(route.endpoint, ids),
    query: queryOf(route),
    body: JSON.stringify(validBody(route.endpoint, ids)),
    headers,
  })

describe('API5: every role at every route, with ids of things that are there', () => {
  test.each(routes.map((route) => [route.endpoint.id, route] as const))(
    '%s: refuses whoever lacks it',
    async (_, route) => {
      const open: string[] = []
      await Promise.all(
        actors.map(async ({ name, actor, permissions }) => {
          cells += 1
          if (may(route, actor, permissions)) return
          const answer = await ask(route, actor)
          const text = await answer.text()
          // Input is read before anybody is judged: a route whose sample is not valid says nothing here.
          if (answer.status === 400) return void unjudged.add(route.endpoint.id)
          refused += 1
          if (![401, 403, 404].includes(answer.status)) open.push(`${name}: ${answer.status} ${text.slice(0, 200)}`)
          if (text.includes(marker)) open.push(`${name} reads ${text.slice(0, 200)}`)
        }),
      )
      expect(open).toEqual([])
    },
  )

  test('nearly all of them are asked with input that is valid', () => {
    expect(unjudged.size).toBeLessThan(routes.length / 50)
  })

  test('changed nothing', async () => {
    const own = new Set(Object.entries(ids).flatMap(([name, id]) => (shared.has(name) ? [] : [id])))
    const who = actors.flatMap(({ actor }) => ('personId' in actor ? [actor.personId] : []))
    const rows = await app.db.prisma.auditLog.findMany({ where: { actorId: { in: who } } })
    expect(rows.filter(({ targetId }) => own.has(targetId))).toEqual([])
  })
})

describe('method override', () => {
  const reads = routes.filter(({ endpoint }) => endpoint.method === 'GET')
  const names = ['x-http-method-override', 'x-http-method', 'x-method-override', 'x-original-method']
  test('API5: no header makes another method of one', async () => {
    const admin = await app.member('Admin')
    const before = await app.db.prisma.auditLog.count()
    const other: string[] = []
    const paths = new Set(
      routes.filter(({ endpoint }) => endpoint.method !== 'GET').map(({ endpoint }) => endpoint.path),
    )
    for (const route of reads.filter(({ endpoint }) => paths.has(endpoint.path))) {
      const plain = await ask(route, admin)
      for (const method of ['DELETE', 'PUT', 'PATCH', 'POST']) {
        const answer = await ask(route, admin, Object.fromEntries(names.map((name) => [name, method])))
        if (answer.status !== plain.status) other.push(`${route.endpoint.id} ${method}: ${answer.status}`)
      }
    }
    expect(other).toEqual([])
    expect(await app.db.prisma.auditLog.count()).toBe(before)
  })
})
