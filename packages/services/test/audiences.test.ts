import { randomUUID } from 'node:crypto'
import { type Id, newId } from '@gatehouse/contracts/ids'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addPartner } from '../src/apis/partners.ts'
import { createMyApplication } from '../src/applications/my-applications.ts'
import type { Context } from '../src/grammar/context.ts'
import { listCatalogue } from '../src/portal/list-catalogue.ts'
import { offerVersion } from '../src/products/offer-version.ts'
import { requestMyAccess } from '../src/subscriptions/request-my-access.ts'
import { createWorld, type World } from './world.ts'

const audiences = ['public', 'partner', 'internal'] as const
type Audience = (typeof audiences)[number]
type Api = { slug: string; versionId: Id<'version'>; planId: string }

let world: World
const apis = {} as Record<Audience, Api>
const readers = {} as Record<string, Context>
const provider = { on: '', off: '' }
beforeAll(async () => {
  world = await createWorld()
  for (const audience of audiences) {
    const { slug, versionId } = await world.listedVersion({ audience })
    const product = await offerVersion({ ctx: world.system, input: { versionId } })
    apis[audience] = { slug, versionId, planId: product.plans[0]?.id ?? '' }
  }
  for (const enabled of [true, false]) {
    const id = randomUUID()
    await world.db.prisma.identityProvider.create({ data: { id, kind: 'oidc', name: id, settings: {}, enabled } })
    provider[enabled ? 'on' : 'off'] = id
  }
  const partner = await world.developer()
  await addPartner({ ctx: world.system, input: { api: apis.partner.slug, teamId: partner.teamId } })
  const { actor: _, ...visitor } = world.system
  Object.assign(readers, {
    visitor: { ...visitor, actor: { kind: 'visitor' } },
    stranger: await world.developer(),
    partner,
    colleague: await linked(provider.on),
    'colleague of a directory': await known(provider.on, true),
    'who has left a directory': await known(provider.on, false),
    'of a provider that is off': await linked(provider.off),
    'developer who is a member': await member(),
  })
})
afterAll(() => world.end())

/** A developer who has signed in through the provider. */
async function linked(identityProviderId: string) {
  const developer = await world.developer()
  const { personId } = developer
  await world.db.prisma.personIdentity.create({ data: { identityProviderId, subject: personId, personId } })
  return developer
}

/** A developer of whom the directory tells. */
async function known(identityProviderId: string, active: boolean) {
  const developer = await world.developer()
  const { personId } = developer
  const data = { id: randomUUID(), identityProviderId, userName: personId, userNameKey: personId, personId, active }
  await world.db.prisma.directoryPerson.create({ data })
  return developer
}

async function member() {
  const developer = await world.developer()
  await world.db.prisma.member.create({ data: { personId: developer.personId } })
  return developer
}

const everyone = ['public']
const expected: Record<string, readonly string[]> = {
  visitor: everyone,
  stranger: everyone,
  partner: ['public', 'partner'],
  colleague: ['public', 'internal'],
  'colleague of a directory': ['public', 'internal'],
  'who has left a directory': everyone,
  'of a provider that is off': everyone,
  'developer who is a member': ['public', 'internal'],
}

describe.each(Object.entries(expected))(
  'L22: a reader (%s) meets each audience the same way everywhere',
  (who, may) => {
    const reader = () => readers[who] as Context

    test.each(audiences)('%s: in the list and in the search', async (audience) => {
      const { slug } = apis[audience]
      const allowed = may.includes(audience)
      const listed = await listCatalogue({ ctx: reader(), input: {} })
      expect(listed.items.some((item) => item.slug === slug)).toBe(allowed)
      const found = await listCatalogue({ ctx: reader(), input: { q: slug } })
      expect(found.items.map((item) => item.slug)).toEqual(allowed ? [slug] : [])
    })

    test.each(audiences)('%s: when asking for access, with which tools of agents come', async (audience) => {
      if (reader().actor.kind === 'visitor') return
      const { planId, versionId } = apis[audience]
      const application = await createMyApplication({ ctx: reader(), input: { name: newId('application') } })
      const asked = requestMyAccess({
        ctx: reader(),
        input: { applicationId: application.id, planId: planId as Id<'plan'> },
      })
      if (may.includes(audience)) expect((await asked).state).toBe('active')
      else
        await expect(asked).rejects.toMatchObject({
          code: 'invalid_input',
          message: expect.stringContaining('no such plan'),
        })
      const rights = await world.db.prisma.subscription.count({
        where: { applicationId: application.id, product: { items: { some: { versionId } } } },
      })
      expect(rights).toBe(may.includes(audience) ? 1 : 0)
    })
  },
)
