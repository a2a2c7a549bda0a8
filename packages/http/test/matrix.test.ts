import { newId } from '@gatehouse/contracts/ids'
import { type BuiltInRole, builtInRoles, type Permission } from '@gatehouse/contracts/permissions'
import { createTestInstallation, type TestInstallation } from '@gatehouse/services/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Route } from '../src/route.ts'
import { createRouter } from '../src/router.ts'
import { routes } from '../src/routes.ts'
import { sampleInput } from './sample-input.ts'

let app: TestInstallation
beforeAll(async () => {
  app = await createTestInstallation()
})
afterAll(() => app.drop())

/** What a use case answers an actor for the smallest valid input, with ids of nothing. */
async function verdict(route: Route, actor: Parameters<TestInstallation['ctx']>[0]): Promise<string> {
  try {
    await route.run(app.ctx(actor), sampleInput(route.endpoint), route.mutates ? { ifMatch: 1 } : {})
    return 'allowed'
  } catch (error) {
    return error !== null && typeof error === 'object' && 'code' in error ? String(error.code) : `threw ${error}`
  }
}

const management = routes.filter(({ endpoint }) => endpoint.audience === 'management')
const roleNames = Object.keys(builtInRoles) as BuiltInRole[]

describe('the route table', () => {
  test('has no two routes for one method and path', () => {
    expect(() => createRouter(routes)).not.toThrow()
  })

  test('has unique endpoint ids', () => {
    const ids = routes.map(({ endpoint }) => endpoint.id)
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  })

  test('changes nothing on GET', () => {
    const changing = routes.filter(({ endpoint, mutates }) => mutates && endpoint.method === 'GET')
    expect(changing.map(({ endpoint }) => endpoint.id)).toEqual([])
  })

  test.each(routes.map((route) => [route.endpoint.id, route] as const))(
    '%s: declares who may',
    (_, { endpoint, allowed }) => {
      const { permission, developer, anyMember, anyPerson, visitor } = allowed
      expect(allowed.systemOnly, 'no route for what only the system may').toBeUndefined()
      if (endpoint.audience === 'public') expect(visitor).toBe(true)
      else expect(visitor).toBeUndefined()
      if (endpoint.audience === 'management') {
        expect(permission ?? anyMember, 'a permission, or any member').toBeDefined()
        if (endpoint.permission) expect(permission, 'the one that the reference shows').toBe(endpoint.permission)
        expect(anyPerson).toBeUndefined()
      }
      if (endpoint.audience === 'developer') expect(developer).toBeDefined()
      if (endpoint.audience === 'person') expect(anyPerson).toBe(true)
    },
  )
})

describe('every management route', () => {
  test('refuses each role that lacks its permission, a member without roles, developers, visitors, and machines without scopes', async () => {
    const wrong: string[] = []
    const actors: [string, Parameters<TestInstallation['ctx']>[0], readonly Permission[]][] = [
      ['no role', await app.member(), []],
      ['developer', await app.developer(), []],
      ['visitor', { kind: 'visitor' }, []],
      [
        'machine without scopes',
        {
          kind: 'serviceAccount',
          serviceAccountId: newId('serviceAccount'),
          keyId: newId('managementKey'),
          teamId: newId('team'),
          grants: [],
        },
        [],
      ],
    ]
    for (const name of roleNames) actors.push([name, await app.member(name), builtInRoles[name].permissions])
    for (const route of management) {
      for (const [name, actor, permissions] of actors) {
        const { permission, anyMember } = route.allowed
        const may =
          (anyMember && actor?.kind === 'member') || (permission !== undefined && permissions.includes(permission))
        if (may) continue
        const code = await verdict(route, actor)
        if (!['forbidden', 'not_found', 'unauthenticated'].includes(code)) {
          wrong.push(`${route.endpoint.id} for ${name}: ${code}`)
        }
      }
    }
    expect(wrong).toEqual([])
  })

  test('lets the role that has it pass its lists', async () => {
    const admin = await app.member('Admin')
    const lists = management.filter(({ endpoint }) => endpoint.method === 'GET' && !endpoint.path.includes('{'))
    for (const route of lists) {
      const values = route.endpoint.query.safeParse({})
      if (!values.success) continue
      const answer = route.run(app.ctx(admin), values.data as Record<string, unknown>, {})
      await expect(answer, route.endpoint.id).resolves.toBeDefined()
    }
  })
})
