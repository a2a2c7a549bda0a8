import { createTestInstallation, type TestInstallation } from '@gatehouse/services/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRouter } from '../src/router.ts'
import { routes } from '../src/routes.ts'

let app: TestInstallation
beforeAll(async () => {
  app = await createTestInstallation()
})
afterAll(() => app.drop())

const management = routes.filter(({ endpoint }) => endpoint.audience === 'management')

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
