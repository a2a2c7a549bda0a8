import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addPartner, listPartners, removePartner } from '../src/apis/partners.ts'
import { createMyApplication } from '../src/applications/my-applications.ts'
import { listCatalogue } from '../src/portal/list-catalogue.ts'
import { offerVersion } from '../src/products/offer-version.ts'
import { requestMyAccess } from '../src/subscriptions/request-my-access.ts'
import { createWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.end())

type Developer = Awaited<ReturnType<World['developer']>>

async function finds(developer: Developer, slug: string): Promise<boolean> {
  const { items } = await listCatalogue({ ctx: developer, input: {} })
  return items.some((item) => item.slug === slug)
}

describe('L22 audience: who finds an API and who may ask for it', () => {
  test('a partner API is found and asked for by a team that was let in, and by no other', async () => {
    const { slug, versionId } = await world.listedVersion({ audience: 'partner' })
    const product = await offerVersion({ ctx: world.system, input: { versionId } })
    const planId = product.plans[0]?.id ?? ''
    const owner = await world.member('Product owner')
    const [partner, stranger] = [await world.developer(), await world.developer()]
    expect([await finds(partner, slug), await finds(stranger, slug)]).toEqual([false, false])

    const admin = await world.member('Admin')
    await addPartner({ ctx: admin, input: { api: slug, teamId: partner.teamId } })
    await addPartner({ ctx: owner, input: { api: slug, teamId: partner.teamId } })
    expect([await finds(partner, slug), await finds(stranger, slug)]).toEqual([true, false])
    const ask = async (developer: Developer) => {
      const application = await createMyApplication({ ctx: developer, input: { name: 'Shop' } })
      return requestMyAccess({ ctx: developer, input: { applicationId: application.id, planId } })
    }
    const subscription = await ask(partner)
    expect(subscription.state).toBe('active')
    await expect(ask(stranger)).rejects.toMatchObject({ code: 'invalid_input' })
    const { items } = await listPartners({ ctx: owner, input: { api: slug } })
    expect(items.map(({ team, subscriptions }) => [team.id, subscriptions])).toEqual([[partner.teamId, 1]])

    await removePartner({ ctx: owner, input: { api: slug, teamId: partner.teamId } })
    expect(await finds(partner, slug)).toBe(false)
    expect(
      await world.db.prisma.subscription.findUniqueOrThrow({ where: { id: subscription.id }, select: { state: true } }),
      'what it has keeps working',
    ).toEqual({ state: 'active' })
  })

  test('whoever may not publish lets nobody in, and a team that one may not see does not exist', async () => {
    const { slug } = await world.listedVersion({ audience: 'partner' })
    const { teamId } = await world.developer()
    await expect(addPartner({ ctx: await world.member('Viewer'), input: { api: slug, teamId } })).rejects.toMatchObject(
      { code: 'forbidden' },
    )
    const here = await world.member('Product owner', { kind: 'team', teamId: world.team })
    await expect(addPartner({ ctx: here, input: { api: slug, teamId } })).rejects.toMatchObject({
      code: 'invalid_input',
    })
  })
})
