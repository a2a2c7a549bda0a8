import type { apiTokenRule } from '@gatehouse/contracts/api-token-rules'
import { newId } from '@gatehouse/contracts/ids'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { z } from 'zod'
import { createApi } from '../src/apis/create-api.ts'
import { deleteApi } from '../src/apis/delete-version.ts'
import { loadAccessRows } from '../src/publishing/access-rows.ts'
import { createTeam } from '../src/teams/create-team.ts'
import { createTestInstallation } from '../src/testing.ts'
import { linkExternalClient } from '../src/token-rules/external-clients.ts'
import { getTokenRules, putTokenRules } from '../src/token-rules/manage-token-rules.ts'

let app: Awaited<ReturnType<typeof createTestInstallation>>
let place: { api: string; stage: string }
let identityProviderId: ReturnType<typeof newId<'identityProvider'>>

beforeAll(async () => {
  app = await createTestInstallation()
  const team = await createTeam({ ctx: app.ctx(), input: { name: 'Tokens' } })
  const api = await createApi({ ctx: app.ctx(), input: { name: 'Tokens', slug: 'tokens', teamId: team.id } })
  place = { api: api.slug, stage: 'production' }
  identityProviderId = newId('identityProvider')
  await app.db.prisma.identityProvider.create({
    data: {
      id: identityProviderId,
      kind: 'oidc',
      name: 'Partner',
      settings: { kind: 'oidc', issuer: 'https://login.partner.example', clientId: 'x' },
    },
  })
})
afterAll(() => app.drop())

async function put(ctx: ReturnType<typeof app.ctx>, ...rules: z.input<typeof apiTokenRule>[]) {
  const { etag } = await getTokenRules({ ctx: app.ctx(), input: place })
  const given = rules.map((rule) => ({ identityProviderId, rule }))
  return putTokenRules({ ctx, input: { ...place, rules: given }, ifMatch: etag })
}
const good = { audiences: ['api://tokens'], client: { by: 'claim' as const } }

test('S8 only Security changes whose tokens are taken; who owns the API sees it', async () => {
  const owner = app.ctx(await app.member('Product owner'))
  const security = app.ctx(await app.member('Security admin'))
  await expect(put(owner, good)).rejects.toMatchObject({ code: 'forbidden' })
  const { rules } = await put(security, good)
  expect(rules[0]?.sentences).toContain('“aud” must be “api://tokens”.')
  expect((await getTokenRules({ ctx: owner, input: place })).rules).toEqual(rules)
})

test('D25 a rule of a provider that was left empty is refused, as is one that names what is not there', async () => {
  const fails = (rule: z.input<typeof apiTokenRule>, pointer: string) =>
    expect(put(app.ctx(), rule)).rejects.toMatchObject({ errors: [{ pointer: `/rules/0/rule/${pointer}` }] })
  await fails({}, 'audiences')
  await fails({ audiences: ['a'] }, 'client')
  await fails({ ...good, client: { by: 'application', applicationId: newId('application') } }, 'client/applicationId')
  await fails(
    { ...good, plans: { claim: 'tier', plans: [{ value: 'x', planId: newId('plan') }] } },
    'plans/plans/0/planId',
  )
})

test('rules that changed since they were seen are not overwritten, and gateways get each change', async () => {
  const { etag, rules } = await put(app.ctx(), good)
  await put(app.ctx(), { ...good, forward: true })
  const late = putTokenRules({ ctx: app.ctx(), input: { ...place, rules: [] }, ifMatch: etag })
  await expect(late).rejects.toMatchObject({ code: 'changed_meanwhile' })
  const { rows } = await app.db.pool.query<{ entity_id: string; deleted: boolean }>(
    "SELECT entity_id, deleted FROM access_version WHERE kind = 'tokenRule' ORDER BY seq",
  )
  expect(rows.find(({ entity_id }) => entity_id === rules[0]?.id)?.deleted).toBe(true)
  const [living] = rows.filter(({ deleted }) => !deleted)
  const client = await app.db.pool.connect()
  const names = [{ kind: 'tokenRule', id: living?.entity_id ?? '', seq: 1, stageId: null, deleted: false }]
  const [source] = await loadAccessRows(client, names).finally(() => client.release())
  expect(source?.row?.('stg')).toMatchObject({ issuerId: identityProviderId, rule: { forward: true } })
})

test('a provider’s client is one application’s at a time, and can be linked again after it was revoked', async () => {
  const developer = await app.developer()
  const [teamId = ''] = developer.teams.keys()
  const stage = await app.db.prisma.stage.findFirstOrThrow({ where: { slug: 'production' } })
  const application = async (name: string) => {
    const id = newId('application')
    await app.db.prisma.application.create({ data: { id, teamId, name, createdBy: {} } })
    return id
  }
  const [one, other] = [await application('One'), await application('Other')]
  const link = (applicationId: typeof one) =>
    linkExternalClient({
      ctx: app.ctx(),
      input: { applicationId, stageId: stage.id as never, identityProviderId, clientId: 'partner-app' },
    })
  const first = await link(one)
  expect(first).toMatchObject({ kind: 'external', name: 'partner-app of Partner' })
  expect((await link(one)).id).toBe(first.id)
  await expect(link(other)).rejects.toMatchObject({ code: 'not_possible' })
  await app.db.prisma.credential.update({ where: { id: first.id }, data: { revokedAt: new Date() } })
  expect((await link(other)).id).not.toBe(first.id)
})

test('an API takes its rules along when it is deleted', async () => {
  await put(app.ctx(), good)
  await deleteApi({ ctx: app.ctx(), input: { api: place.api } })
  const living = "SELECT 1 FROM access_version WHERE kind = 'tokenRule' AND NOT deleted"
  expect((await app.db.pool.query(living)).rowCount).toBe(0)
})
