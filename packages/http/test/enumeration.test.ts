import { createHash } from 'node:crypto'
import { createTestInstallation, type TestInstallation } from '@gatehouse/services/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../src/routes.ts'
import { mountForTests } from './mounted.ts'

let app: TestInstallation
let mounted: ReturnType<typeof mountForTests>
let known: string
let off: string
beforeAll(async () => {
  app = await createTestInstallation()
  mounted = mountForTests(app)
  known = (await app.developer()).email
  const other = await app.developer()
  off = other.email
  await app.db.prisma.person.update({ where: { id: other.personId }, data: { deactivatedAt: new Date() } })
})
afterAll(() => app.drop())

/** What a visitor gets: status, headers and body, without what is new in each answer. */
async function answerTo(id: string, body: object) {
  const route = routes.find(({ endpoint }) => endpoint.id === id)
  if (!route) throw new Error(`there is no ${id}`)
  const answer = await mounted.call(
    route.endpoint,
    { kind: 'visitor' },
    { path: route.endpoint.path, body: JSON.stringify(body) },
  )
  return {
    status: answer.status,
    headers: Object.fromEntries([...answer.headers].filter(([name]) => name !== 'x-request-id')),
    body: (await answer.text()).replace(/req_[0-9a-f]{32}/g, 'req'),
  }
}

const password = 'wrong but long enough'

describe('D12: nobody learns from an answer whose address is known', () => {
  test.each<[string, (email: string) => object]>([
    ['signIn.password', (email) => ({ email, password })],
    ['account.requestPasswordReset', (email) => ({ email })],
    ['account.resendVerification', (email) => ({ email })],
    ['account.signUp', (email) => ({ email, name: 'Somebody', password })],
  ])('%s: known, unknown and switched off are one answer', async (id, body) => {
    const answers = []
    for (const email of [known, 'nobody@example.com', off]) answers.push(await answerTo(id, body(email)))
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]).toEqual(answers[0])
  })

  test.each([
    ['account.readInvitation', {}],
    ['account.acceptInvitation', { name: 'Somebody', password }],
    ['account.resetPassword', { password }],
  ])('%s: a link that was used, one that has ended and one that never was are one answer', async (id, rest) => {
    const { personId } = await app.developer()
    const tokens = [`used${'u'.repeat(40)}${id}`, `ended${'e'.repeat(40)}${id}`, `never${'n'.repeat(40)}${id}`]
    const purpose = id === 'account.resetPassword' ? 'reset' : 'invite'
    for (const [index, token] of tokens.slice(0, 2).entries()) {
      const at = new Date(Date.now() - 3_600_000)
      await app.db.prisma.emailToken.create({
        data: {
          id: `token ${token}`,
          personId,
          purpose,
          email: known,
          tokenHash: createHash('sha256').update(token).digest('hex'),
          expiresAt: index === 0 ? new Date(Date.now() + 3_600_000) : at,
          usedAt: index === 0 ? at : null,
        },
      })
    }
    const answers = []
    for (const token of tokens) answers.push(await answerTo(id, { token, ...rest }))
    expect(answers[0]?.status).toBeGreaterThanOrEqual(400)
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]).toEqual(answers[0])
  })
})
