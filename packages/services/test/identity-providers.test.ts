import { newId } from '@gatehouse/contracts/ids'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { conformsToContract } from '../../auth/test/directory/conformance.ts'
import { createSessionStore, openSession } from '../src/account/sessions.ts'
import { openSignInTicket } from '../src/account/sign-in-tickets.ts'
import { getIdentityProvider, listIdentityProviders } from '../src/identity-providers/list-identity-providers.ts'
import { lookAtProvider, lookAtProviders, refreshIdentityProvider } from '../src/identity-providers/look-at-provider.ts'
import {
  createIdentityProvider,
  deleteIdentityProvider,
  updateIdentityProvider,
} from '../src/identity-providers/manage-identity-provider.ts'
import { providerKinds } from '../src/identity-providers/provider-kinds.ts'
import { beginProviderSignIn, endProviderSignIn } from '../src/identity-providers/sign-in/provider-sign-in.ts'
import { getSignInSettings, putSignInSettings } from '../src/identity-providers/sign-in/sign-in-settings.ts'
import { getSignInWays } from '../src/identity-providers/sign-in/sign-in-ways.ts'
import { testIdentityProvider } from '../src/identity-providers/test-identity-provider.ts'
import { guildKind, guildSecret } from './guild-adapter.ts'
import { createProviderWorld, type ProviderWorld } from './provider-world.ts'

let world: ProviderWorld
beforeAll(async () => {
  world = await createProviderWorld()
})
afterAll(() => world.stop())
beforeEach(() => {
  world.idp.state.lies = {}
})

const refused = (code: string) => expect.objectContaining({ code })
const get = (identityProviderId: Awaited<ReturnType<ProviderWorld['connect']>>) =>
  getIdentityProvider({ ctx: world.admin, input: { identityProviderId } })
const look = (id: string) => lookAtProvider(world.app.ctx(), id)
const changes = async (id: string) => {
  const rows = await world.app.db.prisma.changeLog.findMany({ where: { kind: 'tokenIssuer', entityId: id } })
  return rows.length
}

describe('an identity provider', () => {
  test('keeps its secret to itself: in no answer, no audit row, no row of the database as it is', async () => {
    const id = await world.connect()
    const view = await get(id)
    expect(view.hasSecret).toBe(true)
    const list = await listIdentityProviders({ ctx: world.admin, input: {} })
    const { rows } = await world.app.db.pool.query(
      'SELECT (SELECT json_agg(a) FROM audit_log a)::text AS audit, (SELECT json_agg(p) FROM identity_provider p)::text AS stored',
    )
    expect(JSON.stringify([view, list, rows])).not.toContain(world.idp.clientSecret)
  })

  test('changes only as its reader saw it, keeps its secret unless another is given, and never its issuer under persons', async () => {
    const id = await world.connect({ newPersons: 'developer' })
    const { etag, settings } = await get(id)
    const input = { identityProviderId: id, name: 'Corporate sign-in' }
    await expect(updateIdentityProvider({ ctx: world.admin, input, ifMatch: etag + 1 })).rejects.toEqual(
      refused('changed_meanwhile'),
    )
    const changed = await updateIdentityProvider({ ctx: world.admin, input, ifMatch: etag })
    expect(changed).toMatchObject({ name: 'Corporate sign-in', hasSecret: true })
    const elsewhere = { ...settings, issuer: 'https://another.example' } as typeof settings
    const person = { sub: 'sub-mover', name: 'Mo', email: 'mo@corp.example', email_verified: true }
    await world.signIn(id, person, { hat: 'developer' })
    await expect(
      updateIdentityProvider({
        ctx: world.admin,
        input: { identityProviderId: id, settings: elsewhere },
        ifMatch: changed.etag,
      }),
    ).rejects.toEqual(refused('not_possible'))
  })

  test('is not deleted while persons hang on it, and says what to do', async () => {
    const id = await world.connect({ newPersons: 'developer' })
    await world.signIn(
      id,
      { sub: 'sub-hanger', name: 'Ha', email: 'ha@corp.example', email_verified: true },
      { hat: 'developer' },
    )
    const remove = () => deleteIdentityProvider({ ctx: world.admin, input: { identityProviderId: id } })
    await expect(remove()).rejects.toMatchObject({
      code: 'provider_in_use',
      detail: expect.stringMatching(/1 person signs in with it.*switch it off/),
    })
    await world.app.db.prisma.personIdentity.deleteMany({ where: { identityProviderId: id } })
    expect(await remove()).toEqual({ deleted: true })
    await expect(get(id)).rejects.toEqual(refused('not_found'))
  })

  test('is hidden from who may not see it, and managed only by who may', async () => {
    const id = await world.connect()
    const [viewer, reviewer] = [
      world.app.ctx(await world.app.member('Viewer')),
      world.app.ctx(await world.app.member('Security reviewer')),
    ]
    const input = { identityProviderId: id }
    const asked = world.idp.asked.length
    await expect(getIdentityProvider({ ctx: viewer, input })).rejects.toEqual(refused('not_found'))
    expect(await getIdentityProvider({ ctx: reviewer, input })).toMatchObject({ id })
    await expect(refreshIdentityProvider({ ctx: reviewer, input })).rejects.toEqual(refused('forbidden'))
    expect(world.idp.asked.length).toBe(asked)
  })
})

describe('the health of a provider', () => {
  test('tells its keys to the gateways when they change, and only then', async () => {
    const id = await world.connect()
    const before = await changes(id)
    await look(id)
    const first = await get(id)
    expect(first.health).toMatchObject({ state: 'well', sentence: '' })
    expect(first.keys).toHaveLength(1)
    expect(await changes(id)).toBe(before + 1)
    await look(id)
    expect(await changes(id)).toBe(before + 1)
    await world.idp.rotate()
    await look(id)
    expect((await get(id)).keys).not.toEqual(first.keys)
    expect(await changes(id)).toBe(before + 2)
  })

  test.each([
    ['away', { hangs: '/.well-known/openid-configuration' }, /in time/],
    ['away', { status: { path: '/jwks', status: 503 } }, /trouble/],
    ['failing', { floods: '/jwks' }, /more than/],
    ['failing', { discovery: (d: object) => ({ ...d, issuer: 'https://evil.example' }) }, /calls itself/],
    ['failing', { keys: () => [] }, /none that a signature/],
  ])('is %s with a sentence, and keys that were fetched stay good', async (state, lies, sentence) => {
    const id = await world.connect()
    await look(id)
    const before = await get(id)
    world.idp.state.lies = lies
    await lookAtProviders(world.app.ctx(), (error) => {
      throw error
    })
    const after = await get(id)
    expect(after.health).toMatchObject({ state, sentence: expect.stringMatching(sentence) })
    expect(after.keys).toEqual(before.keys)
    await look(id)
    expect((await get(id)).health.since).toBe(after.health.since)
  })

  test('signs out who came by a provider that is away for too long, if the organization says so', async () => {
    const id = await world.connect()
    const { personId } = await world.app.member('Viewer')
    const { db, installation } = world.app
    const deps = { db, installation, now: () => new Date() }
    const origin = { method: 'oidc' as const, identityProviderId: id, providerSession: null }
    await openSession(deps, 'admin', personId, {}, origin)
    const openNow = () => db.prisma.memberSession.count({ where: { identityProviderId: id, endedAt: null } })
    const set = async (providerAwayMinutes: number | null) => {
      const { etag } = await getSignInSettings({ ctx: world.admin, input: {} })
      const input = { local: true, membersNeedFactor: false, breakGlass: [], providerAwayMinutes }
      await putSignInSettings({ ctx: world.admin, input, ifMatch: etag })
    }
    world.idp.state.lies = { status: { path: '/jwks', status: 503 } }
    await look(id)
    const later = world.app.ctx(undefined, { now: () => new Date(Date.now() + 10 * 60_000) })
    await lookAtProvider(later, id)
    expect(await openNow()).toBe(1)
    await set(5)
    await look(id)
    expect(await openNow()).toBe(1)
    await lookAtProvider(later, id)
    expect(await openNow()).toBe(0)
    await set(null)
  })
})

describe('a test of a provider', () => {
  const settings = (more: object = {}) => ({
    kind: 'oidc' as const,
    issuer: world.idp.issuer,
    clientId: world.idp.clientId,
    ...more,
  })

  test('says in sentences what is wrong, and stores nothing', async () => {
    const before = await world.app.db.prisma.identityProvider.count()
    const run = (more: object = {}) =>
      testIdentityProvider({ ctx: world.admin, input: { settings: settings(more), secret: world.idp.clientSecret } })
    expect(await run()).toMatchObject({ passed: true, findings: [] })
    expect(await run({ issuer: `${world.idp.issuer}/` })).toMatchObject({
      passed: false,
      findings: [{ level: 'bad', sentence: expect.stringContaining('slash') }],
    })
    expect(await run({ issuer: 'https://169.254.169.254' })).toMatchObject({ passed: false })
    world.idp.state.lies = { discovery: (d) => ({ ...d, backchannel_logout_supported: false }) }
    expect(await run()).toMatchObject({ passed: true, findings: [{ level: 'warn' }] })
    expect(await world.app.db.prisma.identityProvider.count()).toBe(before)
  })
})

describe('how persons sign in', () => {
  const put = async (input: object) => {
    const { etag } = await getSignInSettings({ ctx: world.admin, input: {} })
    const base = { local: true, membersNeedFactor: false, breakGlass: [], providerAwayMinutes: null }
    return putSignInSettings({ ctx: world.admin, input: { ...base, ...input }, ifMatch: etag })
  }

  test('cannot lock everybody out; each sign-in of a break-glass account alerts who manages identity', async () => {
    await expect(put({ local: false })).rejects.toEqual(refused('not_possible'))
    const id = await world.connect()
    const admin = await world.app.member('Admin')
    const person = { sub: 'sub-admin', name: 'Ad', email: 'ad@corp.example', email_verified: true }
    await world.signIn(id, person, { link: admin.personId, back: admin.personId })
    await look(id)
    await expect(put({ local: false })).rejects.toEqual(refused('not_possible'))
    const viewer = await world.app.member('Viewer')
    await expect(put({ local: false, breakGlass: [viewer.personId] })).rejects.toEqual(refused('not_possible'))
    expect(await put({ local: false, breakGlass: [admin.personId] })).toMatchObject({ local: false })
    const ways = await getSignInWays({ ctx: world.app.ctx({ kind: 'visitor' }), input: {} })
    expect(ways.local).toBe(false)
    expect(ways.providers.map((provider) => provider.id)).toContain(id)
    const { db, installation } = world.app
    const store = createSessionStore({ db, installation, app: 'admin' })
    const alarms = async () => (await world.app.mails()).filter(({ template }) => template === 'break-glass-sign-in')
    const came = await world.signIn(id, person)
    await store.enter('ticket' in came ? came.ticket : '', {})
    expect(await alarms()).toEqual([])
    const ticket = await openSignInTicket(world.app.ctx(), {
      personId: admin.personId,
      hat: 'member',
      method: 'password',
      owesFactor: false,
    })
    expect(await store.enter(ticket, { address: '192.0.2.7' })).toHaveProperty('sid')
    const told = await alarms()
    expect(told.map(({ personId }) => personId)).toContain(
      world.admin.actor.kind === 'member' ? world.admin.actor.personId : '',
    )
    expect(told[0]?.data).toMatchObject({ app: 'console', address: '192.0.2.7' })
    await put({ local: true })
  })
})

describe('S26 a fourth kind of provider, from outside packages/auth', () => {
  const callOf = (hall: string) => ({
    providerId: 'idp_guild',
    settings: { kind: 'x-guild', hall },
    secret: guildSecret,
    now: () => new Date(),
    signal: AbortSignal.timeout(5_000),
  })
  const abilities = ['beginSignIn', 'endSignIn', 'checkPassword', 'listPeople'] as const
  conformsToContract('A guild', abilities, () => ({
    kind: guildKind,
    call: () => callOf('oak'),
    away: () => callOf('burned down'),
    secrets: [guildSecret],
    signIn: {
      returnUrl: 'http://localhost:4000/sign-in/return/idp_guild',
      subject: 'guild-1',
      follow: (url) => new URLSearchParams({ state: new URL(url).searchParams.get('state') ?? '', member: 'guild-1' }),
    },
    password: { userName: 'guild-1', password: 'oak and iron', subject: 'guild-1' },
    people: { externalIds: ['guild-1', 'guild-2'], disabled: ['guild-2'] },
  }))

  test('is connected, asked for its health, and signs a person in like any other', async () => {
    world.app.installation.identity = { ...world.app.installation.identity, kinds: [guildKind] }
    const installation = { ...world.app.installation }
    const ctx = { ...world.admin, installation }
    expect(providerKinds(installation).get('x-guild')).toBe(guildKind)
    const unknown = { name: 'No hall', settings: { kind: 'x-nobody' } }
    await expect(createIdentityProvider({ ctx, input: unknown })).rejects.toEqual(refused('invalid_input'))
    const id = newId('identityProvider')
    const settings = { kind: 'x-guild', hall: 'oak' }
    await createIdentityProvider({ ctx, input: { id, name: 'The guild', settings, secret: guildSecret, signIn: true } })
    await lookAtProvider(ctx, id)
    expect((await get(id)).health.state).toBe('well')
    const { personId } = await world.app.member('Viewer')
    await world.app.db.prisma.personIdentity.create({
      data: { identityProviderId: id, subject: 'guild-1', personId },
    })
    const visitor = { ...world.app.ctx({ kind: 'visitor' }), installation }
    const { url, browser } = await beginProviderSignIn(visitor, { hat: 'member', providerId: id, next: '/' })
    const parameters = new URLSearchParams({ state: new URL(url).searchParams.get('state') ?? '', member: 'guild-1' })
    expect(await endProviderSignIn(visitor, { hat: 'member', providerId: id, parameters, browser })).toHaveProperty(
      'ticket',
    )
  })
})
