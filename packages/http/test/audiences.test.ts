import { randomUUID } from 'node:crypto'
import type { Actor } from '@gatehouse/contracts/actor'
import { createMyApplication, requestMyAccess } from '@gatehouse/contracts/endpoints/my-applications'
import { getPortalVersion, listCatalogue } from '@gatehouse/contracts/endpoints/portal'
import { publishVersion } from '@gatehouse/services/apis/move-lifecycle'
import { addPartner } from '@gatehouse/services/apis/partners'
import { importApi } from '@gatehouse/services/contracts/import-api'
import { deploy } from '@gatehouse/services/deployments/deploy'
import { offerVersion } from '@gatehouse/services/products/offer-version'
import { createTeam } from '@gatehouse/services/teams/create-team'
import { createTestInstallation, type TestInstallation } from '@gatehouse/services/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fillPath, mountForTests } from './mounted.ts'

const audiences = ['public', 'partner', 'internal'] as const

let app: TestInstallation
let mounted: ReturnType<typeof mountForTests>
const plans: Record<string, string> = {}
const readers: [who: string, actor: Actor, sees: readonly string[]][] = []

beforeAll(async () => {
  app = await createTestInstallation()
  mounted = mountForTests(app)
  const ctx = app.ctx()
  const teamId = (await createTeam({ ctx, input: { name: 'Commerce' } })).id
  for (const audience of audiences) {
    const source = JSON.stringify({
      openapi: '3.1.0',
      info: { title: `Orders ${audience}`, version: '1' },
      servers: [{ url: 'http://127.0.0.1:4010' }],
      paths: { '/orders': { get: { responses: { 200: { description: 'Orders' } } } } },
    })
    const input = { fileName: 'orders.json', source, teamId, slug: audience, audience }
    const { version } = await importApi({ ctx, input })
    await deploy({ ctx, input: { api: audience, version: 'v1', stage: 'development' } })
    await publishVersion({ ctx, input: { api: audience, version: 'v1' } })
    const product = await offerVersion({ ctx, input: { versionId: version.id } })
    plans[audience] = product.plans[0]?.id ?? ''
  }
  const identityProviderId = randomUUID()
  await app.db.prisma.identityProvider.create({
    data: { id: identityProviderId, kind: 'oidc', name: 'Directory', settings: {} },
  })
  const [stranger, partner, colleague] = [await app.developer(), await app.developer(), await app.developer()]
  const [team] = partner.teams.keys()
  await addPartner({ ctx, input: { api: 'partner', teamId: team ?? '' } })
  const { personId } = colleague
  await app.db.prisma.personIdentity.create({ data: { identityProviderId, subject: personId, personId } })
  readers.push(
    ['visitor', { kind: 'visitor' }, ['public']],
    ['stranger', stranger, ['public']],
    ['partner', partner, ['public', 'partner']],
    ['colleague', colleague, ['public', 'internal']],
  )
})
afterAll(() => app.drop())

const page = (actor: Actor, slug: string) =>
  mounted.call(getPortalVersion, actor, { path: fillPath(getPortalVersion, { slug, version: 'v1' }) })

test('L22: over HTTP each reader lists, searches and opens the same APIs, and asks for access to just these', async () => {
  for (const [who, actor, sees] of readers) {
    const listed = (await (await mounted.call(listCatalogue, actor, { path: '/portal/apis' })).json()) as {
      items: { slug: string }[]
    }
    expect(listed.items.map(({ slug }) => slug).sort(), who).toEqual([...sees].sort())
    for (const audience of audiences) {
      const query = new URLSearchParams({ q: audience })
      const found = (await (await mounted.call(listCatalogue, actor, { path: '/portal/apis', query })).json()) as {
        items: { slug: string }[]
      }
      expect(
        found.items.map(({ slug }) => slug),
        `${who} searches ${audience}`,
      ).toEqual(sees.includes(audience) ? [audience] : [])
      expect((await page(actor, audience)).status, `${who} opens ${audience}`).toBe(sees.includes(audience) ? 200 : 404)
      if (actor.kind !== 'developer') continue
      const made = await mounted.call(createMyApplication, actor, {
        path: createMyApplication.path,
        body: JSON.stringify({ name: `Shop ${audience}` }),
      })
      const { id } = (await made.json()) as { id: string }
      const asked = await mounted.call(requestMyAccess, actor, {
        path: fillPath(requestMyAccess, { applicationId: id }),
        body: JSON.stringify({ planId: plans[audience] }),
      })
      expect(asked.status < 300, `${who} asks for ${audience}: ${asked.status}`).toBe(sees.includes(audience))
    }
  }
})

test('L22: what a reader may not see and what does not exist are answered alike', async () => {
  const bare = (text: string) => text.replace(/req_[0-9a-f]{32}/g, '')
  for (const [who, actor, sees] of readers)
    for (const audience of audiences) {
      if (sees.includes(audience)) continue
      const [hidden, absent] = [await page(actor, audience), await page(actor, 'nothing')]
      expect(hidden.status, who).toBe(absent.status)
      expect(bare(await hidden.text()), who).toBe(bare(await absent.text()))
    }
})
