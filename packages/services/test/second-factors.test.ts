import { totpCode } from '@gatehouse/auth/factors/totp'
import type { Actor } from '@gatehouse/contracts/actor'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changeEmail, confirmEmail, undoEmail } from '../src/account/change-email.ts'
import { endAllSessions } from '../src/account/end-all-sessions.ts'
import * as finish from '../src/account/finish-sign-in.ts'
import { getSecurity } from '../src/account/get-security.ts'
import { giveProof } from '../src/account/give-proof.ts'
import { listSessions } from '../src/account/list-sessions.ts'
import * as factors from '../src/account/manage-factors.ts'
import { signInWithPassword } from '../src/account/password-sign-in.ts'
import { createSessionStore } from '../src/account/sessions.ts'
import { openSignInTicket, takeSignInTicket } from '../src/account/sign-in-tickets.ts'
import { createTestInstallation, type TestInstallation, testPassword } from '../src/testing.ts'
import { SoftwareAuthenticator } from './software-authenticator.ts'

let app: TestInstallation
beforeAll(async () => {
  app = await createTestInstallation()
})
afterAll(() => app.drop())

type Clock = { now?: () => Date; address?: string }
const at = (more: Clock & { app?: 'console' | 'portal' } = {}) =>
  app.ctx({ kind: 'visitor' }, { app: 'portal', address: '198.51.100.8', ...more })
const as = (actor: Actor, more: Clock = {}) =>
  app.ctx(actor, { app: actor.kind === 'member' ? 'console' : 'portal', ...more })
const signIn = (email: string, more: Clock & { app?: 'console' | 'portal' } = {}, password = testPassword) =>
  signInWithPassword({ ctx: at(more), input: { email, password } })
const failure = (act: Promise<unknown>): Promise<string> => act.then(() => 'passed').catch(({ code }) => code)
const seconds = (n: number) => new Date(Date.now() + n * 1000)
const authenticator = () => new SoftwareAuthenticator('localhost', 'http://localhost:4001')
const portal = () => createSessionStore({ ...app, app: 'portal' })

/** Sets up an authenticator app; gives its secret and the recovery codes. */
async function withTotp(actor: Actor) {
  const { secret } = await factors.beginTotp({ ctx: as(actor), input: {} })
  const answer = await factors.confirmTotp({ ctx: as(actor), input: { code: totpCode(secret, seconds(-30)) } })
  return { secret, codes: answer.recoveryCodes ?? [] }
}

async function withPasskey(actor: Actor, device = authenticator()) {
  const { attempt, options } = await factors.beginPasskey({ ctx: as(actor), input: {} })
  const input = { attempt, name: 'Laptop', answer: device.create(options) }
  return { device, input, ...(await factors.addPasskey({ ctx: as(actor), input })) }
}

describe('a sign-in ticket', () => {
  test('opens one session, whatever runs at the same time, and only in its app', async () => {
    const dev = await app.developer()
    const step = await signIn(dev.email)
    expect(await takeSignInTicket(app.ctx(), 'member', step.ticket)).toBeUndefined()
    const taken = await Promise.all(
      Array.from({ length: 8 }, () => takeSignInTicket(app.ctx(), 'developer', step.ticket)),
    )
    expect(taken.filter(Boolean)).toEqual([
      { personId: dev.personId, method: 'password', identityProviderId: null, providerSession: null },
    ])
  })

  test('is old after two minutes, and is nothing to a person who was switched off meanwhile', async () => {
    const dev = await app.developer()
    const { ticket } = await signIn(dev.email)
    expect(await takeSignInTicket(app.ctx(undefined, { now: () => seconds(121) }), 'developer', ticket)).toBeUndefined()
    await app.db.prisma.person.update({ where: { id: dev.personId }, data: { deactivatedAt: new Date() } })
    expect(await takeSignInTicket(app.ctx(), 'developer', ticket)).toBeUndefined()
  })

  test('its session remembers how it began', async () => {
    const dev = await app.developer()
    const input = {
      personId: dev.personId,
      hat: 'developer',
      method: 'saml',
      providerSession: 's-1',
      owesFactor: false,
    } as const
    const ticket = await openSignInTicket(app.ctx(), input)
    await portal().enter(ticket, { userAgent: 'x' })
    const { items } = await listSessions({ ctx: as(dev), input: {} })
    expect(items.map(({ method }) => method).sort()).toEqual(['password', 'saml'])
  })
})

describe('an authenticator app', () => {
  test('is asked for after the password, and a ticket that owes it opens nothing', async () => {
    const dev = await app.developer()
    const { secret, codes } = await withTotp(dev)
    expect(codes).toHaveLength(10)
    const step = await signIn(dev.email)
    expect(step).toMatchObject({ state: 'factor', factors: ['totp', 'recovery'] })
    expect(await portal().enter(step.ticket, {})).toEqual({ refused: 'ticket_invalid' })
    const give = (code: string) =>
      finish.giveFactor({ ctx: at(), input: { ticket: step.ticket, factor: { kind: 'totp', code } } })
    expect(await failure(give('000000'))).toBe('factor_wrong')
    const done = await give(totpCode(secret, new Date()))
    expect(done).toEqual({ state: 'done', ticket: step.ticket })
    expect(await portal().enter(step.ticket, {})).toHaveProperty('sid')
    expect(await portal().enter(step.ticket, {})).toEqual({ refused: 'ticket_invalid' })
  })

  test('a code counts once, also when it comes twice at the same time, and no older one after it', async () => {
    const dev = await app.developer()
    const { secret } = await withTotp(dev)
    const tickets = await Promise.all([1, 2, 3].map(() => signIn(dev.email)))
    const code = totpCode(secret, new Date())
    const given = await Promise.all(
      tickets.map(({ ticket }) =>
        failure(finish.giveFactor({ ctx: at(), input: { ticket, factor: { kind: 'totp', code } } })),
      ),
    )
    expect(given.sort()).toEqual(['factor_wrong', 'factor_wrong', 'passed'])
  })

  test.each([
    [-31, 'passed'],
    [-60, 'factor_wrong'],
    [61, 'factor_wrong'],
  ])('a code of %i seconds from now: %s', async (offset, outcome) => {
    const dev = await app.developer()
    const { secret } = await factors.beginTotp({ ctx: as(dev), input: {} })
    // In the middle of a step, so that the clock's run does not decide.
    const now = new Date(Math.floor(Date.now() / 30_000) * 30_000 + 15_000)
    const code = totpCode(secret, new Date(now.getTime() + offset * 1000))
    const ctx = as(dev, { now: () => now })
    expect(await failure(factors.confirmTotp({ ctx, input: { code } }))).toBe(outcome)
  })

  test('its secret is stored sealed, recovery codes as hashes', async () => {
    const dev = await app.developer()
    const { secret, codes } = await withTotp(dev)
    const rows = await app.db.pool.query(
      `SELECT t::text AS text FROM totp_factor t UNION ALL SELECT r::text FROM recovery_code r`,
    )
    const dump = JSON.stringify(rows.rows)
    for (const planted of [secret, ...codes, ...codes.map((code) => code.replaceAll('-', ''))])
      expect(dump.includes(planted)).toBe(false)
  })

  test('API2: guesses wait longer and longer, and a ticket ends after ten', async () => {
    const dev = await app.developer()
    const { secret } = await withTotp(dev)
    const { ticket } = await signIn(dev.email)
    let now = new Date()
    const guess = (code: string) =>
      failure(finish.giveFactor({ ctx: at({ now: () => now }), input: { ticket, factor: { kind: 'totp', code } } }))
    const outcomes: string[] = []
    for (let i = 0; i < 6; i += 1) outcomes.push(await guess('000000'))
    expect(outcomes).toEqual([...Array.from({ length: 5 }, () => 'factor_wrong'), 'rate_exceeded'])
    expect(await guess(totpCode(secret, now)), 'the right one waits, too').toBe('rate_exceeded')
    now = seconds(200)
    for (let i = 0; i < 3; i += 1) await guess('000000')
    now = seconds(400)
    expect(await guess(totpCode(secret, now))).toBe('ticket_invalid')
  })
})

describe('recovery codes', () => {
  test('work once each, tell the person by mail, and end with new ones', async () => {
    const dev = await app.developer()
    const { codes } = await withTotp(dev)
    const use = async (code: string) => {
      const { ticket } = await signIn(dev.email)
      return failure(finish.giveFactor({ ctx: at(), input: { ticket, factor: { kind: 'recovery', code } } }))
    }
    expect(await use((codes[0] ?? '').toUpperCase().replaceAll('-', ' '))).toBe('passed')
    expect((await app.mails()).at(-1)).toMatchObject({ template: 'security-notice', personId: dev.personId })
    expect(await use(codes[0] ?? '')).toBe('factor_wrong')
    const renewed = await factors.renewRecoveryCodes({ ctx: as(dev), input: {} })
    expect(await use(codes[1] ?? '')).toBe('factor_wrong')
    expect(await use(renewed.recoveryCodes[0] ?? '')).toBe('passed')
  })

  test('of another person are none', async () => {
    const [dev, other] = [await app.developer(), await app.developer()]
    const { codes } = await withTotp(other)
    await withTotp(dev)
    const { ticket } = await signIn(dev.email)
    const input = { ticket, factor: { kind: 'recovery', code: codes[0] ?? '' } } as const
    expect(await failure(finish.giveFactor({ ctx: at(), input }))).toBe('factor_wrong')
  })
})

describe('a passkey', () => {
  test('is a second factor after the password', async () => {
    const dev = await app.developer()
    const { device, recoveryCodes, passkey } = await withPasskey(dev)
    expect(recoveryCodes).toHaveLength(10)
    expect(passkey).toMatchObject({ name: 'Laptop', host: 'localhost', lastUsedAt: null })
    const step = await signIn(dev.email)
    expect(step).toMatchObject({ state: 'factor', factors: ['passkey', 'recovery'] })
    const { attempt, options } = await finish.requestPasskey({ ctx: at(), input: { ticket: step.ticket } })
    const factor = { kind: 'passkey', attempt, answer: device.get(options, { verified: false }) } as const
    expect(await finish.giveFactor({ ctx: at(), input: { ticket: step.ticket, factor } })).toMatchObject({
      state: 'done',
    })
    const { passkeys } = await getSecurity({ ctx: as(dev), input: {} })
    expect(passkeys[0]?.lastUsedAt).not.toBeNull()
  })

  test('alone signs in, when its holder showed finger or number', async () => {
    const dev = await app.developer()
    const { device } = await withPasskey(dev)
    const tryIt = async (verified: boolean) => {
      const { attempt, options } = await finish.requestPasskey({ ctx: at(), input: {} })
      return finish.signInWithPasskey({ ctx: at(), input: { attempt, answer: device.get(options, { verified }) } })
    }
    expect(await failure(tryIt(false))).toBe('factor_wrong')
    const { ticket } = await tryIt(true)
    expect(await portal().enter(ticket, {})).toHaveProperty('sid')
    await app.db.prisma.person.update({ where: { id: dev.personId }, data: { deactivatedAt: new Date() } })
    expect(await failure(tryIt(true)), 'switched off').toBe('factor_wrong')
  })

  test('is refused for another challenge, another origin, another host, a second time, and as a copy', async () => {
    const dev = await app.developer()
    const { device, input } = await withPasskey(dev)
    const ask = () => finish.requestPasskey({ ctx: at(), input: {} })
    const show = (attempt: string, answer: ReturnType<SoftwareAuthenticator['get']>) =>
      failure(finish.signInWithPasskey({ ctx: at(), input: { attempt, answer } }))
    const [first, second] = [await ask(), await ask()]
    expect(await show(first.attempt, device.get(second.options)), 'another challenge').toBe('factor_wrong')
    expect(await show(second.attempt, device.get(second.options))).toBe('passed')
    expect(await show(second.attempt, device.get(second.options)), 'a second time').toBe('factor_wrong')
    const third = await ask()
    device.counter = 1
    expect(await show(third.attempt, device.get(third.options)), 'a copy, whose counter lags').toBe('factor_wrong')
    expect(await failure(factors.addPasskey({ ctx: as(dev), input })), 'made twice').toBe('factor_wrong')
    for (const [host, origin] of [
      ['localhost', 'http://localhost:9999'],
      ['evil.example', 'http://localhost:4001'],
    ] as const) {
      const { attempt, options } = await factors.beginPasskey({ ctx: as(dev), input: {} })
      const answer = new SoftwareAuthenticator(host, origin).create(options)
      expect(await failure(factors.addPasskey({ ctx: as(dev), input: { attempt, name: 'x', answer } }))).toBe(
        'factor_wrong',
      )
    }
  })

  test('of another person is no factor of mine', async () => {
    const [dev, other] = [await app.developer(), await app.developer()]
    await withPasskey(dev)
    const { device } = await withPasskey(other)
    const { ticket } = await signIn(dev.email)
    const { attempt, options } = await finish.requestPasskey({ ctx: at(), input: { ticket } })
    const factor = { kind: 'passkey', attempt, answer: device.get(options) } as const
    expect(await failure(finish.giveFactor({ ctx: at(), input: { ticket, factor } }))).toBe('factor_wrong')
  })

  test('has a name, is renamed and removed by its person only', async () => {
    const [dev, other] = [await app.developer(), await app.developer()]
    const { passkey } = await withPasskey(dev)
    const input = { passkeyId: passkey.id, name: 'Phone' }
    expect(await failure(factors.renamePasskey({ ctx: as(other), input }))).toBe('not_found')
    expect(await failure(factors.removePasskey({ ctx: as(other), input: { passkeyId: passkey.id } }))).toBe('not_found')
    expect((await factors.renamePasskey({ ctx: as(dev), input })).name).toBe('Phone')
    await factors.removePasskey({ ctx: as(dev), input: { passkeyId: passkey.id } })
    expect(await signIn(dev.email)).toMatchObject({ state: 'done' })
  })
})

describe('an organization that asks members for a second factor', () => {
  const ask = (membersNeedFactor: boolean) =>
    app.db.prisma.organization.updateMany({ data: { settings: { signIn: { membersNeedFactor } } } })

  test('lets no member in before he has set one up, and asks no developer', async () => {
    const member = await app.member('Admin')
    const { email } = await app.db.prisma.person.findUniqueOrThrow({ where: { id: member.personId } })
    const dev = await app.developer()
    await ask(true)
    try {
      expect((await signIn(dev.email)).state).toBe('done')
      const ctx = at({ app: 'console' })
      const step = await signIn(email ?? '', { app: 'console' })
      expect(step.state).toBe('enrol')
      const { ticket } = step
      expect(await createSessionStore({ ...app, app: 'admin' }).enter(ticket, {})).toEqual({
        refused: 'ticket_invalid',
      })
      const { secret } = await finish.enrolTotp({ ctx, input: { ticket } })
      const done = await finish.confirmEnrolTotp({ ctx, input: { ticket, code: totpCode(secret, seconds(-30)) } })
      expect(done.recoveryCodes).toHaveLength(10)
      expect(await createSessionStore({ ...app, app: 'admin' }).enter(ticket, {})).toHaveProperty('sid')
      expect(await failure(factors.removeTotp({ ctx: as(member), input: {} })), 'the last one stays').toBe(
        'not_possible',
      )
      const again = await signIn(email ?? '', { app: 'console' })
      expect(again.state).toBe('factor')
      expect(await failure(finish.enrolTotp({ ctx, input: { ticket: again.ticket } })), 'none beside it').toBe(
        'ticket_invalid',
      )
    } finally {
      await ask(false)
    }
  })
})

describe('API2: what asks for a fresh proof', () => {
  const late = { now: () => seconds(601) }
  test('is refused ten minutes after signing in, until it is given', async () => {
    const dev = await app.developer()
    const acts = [
      () => factors.beginTotp({ ctx: as(dev, late), input: {} }),
      () => factors.beginPasskey({ ctx: as(dev, late), input: {} }),
      () => factors.renewRecoveryCodes({ ctx: as(dev, late), input: {} }),
      () => changeEmail({ ctx: as(dev, late), input: { email: 'new@example.com' } }),
    ]
    for (const act of acts) expect(await failure(act())).toBe('proof_needed')
    const prove = (password: string) =>
      giveProof({ ctx: as(dev, late), input: { proof: { kind: 'password', password } } })
    expect(await failure(prove('not the right one'))).toBe('factor_wrong')
    await prove(testPassword)
    expect(await failure(factors.beginTotp({ ctx: as(dev, late), input: {} }))).toBe('passed')
  })

  test('with a second factor takes no password alone', async () => {
    const dev = await app.developer()
    const { secret } = await withTotp(dev)
    const proof = { kind: 'password', password: testPassword } as const
    expect(await failure(giveProof({ ctx: as(dev, late), input: { proof } }))).toBe('factor_wrong')
    const code = totpCode(secret, seconds(601))
    expect(await failure(giveProof({ ctx: as(dev, late), input: { proof: { kind: 'totp', code } } }))).toBe('passed')
  })
})

describe('a change of address', () => {
  const newest = async () =>
    (await app.mails()).at(-1) as { emailTokenId?: string; data: Record<string, string>; template: string }
  const token = async () =>
    new URL(Object.values((await newest()).data).find((text) => text.startsWith?.('http')) ?? '').searchParams.get(
      'token',
    ) ?? ''
  const emailOf = async (id: string) => (await app.db.prisma.person.findUniqueOrThrow({ where: { id } })).email

  test('is confirmed at the new one, told at the old one, and taken back from there', async () => {
    const dev = await app.developer()
    await changeEmail({ ctx: as(dev), input: { email: 'fresh-one@example.com' } })
    expect(await emailOf(dev.personId), 'nothing before the link is opened').toBe(dev.email)
    const link = await app.db.prisma.emailToken.findUniqueOrThrow({
      where: { id: (await newest()).emailTokenId ?? '' },
    })
    expect(link.email).toBe('fresh-one@example.com')
    const confirm = await token()
    await confirmEmail({ ctx: at(), input: { token: confirm } })
    expect(await emailOf(dev.personId)).toBe('fresh-one@example.com')
    expect(await failure(confirmEmail({ ctx: at(), input: { token: confirm } })), 'once').toBe('link_invalid')
    const told = await newest()
    expect(told.template).toBe('email-changed')
    expect(JSON.stringify(told)).not.toContain('fresh-one')
    await undoEmail({ ctx: at(), input: { token: await token() } })
    expect(await emailOf(dev.personId)).toBe(dev.email)
    expect(await portal().read('x')).toBeUndefined()
    expect(await failure(signIn(dev.email)), 'who changed it knows the password').toBe('sign_in_failed')
    expect((await newest()).template).toBe('password-reset')
    const sessions = await app.db.prisma.developerSession.count({ where: { personId: dev.personId, endedAt: null } })
    expect(sessions).toBe(0)
  })

  test('D12: answers alike for an address that somebody has, and takes it from nobody', async () => {
    const [dev, other] = [await app.developer(), await app.developer()]
    expect(await changeEmail({ ctx: as(dev), input: { email: other.email } })).toEqual({ sent: true })
    expect(await failure(confirmEmail({ ctx: at(), input: { token: await token() } }))).toBe('link_invalid')
    expect(await emailOf(other.personId)).toBe(other.email)
  })

  test.each(['"e@attacker.com"@victim.com', 'a＠evil.com@victim.com', 'a@victim.com\r\nbcc: x@evil.com'])(
    'D6: refuses %j',
    async (email) => {
      const dev = await app.developer()
      expect(await failure(changeEmail({ ctx: as(dev), input: { email } }))).toBe('invalid_input')
    },
  )
})

test('signing out everywhere ends all sessions and sign-ins under way, or all but this', async () => {
  const dev = await app.developer()
  await portal().open(dev.personId, {})
  const { ticket } = await signIn(dev.email)
  expect(await endAllSessions({ ctx: as(dev), input: { keepThis: true } })).toEqual({ ended: 1 })
  expect(await portal().enter(ticket, {})).toEqual({ refused: 'ticket_invalid' })
  expect((await listSessions({ ctx: as(dev), input: {} })).items).toHaveLength(1)
  await endAllSessions({ ctx: as(dev), input: { keepThis: false } })
  expect((await listSessions({ ctx: as(dev), input: {} })).items).toHaveLength(0)
})
