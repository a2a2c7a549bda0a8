import type { Id } from '@gatehouse/contracts/ids'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApi } from '../src/apis/create-api.ts'
import { createMyApplication, deleteMyApplication } from '../src/applications/my-applications.ts'
import { createMyCredential } from '../src/credentials/create-credential.ts'
import { setSecret } from '../src/deployments/stage-values.ts'
import { deactivatePerson } from '../src/people/deactivate-person.ts'
import { reactivatePerson } from '../src/people/reactivate-person.ts'
import { loadSecrets } from '../src/publishing/sealed-secrets.ts'
import { createTeam } from '../src/teams/create-team.ts'
import { resumeTeam } from '../src/teams/resume-team.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'

let app: TestInstallation
beforeAll(async () => {
  app = await createTestInstallation()
})
afterAll(() => app.drop())

test('a secret that many set for the first time at once can still be opened', async () => {
  const ctx = app.ctx()
  const team = await createTeam({ ctx, input: { name: 'Commerce' } })
  const api = await createApi({ ctx, input: { name: 'Orders', teamId: team.id } })
  const stage = await app.db.prisma.stage.findFirstOrThrow({ orderBy: { position: 'asc' } })
  const input = { api: api.id, version: 'v1', stage: stage.slug, secret: 'upstream' }
  await Promise.all(Array.from({ length: 8 }, (_, i) => setSecret({ ctx, input: { ...input, value: `value ${i}` } })))
  const [secret] = await loadSecrets(app.db, app.installation, { stageId: stage.id })
  expect(secret).toMatchObject({ version: 8, value: expect.stringMatching(/^value \d$/) })
})

test('a deletion that is sent again with its key is answered as before', async () => {
  const developer = await app.developer()
  const ctx = app.ctx(developer)
  const { id } = await createMyApplication({ ctx, input: { name: 'Shop' } })
  const call = { ctx, input: { applicationId: id }, idempotencyKey: 'delete-once' }
  const first = await deleteMyApplication(call)
  expect(await deleteMyApplication(call)).toEqual(first)
  await expect(deleteMyApplication({ ...call, idempotencyKey: 'another' })).rejects.toMatchObject({ code: 'not_found' })
})

test('no key outlives an application that is deleted while it is made', async () => {
  const developer = await app.developer()
  const ctx = app.ctx(developer)
  const stage = await app.db.prisma.stage.findFirstOrThrow({ where: { exposure: { not: 'hidden' } } })
  for (let round = 0; round < 5; round += 1) {
    const { id: applicationId } = await createMyApplication({ ctx, input: { name: `Shop ${round}` } })
    const make = () =>
      createMyCredential({ ctx, input: { applicationId, stageId: stage.id as Id<'stage'>, name: 'key' } })
    await Promise.allSettled([make(), deleteMyApplication({ ctx, input: { applicationId } }), make()])
    expect(await app.db.prisma.credential.count({ where: { applicationId, revokedAt: null } })).toBe(0)
  }
})

test('what is done to a key stands in the audit log of its team', async () => {
  const developer = await app.developer()
  const ctx = app.ctx(developer)
  const stage = await app.db.prisma.stage.findFirstOrThrow({ where: { exposure: { not: 'hidden' } } })
  const application = await createMyApplication({ ctx, input: { name: 'Shop' } })
  const { credential } = await createMyCredential({
    ctx,
    input: { applicationId: application.id, stageId: stage.id as Id<'stage'>, name: 'key' },
  })
  const row = await app.db.prisma.auditLog.findFirstOrThrow({ where: { targetId: credential.id } })
  expect(row.teamId).toBe(application.team.id)
})

test('gateways learn of a person who is switched on again, whatever became of his team meanwhile', async () => {
  const { personId } = await app.developer()
  const ctx = app.ctx()
  const team = await app.db.prisma.team.findUniqueOrThrow({ where: { personalOfId: personId } })
  const input = { personId }
  await deactivatePerson({ ctx, input })
  await resumeTeam({ ctx, input: { teamId: team.id as Id<'team'> } })
  const name = { where: { kind_entityId: { kind: 'team', entityId: team.id } } }
  const before = await app.db.prisma.accessVersion.findUniqueOrThrow(name)
  await reactivatePerson({ ctx, input })
  const after = await app.db.prisma.accessVersion.findUniqueOrThrow(name)
  expect(after.seq).toBeGreaterThan(before.seq)
})
