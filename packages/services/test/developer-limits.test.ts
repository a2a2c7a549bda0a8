import { newId } from '@gatehouse/contracts/ids'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { developerLimits, limitDeveloper } from '../src/account/developer-limits.ts'
import { createMyApplication } from '../src/applications/my-applications.ts'
import { createMyCredential } from '../src/credentials/create-credential.ts'
import { requestMyAccess } from '../src/subscriptions/request-my-access.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'

let app: TestInstallation
beforeAll(async () => {
  app = await createTestInstallation()
})
afterAll(() => app.drop())

/** All that the hour holds, and the person whose hour it was. */
async function spent(what: keyof typeof developerLimits) {
  const developer = await app.developer()
  const ctx = app.ctx(developer)
  for (let made = 0; made < developerLimits[what].limit; made += 1) await limitDeveloper(ctx, what)
  return { ctx, developer }
}

describe('API6: what a developer makes in an hour has an end, whatever he deletes in between', () => {
  test('applications', async () => {
    const { ctx } = await spent('application')
    const more = createMyApplication({ ctx, input: { name: 'one more' } })
    await expect(more).rejects.toMatchObject({ code: 'rate_exceeded', retryAfter: expect.any(Number) })
    const other = await app.developer()
    await expect(createMyApplication({ ctx: app.ctx(other), input: { name: 'first' } })).resolves.toBeDefined()
  })

  test('keys', async () => {
    const { ctx } = await spent('credential')
    const { id: applicationId } = await createMyApplication({ ctx, input: { name: 'shop' } })
    const stage = await app.db.prisma.stage.findFirstOrThrow({ where: { exposure: { not: 'hidden' } } })
    const key = createMyCredential({ ctx, input: { applicationId, stageId: stage.id as never, name: 'key' } })
    await expect(key).rejects.toMatchObject({ code: 'rate_exceeded' })
  })

  test('requests for access, trials among them', async () => {
    const { ctx } = await spent('access')
    const { id: applicationId } = await createMyApplication({ ctx, input: { name: 'shop' } })
    const asked = requestMyAccess({ ctx, input: { applicationId, planId: newId('plan') } })
    await expect(asked).rejects.toMatchObject({ code: 'rate_exceeded' })
  })

  test('members, who act for the organization, are not counted', async () => {
    const ctx = app.ctx(await app.member('Admin'))
    for (let made = 0; made <= developerLimits.application.limit; made += 1) await limitDeveloper(ctx, 'application')
  })
})
