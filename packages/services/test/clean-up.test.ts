import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSessionStore } from '../src/account/sessions.ts'
import { judgeSignIn } from '../src/account/sign-in.ts'
import { cleanUp } from '../src/jobs/clean-up.ts'
import { createTeam } from '../src/teams/create-team.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'

let app: TestInstallation
beforeAll(async () => {
  app = await createTestInstallation()
})
afterAll(() => app.drop())

test('what is over goes in its time, and nothing that holds', async () => {
  const admin = await app.member('Admin')
  await createTeam({ ctx: app.ctx(admin), input: { name: 'X' }, idempotencyKey: 'k' })
  const store = createSessionStore({ ...app, app: 'admin' })
  const ended = await store.open(admin.personId, {})
  await store.close(ended.sid)
  await judgeSignIn(app.ctx(), 'member', { email: 'nobody@example.com', password: 'wrong' })
  const counts = async () => [
    await app.db.prisma.idempotencyRecord.count(),
    await app.db.prisma.attemptWindow.count(),
    await app.db.prisma.memberSession.count(),
  ]
  const inDays = (days: number) => new Date(Date.now() + days * 24 * 3600_000)
  await cleanUp(app.db, inDays(0))
  expect(await counts()).toEqual([1, 2, 2])
  await cleanUp(app.db, inDays(2))
  expect(await counts()).toEqual([0, 0, 2])
  await cleanUp(app.db, inDays(91))
  expect(await counts()).toEqual([0, 0, 1])
})
