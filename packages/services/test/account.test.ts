import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { acceptInvitation } from '../src/account/accept-invitation.ts'
import { changePassword } from '../src/account/change-password.ts'
import { endSession } from '../src/account/end-session.ts'
import { listSessions } from '../src/account/list-sessions.ts'
import { requestPasswordReset } from '../src/account/request-password-reset.ts'
import { resetPassword } from '../src/account/reset-password.ts'
import { createSessionStore } from '../src/account/sessions.ts'
import { judgeSignIn } from '../src/account/sign-in.ts'
import { signUp } from '../src/account/sign-up.ts'
import { verifyEmail } from '../src/account/verify-email.ts'
import { deactivatePerson } from '../src/people/deactivate-person.ts'
import { inviteMember } from '../src/people/invite-member.ts'
import { reactivatePerson } from '../src/people/reactivate-person.ts'
import { createTestInstallation, type TestInstallation, testPassword } from '../src/testing.ts'

let app: TestInstallation
beforeAll(async () => {
  app = await createTestInstallation()
})
afterAll(() => app.drop())

const visitor = (more = {}) => app.ctx({ kind: 'visitor' }, { address: '198.51.100.7', ...more })
const portal = (now?: () => Date) => createSessionStore({ ...app, app: 'portal', ...(now ? { now } : {}) })
const admin = () => createSessionStore({ ...app, app: 'admin' })
const signIn = (hat: 'member' | 'developer', input: Parameters<typeof judgeSignIn>[2]) =>
  judgeSignIn(app.ctx(), hat, input)
const newest = async () => (await app.mails()).at(-1)
const tokenOf = (url: string | undefined) => new URL(url ?? '').searchParams.get('token') ?? ''
const body = (email: string, password = testPassword) => ({ email, name: 'Dana', password })

describe('sign-up', () => {
  test('gives hat, personal team and mail, and signs in only after the address is confirmed', async () => {
    expect(await signUp({ ctx: visitor(), input: body('Dana@Example.com') })).toEqual({ sent: true })
    const credentials = { email: 'dana@example.com', password: testPassword }
    expect(await signIn('developer', credentials)).toEqual({ refused: 'email_unverified' })
    const mail = await newest()
    expect(mail?.template).toBe('verify-email')
    const token = tokenOf(mail?.data.verifyUrl)
    expect(await verifyEmail({ ctx: visitor(), input: { token, password: testPassword } })).toEqual({
      email: 'dana@example.com',
    })
    const outcome = await signIn('developer', credentials)
    expect(outcome).toEqual({ personId: mail?.personId })
    const actor = await portal().read((await portal().open(mail?.personId ?? '', {})).sid)
    expect(actor?.kind === 'developer' && [...actor.teams.values()]).toEqual(['owner'])
    expect(await signIn('member', credentials), 'no console hat').toEqual({ refused: 'sign_in_failed' })
  })

  test('D12: answers alike for a known address and tells its owner only', async () => {
    const known = await signUp({ ctx: visitor(), input: body('dana@example.com', 'another long passphrase') })
    const unknown = await signUp({ ctx: visitor(), input: body('erin@example.com') })
    expect(known).toEqual(unknown)
    expect((await app.mails()).map(({ template }) => template).slice(-2)).toEqual(['account-exists', 'verify-email'])
    expect(await signIn('developer', { email: 'dana@example.com', password: 'another long passphrase' })).toMatchObject(
      {
        refused: 'sign_in_failed',
      },
    )
  })

  test('an unconfirmed account takes the newest password, and its earlier links stop working', async () => {
    await signUp({ ctx: visitor(), input: body('finn@example.com', 'set by somebody else') })
    const first = tokenOf((await newest())?.data.verifyUrl)
    await signUp({ ctx: visitor(), input: body('finn@example.com', 'set by finn himself') })
    await expect(
      verifyEmail({ ctx: visitor(), input: { token: first, password: 'set by finn himself' } }),
    ).rejects.toMatchObject({
      code: 'link_invalid',
    })
    const token = tokenOf((await newest())?.data.verifyUrl)
    await verifyEmail({ ctx: visitor(), input: { token, password: 'set by finn himself' } })
    expect(await signIn('developer', { email: 'finn@example.com', password: 'set by somebody else' })).toHaveProperty(
      'refused',
    )
    expect(await signIn('developer', { email: 'finn@example.com', password: 'set by finn himself' })).toHaveProperty(
      'personId',
    )
  })

  test('an account that a stranger prepared is not confirmed by the one who reads the mail', async () => {
    await signUp({ ctx: visitor(), input: body('vera@example.com', 'chosen by vera herself') })
    await signUp({ ctx: visitor(), input: body('vera@example.com', 'chosen by a stranger') })
    const token = tokenOf((await newest())?.data.verifyUrl)
    const confirm = (password: string) => verifyEmail({ ctx: visitor(), input: { token, password } })
    await expect(confirm('chosen by vera herself')).rejects.toMatchObject({ code: 'sign_in_failed' })
    expect(await signIn('developer', { email: 'vera@example.com', password: 'chosen by a stranger' })).toEqual({
      refused: 'email_unverified',
    })
    await expect(confirm('chosen by a stranger'), 'the link was not used up').resolves.toBeDefined()
  })

  test('two at once with one address make one person', async () => {
    await Promise.all([1, 2, 3, 4].map(() => signUp({ ctx: visitor(), input: body('gus@example.com') })))
    expect(await app.db.prisma.person.count({ where: { email: 'gus@example.com' } })).toBe(1)
  })

  test.each([
    '"e@attacker.com"@victim.com',
    'a＠evil.com@victim.com',
    'a@victim.com\r\nbcc: x@evil.com',
    'a@victim.com\0',
    'a@b@victim.com',
    'Vic <a@victim.com>',
    'a@localhost',
  ])('D6: refuses %j before any look-up', async (email) => {
    const before = await app.db.prisma.person.count()
    await expect(signUp({ ctx: visitor(), input: body(email) })).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await app.db.prisma.person.count()).toBe(before)
  })

  test.each(['password1234', 'aaaaaaaaaaaa', 'hana@example.com', 'too short'])(
    'refuses the password %j',
    async (password) => {
      await expect(signUp({ ctx: visitor(), input: body('hana@example.com', password) })).rejects.toMatchObject({
        code: 'invalid_input',
      })
    },
  )

  test('a link works once, also when used twice at the same time', async () => {
    await signUp({ ctx: visitor(), input: body('ida@example.com') })
    const input = { token: tokenOf((await newest())?.data.verifyUrl), password: testPassword }
    const uses = await Promise.allSettled([1, 2, 3].map(() => verifyEmail({ ctx: visitor(), input })))
    expect(uses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('stops at too many tries from one address', async () => {
    const ctx = visitor({ address: '203.0.113.9' })
    const tries = Array.from({ length: 61 }, () =>
      signUp({ ctx, input: body('not an address') }).catch((error) => error.code),
    )
    expect((await Promise.all(tries)).filter((code) => code === 'rate_exceeded')).toHaveLength(1)
  })
})

describe('sign-in', () => {
  test('D12: answers alike for wrong password, unknown address and a switched-off person', async () => {
    const dev = await app.developer()
    const off = await app.developer()
    await deactivatePerson({ ctx: app.ctx(), input: { personId: off.personId } })
    const tries = [
      { email: dev.email, password: 'wrong but long enough' },
      { email: 'nobody@example.com', password: testPassword },
      { email: off.email, password: testPassword },
      { email: '', password: '' },
    ]
    for (const input of tries) expect(await signIn('developer', input)).toEqual({ refused: 'sign_in_failed' })
  })

  test('refuses even the right password after five wrong ones, and the wait doubles with each more', async () => {
    const dev = await app.developer()
    let time = new Date('2026-01-01T00:00:01Z')
    const ctx = app.ctx(undefined, { now: () => time })
    const attempt = (password: string) =>
      judgeSignIn(ctx, 'developer', { email: dev.email, password, address: '192.0.2.200' })
    for (let i = 0; i < 5; i += 1) expect(await attempt('wrong but long enough')).toEqual({ refused: 'sign_in_failed' })
    for (const seconds of [1, 2, 4, 8]) {
      expect(await attempt(testPassword)).toEqual({ refused: 'rate_exceeded' })
      time = new Date(time.getTime() + seconds * 1000 - 1)
      expect(await attempt(testPassword), 'a moment too early').toEqual({ refused: 'rate_exceeded' })
      time = new Date(time.getTime() + 1)
      expect(await attempt('wrong but long enough')).toEqual({ refused: 'sign_in_failed' })
    }
    time = new Date(time.getTime() + 16_000)
    expect(await attempt(testPassword)).toHaveProperty('personId')
  })
})

describe('sessions', () => {
  test('end at once for the one that is ended, and only for it', async () => {
    const dev = await app.developer()
    const { sid } = await portal().open(dev.personId, { userAgent: 'other' })
    const ctx = app.ctx(dev)
    const { items } = await listSessions({ ctx, input: {} })
    expect(items).toHaveLength(2)
    const other = items.find(({ current }) => !current)
    await endSession({ ctx, input: { sessionId: other?.id ?? '' } })
    expect(await portal().read(sid)).toBeUndefined()
    expect((await listSessions({ ctx, input: {} })).items.map(({ current }) => current)).toEqual([true])
  })

  test('of another person are not found', async () => {
    const [dev, other] = [await app.developer(), await app.developer()]
    await expect(endSession({ ctx: app.ctx(dev), input: { sessionId: other.sessionId } })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test.each([
    ['idle for 7 days', 7 * 24 * 3600_000 + 1, undefined],
    ['30 days old though used', 30 * 24 * 3600_000 + 1, 5 * 24 * 3600_000],
  ])('end when %s', async (_, after, useEvery) => {
    const dev = await app.developer()
    const start = Date.now()
    let time = start
    const store = portal(() => new Date(time))
    const { sid } = await store.open(dev.personId, {})
    for (let used = useEvery ?? after; used < after - 3600_000; used += useEvery ?? after) {
      time = start + used
      expect(await store.read(sid)).toBeDefined()
    }
    time = start + after
    expect(await store.read(sid)).toBeUndefined()
  })

  test('end with a new password, but the one that set it', async () => {
    const dev = await app.developer()
    const { sid } = await portal().open(dev.personId, {})
    const input = { currentPassword: testPassword, newPassword: 'an even longer passphrase' }
    await changePassword({ ctx: app.ctx(dev), input })
    expect(await portal().read(sid)).toBeUndefined()
    expect((await listSessions({ ctx: app.ctx(dev), input: {} })).items).toHaveLength(1)
  })

  test('end with a reset, and the reset answers alike for any address', async () => {
    const dev = await app.developer()
    const { sid } = await portal().open(dev.personId, {})
    const ask = (email: string) => requestPasswordReset({ ctx: visitor(), input: { email } })
    expect(await ask(dev.email)).toEqual(await ask('nobody@example.com'))
    const mail = await newest()
    expect(mail).toMatchObject({ template: 'password-reset', personId: dev.personId })
    const token = tokenOf(mail?.data.resetUrl)
    await resetPassword({ ctx: visitor(), input: { token, password: 'an even longer passphrase' } })
    expect(await portal().read(sid)).toBeUndefined()
    expect(await signIn('developer', { email: dev.email, password: 'an even longer passphrase' })).toHaveProperty(
      'personId',
    )
  })

  test('keep no secret: only its hash is stored', async () => {
    const dev = await app.developer()
    const { sid } = await portal().open(dev.personId, {})
    const { rows } = await app.db.pool.query(
      `SELECT count(*)::int AS n FROM developer_session s WHERE s::text LIKE '%' || $1 || '%'`,
      [sid],
    )
    expect(rows[0].n).toBe(0)
  })
})

describe('a person who is switched off', () => {
  test('loses sessions at once and is refused at the gateways through his personal team', async () => {
    const dev = await app.developer()
    const { sid } = await portal().open(dev.personId, {})
    const ctx = app.ctx(await app.member('Security admin'))
    await deactivatePerson({ ctx, input: { personId: dev.personId } })
    expect(await portal().read(sid)).toBeUndefined()
    const team = await app.db.prisma.team.findUniqueOrThrow({ where: { personalOfId: dev.personId } })
    expect(team.state).toBe('suspended')
    const changes = () => app.db.prisma.changeLog.count({ where: { kind: 'team', entityId: team.id } })
    expect(await changes()).toBe(2)
    await reactivatePerson({ ctx, input: { personId: dev.personId } })
    expect((await app.db.prisma.team.findUniqueOrThrow({ where: { id: team.id } })).state).toBe('active')
    expect(await changes()).toBe(3)
    expect(await portal().read(sid), 'ended sessions stay ended').toBeUndefined()
  })
})

describe('an invitation', () => {
  test('gives hat and role to who reads the mail, and nothing before', async () => {
    const boss = await app.member('Admin')
    const role = await app.db.prisma.role.findUniqueOrThrow({ where: { name: 'Operator' } })
    const input = { email: 'jo@example.com', name: 'Jo', roleId: role.id as never }
    const invited = await inviteMember({ ctx: app.ctx(boss), input })
    expect(invited.state).toBe('invited')
    const before = await admin().open(invited.id, {})
    expect(await admin().read(before.sid)).toBeUndefined()
    const token = tokenOf((await newest())?.data.acceptUrl)
    await expect(acceptInvitation({ ctx: visitor(), input: { token } })).rejects.toMatchObject({
      code: 'invalid_input',
    })
    await acceptInvitation({ ctx: visitor(), input: { token, password: testPassword } })
    expect(await signIn('member', { email: 'jo@example.com', password: testPassword })).toEqual({
      personId: invited.id,
    })
    const actor = await admin().read((await admin().open(invited.id, {})).sid)
    expect(actor?.kind === 'member' && actor.grants[0]?.permissions).toContain('api.deploy')
  })
})
