import type { Actor } from '@gatehouse/contracts/actor'
import { idPrefixes, newId } from '@gatehouse/contracts/ids'
import { assignRole } from '@gatehouse/services/roles/assign-role'
import { createServiceAccount } from '@gatehouse/services/service-accounts/create-service-account'
import { createTeam } from '@gatehouse/services/teams/create-team'
import { createTestInstallation, type TestInstallation } from '@gatehouse/services/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Route } from '../src/route.ts'
import { routes } from '../src/routes.ts'
import { shapeOf, validBody } from './hostile-input.ts'
import { fillPath, mountForTests } from './mounted.ts'
import { marker, populate } from './populated.ts'

let app: TestInstallation
let mounted: ReturnType<typeof mountForTests>
let ids: Record<string, string>
const strangers: [string, Actor][] = []
let checks = 0

beforeAll(async () => {
  app = await createTestInstallation()
  mounted = mountForTests(app)
  ids = (await populate(app)).ids
  const ctx = app.ctx()
  const team = await createTeam({ ctx, input: { name: 'Other team' } })
  const scope = { kind: 'team', teamId: team.id } as const
  for (const name of ['Admin', 'Product owner', 'Viewer'] as const) {
    const member = await app.member()
    const role = await app.db.prisma.role.findUniqueOrThrow({ where: { name } })
    await assignRole({
      ctx,
      input: { roleId: role.id as never, holder: { kind: 'person', personId: member.personId }, scope },
    })
    const permissions = role.permissions as never
    strangers.push([`${name} of another team`, { ...member, grants: [{ permissions, scope }] }])
    if (name !== 'Admin') continue
    const account = await createServiceAccount({ ctx, input: { name: 'robot', teamId: team.id } })
    const machine = {
      kind: 'serviceAccount',
      serviceAccountId: account.id,
      keyId: newId('managementKey'),
      teamId: team.id,
    } as const
    strangers.push(['a machine of another team', { ...machine, grants: [{ permissions, scope }] }])
    strangers.push(['a machine without scopes', { ...machine, grants: [] }])
  }
  strangers.push(['a member without roles', await app.member()])
  strangers.push(['another developer', await app.developer()])
  strangers.push(['a visitor', { kind: 'visitor' }])
})
afterAll(async () => {
  process.stdout.write(`foreign: ${checks} checks, ${routes.length} routes × ${strangers.length} strangers\n`)
  await app.drop()
})

/** Belong to the installation, not to a team: whoever may read them reads them all. */
const shared = new Set([
  'stage',
  'stageId',
  'portal',
  'code',
  'gateway',
  'roleId',
  'seq',
  'number',
  'backend',
  'secret',
])

/** Ids like those, of nothing. */
function absent(): Record<string, string> {
  const made: Record<string, string> = {}
  for (const [name, id] of Object.entries(ids)) {
    const prefix = id.slice(0, id.lastIndexOf('_'))
    const known = (Object.values(idPrefixes) as string[]).includes(prefix)
    made[name] = shared.has(name) ? id : known ? `${prefix}_${'7'.repeat(32)}` : 'nothing-here'
  }
  return made
}

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
  /^(api|version|slug|operation|deployment|requestId|(api|version|application|subscription|credential|product|plan|person|team|serviceAccount|key|assignment|session)Id)$/
const pointed = routes.filter(({ endpoint }) =>
  [...Object.keys(shapeOf(endpoint.params)), ...Object.keys(shapeOf(endpoint.body))].some((name) => owned.test(name)),
)
const lists = routes.filter(({ endpoint }) => endpoint.method === 'GET' && !endpoint.path.includes('{'))

async function answerText(route: Route, actor: Actor, named: Record<string, string>) {
  checks += 1
  const answer = await mounted.call(route.endpoint, actor, requestOf(route, named))
  const text = (await answer.text()).replace(/req_[0-9a-f]{32}/g, 'req')
  return { status: answer.status, text }
}

describe('D8: what belongs to another team', () => {
  test.each(pointed.map((route) => [route.endpoint.id, route] as const))(
    '%s: is answered like what does not exist',
    async (_, route) => {
      const wrong: string[] = []
      for (const [name, actor] of strangers) {
        const theirs = await answerText(route, actor, ids)
        const nobodys = await answerText(route, actor, absent())
        if (theirs.status < 300) wrong.push(`${name}: ${theirs.status} ${theirs.text.slice(0, 200)}`)
        else if (theirs.status >= 500) wrong.push(`${name}: ${theirs.status}`)
        else if (theirs.status !== nobodys.status || theirs.text !== nobodys.text)
          wrong.push(`${name}: ${theirs.text} but of nothing ${nobodys.text}`)
      }
      expect(wrong).toEqual([])
    },
  )

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
