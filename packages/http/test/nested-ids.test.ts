import type { Actor } from '@gatehouse/contracts/actor'
import { builtInRoles } from '@gatehouse/contracts/permissions'
import { createTestInstallation, type TestInstallation } from '@gatehouse/services/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Route } from '../src/route.ts'
import { routes } from '../src/routes.ts'
import { shapeOf, validBody } from './hostile-input.ts'
import { fillPath, mountForTests } from './mounted.ts'
import { marker, populate } from './populated.ts'
import { absentIds, shared } from './strangers.ts'

/** Two teams with the same things; who may do everything in the one tries to reach the other's through its own. */
let app: TestInstallation
let mounted: ReturnType<typeof mountForTests>
let theirs: Record<string, string>
let mine: Record<string, string>
let member: Actor
let developer: Actor
let checks = 0
beforeAll(async () => {
  app = await createTestInstallation()
  mounted = mountForTests(app)
  theirs = (await populate(app)).ids
  const own = await populate(app, 'Quagga')
  mine = own.ids
  developer = own.developer
  const scope = { kind: 'team', teamId: mine.teamId as never } as const
  member = { ...(await app.member()), grants: [{ permissions: builtInRoles.Admin.permissions, scope }] }
})
afterAll(async () => {
  process.stdout.write(`nested ids: ${checks} checks over ${nested.length} routes\n`)
  await app.drop()
})

/** What names a place for a while only, or the organization’s things: not a team’s. */
const ofATeam = (name: string) =>
  !shared.has(name) &&
  !/^(identityProvider|directory|group|scim|endUser|keyImport|webhook|delivery|requestId|slug)/.test(name)

/** Names in path and body that point at something of a team. */
const pointers = ({ endpoint }: Route) => [
  ...Object.keys(shapeOf(endpoint.params)).map((name) => ({ name, in: 'path' as const })),
  ...Object.keys(shapeOf(endpoint.body)).map((name) => ({ name, in: 'body' as const })),
]
const known =
  /^(api|version|operation|deployment|promotion|waiver|extension|move|pause|(api|version|operation|application|subscription|credential|product|plan|team|person|serviceAccount|key|rule|assignment|rotationTask|session)Id)$/
const nested = routes.filter((route) => {
  if (!['management', 'developer'].includes(route.endpoint.audience)) return false
  return pointers(route).filter(({ name }) => known.test(name) && ofATeam(name)).length > 1
})

async function ask(route: Route, path: Record<string, string>, body: Record<string, string>) {
  checks += 1
  const { endpoint } = route
  const answer = await mounted.call(endpoint, endpoint.audience === 'developer' ? developer : member, {
    path: fillPath(endpoint, path),
    body: JSON.stringify(validBody(endpoint, body)),
  })
  return {
    status: answer.status,
    text: (await answer.text()).replace(/req_[0-9a-f]{32}/g, 'req').replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'then'),
  }
}

describe('API1: an id of another team’s below or beside one’s own', () => {
  test.each(nested.map((route) => [route.endpoint.id, route] as const))(
    '%s: is like an id of nothing',
    async (_, route) => {
      const wrong: string[] = []
      const absent = absentIds(theirs)
      for (const pointer of pointers(route)) {
        const { name } = pointer
        if (!known.test(name) || !ofATeam(name) || theirs[name] === undefined) continue
        const other = { [name]: theirs[name] ?? '' }
        const nothing = { [name]: absent[name] ?? '' }
        const [given, empty] =
          pointer.in === 'path'
            ? [await ask(route, { ...mine, ...other }, mine), await ask(route, { ...mine, ...nothing }, mine)]
            : [await ask(route, mine, { ...mine, ...other }), await ask(route, mine, { ...mine, ...nothing })]
        if (given.text.includes(marker)) wrong.push(`${name} in ${pointer.in} tells: ${given.text.slice(0, 200)}`)
        if (given.status >= 500) wrong.push(`${name} in ${pointer.in}: ${given.status}`)
        if (given.status !== empty.status || given.text !== empty.text)
          wrong.push(
            `${name} in ${pointer.in}: ${given.status} ${given.text.slice(0, 200)} but of nothing ${empty.status} ${empty.text.slice(0, 200)}`,
          )
      }
      expect(wrong).toEqual([])
    },
  )

  test('changed nothing of theirs', async () => {
    const own = new Set(Object.entries(theirs).flatMap(([name, id]) => (ofATeam(name) ? [id] : [])))
    const who = [member, developer].flatMap((actor) => ('personId' in actor ? [actor.personId] : []))
    const rows = await app.db.prisma.auditLog.findMany({ where: { actorId: { in: who } } })
    expect(
      rows.filter(({ targetId }) => own.has(targetId)).map(({ action, targetId }) => `${action} ${targetId}`),
    ).toEqual([])
  })
})
