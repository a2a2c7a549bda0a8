import type { Actor } from '@gatehouse/contracts/actor'
import { newId } from '@gatehouse/contracts/ids'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMyApplication } from '../src/applications/my-applications.ts'
import { createMyCredential } from '../src/credentials/create-credential.ts'
import { createScimToken } from '../src/directory/scim-tokens.ts'
import { createManagementKey } from '../src/service-accounts/create-management-key.ts'
import { createServiceAccount } from '../src/service-accounts/create-service-account.ts'
import { createTeam } from '../src/teams/create-team.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'

let app: TestInstallation
beforeAll(async () => {
  app = await createTestInstallation()
})
afterAll(() => app.drop())

/** More than ten minutes after signing in. */
const late = { now: () => new Date(Date.now() + 601_000) }
const as = (actor: Actor, more: { now?: () => Date } = {}) =>
  app.ctx(actor, { app: actor.kind === 'member' ? 'console' : 'portal', ...more })
const failure = (act: Promise<unknown>): Promise<string> => act.then(() => 'passed').catch(({ code }) => code)

test('making a management key asks for a fresh proof', async () => {
  const boss = await app.member('Admin')
  const ctx = as(boss)
  const team = await createTeam({ ctx, input: { name: 'T' } })
  const account = await createServiceAccount({ ctx, input: { name: 'ci', teamId: team.id } })
  const input = { serviceAccountId: account.id, name: 'k', scopes: ['team.read' as const] }
  expect(await failure(createManagementKey({ ctx: as(boss, late), input }))).toBe('proof_needed')
})

test('making a token with which a directory writes asks for one, making a key of an application does not: its first call is minutes away', async () => {
  const boss = await app.member('Admin')
  const identityProviderId = newId('identityProvider')
  await app.db.prisma.identityProvider.create({
    data: { id: identityProviderId, kind: 'scim', name: 'Directory', settings: { kind: 'scim' } },
  })
  const input = { identityProviderId, name: 'Provisioning' }
  expect(await failure(createScimToken({ ctx: as(boss, late), input }))).toBe('proof_needed')
  expect(await failure(createScimToken({ ctx: as(boss), input }))).toBe('passed')
  const dev = await app.developer()
  const application = await createMyApplication({ ctx: as(dev, late), input: { name: 'Shop' } })
  const stage = await app.db.prisma.stage.findFirstOrThrow({ where: { exposure: 'live' } })
  const key = { applicationId: application.id, stageId: stage.id as never, name: 'Till' }
  expect(await failure(createMyCredential({ ctx: as(dev, late), input: key }))).toBe('passed')
})
