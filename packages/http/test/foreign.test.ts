import type { Actor } from '@gatehouse/contracts/actor'
import { createTestInstallation, type TestInstallation } from '@gatehouse/services/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Route } from '../src/route.ts'
import { routes } from '../src/routes.ts'
import { shapeOf, validBody } from './hostile-input.ts'
import { fillPath, mountForTests } from './mounted.ts'
import { marker, populate } from './populated.ts'
import { absentIds, meetStrangers, shared } from './strangers.ts'

let app: TestInstallation
let mounted: ReturnType<typeof mountForTests>
let ids: Record<string, string>
let strangers: [string, Actor][]
let checks = 0

beforeAll(async () => {
  app = await createTestInstallation()
  mounted = mountForTests(app)
  ids = (await populate(app)).ids
  strangers = await meetStrangers(app)
})
afterAll(async () => {
  process.stdout.write(
    `foreign: ${checks} checks; ${routes.length} routes × ${strangers.length} strangers, ${pointed.length} of them at what a team owns\n`,
  )
  await app.drop()
})

function requestOf(route: Route, named: Record<string, string>) {
  return {
    path: fillPath(route.endpoint, named),
    body: JSON.stringify(validBody(route.endpoint, named)),
    query: new URLSearchParams(requiredQuery(route)),
  }
}

function requiredQuery(route: Route): Record<string, string> {
  if (route.endpoint.id === 'deployments.preview') return { act: 'deploy', stage: ids.stage ?? '' }
  return route.endpoint.id.endsWith('Ranking') ? { by: 'api' } : {}
}

/** Parameters and members that name what a team owns. */
const owned =
  /^(api|version|slug|operation|deployment|requestId|pause|extension|move|waiver|promotion|subject|(api|version|application|subscription|credential|product|plan|person|team|serviceAccount|key|rule|assignment|session|rotationTask)Id)$/
const pointed = routes.filter(({ endpoint }) =>
  [...Object.keys(shapeOf(endpoint.params)), ...Object.keys(shapeOf(endpoint.body))].some((name) => owned.test(name)),
)
const lists = routes.filter(({ endpoint }) => endpoint.method === 'GET' && !endpoint.path.includes('{'))

/** Filters that name something; asking for what one may not see is like asking for nothing. */
const filters = routes.flatMap((route) =>
  route.endpoint.method === 'GET'
    ? Object.keys(shapeOf(route.endpoint.query)).flatMap((name) =>
        owned.test(name) || name === 'team' ? [[`${route.endpoint.id}?${name}`, route, name] as const] : [],
      )
    : [],
)

async function answerText(
  route: Route,
  actor: Actor,
  named: Record<string, string>,
  query: Record<string, string> = {},
) {
  checks += 1
  const request = requestOf(route, named)
  for (const [name, value] of Object.entries(query)) request.query.set(name, value)
  const answer = await mounted.call(route.endpoint, actor, request)
  const text = (await answer.text()).replace(/req_[0-9a-f]{32}/g, 'req').replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'then')
  return { status: answer.status, text }
}

describe('D8: what belongs to another team', () => {
  test.each(pointed.map((route) => [route.endpoint.id, route] as const))(
    '%s: is answered like what does not exist',
    async (_, route) => {
      const wrong: string[] = []
      await Promise.all(
        strangers.map(async ([name, actor]) => {
          const theirs = await answerText(route, actor, ids)
          const nobodys = await answerText(route, actor, absentIds(ids))
          if (theirs.status < 300) wrong.push(`${name}: ${theirs.status} ${theirs.text.slice(0, 200)}`)
          else if (theirs.status >= 500) wrong.push(`${name}: ${theirs.status}`)
          else if (theirs.status !== nobodys.status || theirs.text !== nobodys.text)
            wrong.push(`${name}: ${theirs.text} but of nothing ${nobodys.text}`)
        }),
      )
      expect(wrong).toEqual([])
    },
  )

  test.each(filters)('%s: a filter finds nothing of it', async (_, route, name) => {
    const wrong: string[] = []
    const named = name === 'team' ? 'teamId' : name
    // One of each kind: what a list shows is a matter of grants, not of the role’s name.
    const kinds = /^(Admin of|a machine of|a member|another)/
    for (const [who, actor] of strangers.filter(([who]) => kinds.test(who))) {
      const own = absentIds(ids)
      const theirs = await answerText(route, actor, own, { [name]: ids[named] ?? '' })
      const nobodys = await answerText(route, actor, own, { [name]: own[named] ?? '' })
      if (theirs.status !== nobodys.status || theirs.text !== nobodys.text)
        wrong.push(`${who}: ${theirs.text.slice(0, 300)} but of nothing ${nobodys.text.slice(0, 300)}`)
    }
    expect(wrong).toEqual([])
  })

  test.each(lists.map((route) => [route.endpoint.id, route] as const))('%s: stands in no list', async (_, route) => {
    const wrong: string[] = []
    for (const [name, actor] of strangers) {
      const { text } = await answerText(route, actor, ids)
      if (text.toLowerCase().includes(marker.toLowerCase())) wrong.push(`${name}: ${text.slice(0, 300)}`)
      for (const key of ['applicationId', 'credentialId', 'subscriptionId', 'productId', 'teamId', 'api', 'version']) {
        if (text.includes(ids[key] ?? 'none')) wrong.push(`${name} reads ${key}`)
      }
    }
    expect(wrong).toEqual([])
  })
})

test('changed nothing of it', async () => {
  const { prisma } = app.db
  const strangersDid = await prisma.auditLog.findMany({
    where: { actorId: { in: strangers.flatMap(([, actor]) => ('personId' in actor ? [actor.personId] : [])) } },
  })
  const own = new Set(Object.entries(ids).flatMap(([name, id]) => (shared.has(name) ? [] : [id])))
  expect(strangersDid.filter(({ targetId }) => own.has(targetId))).toEqual([])
})
