import { newId } from '@gatehouse/contracts/ids'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createSessionStore } from '../src/account/sessions.ts'
import { deleteIdentityProvider } from '../src/identity-providers/manage-identity-provider.ts'
import { unlinkMyIdentity } from '../src/identity-providers/my-identities.ts'
import { endByLogoutToken } from '../src/identity-providers/provider-logout.ts'
import { beginProviderSignIn, endProviderSignIn } from '../src/identity-providers/sign-in/provider-sign-in.ts'
import { disableIdentityProvider, enableIdentityProvider } from '../src/identity-providers/switch-identity-provider.ts'
import { deactivatePerson } from '../src/people/deactivate-person.ts'
import { inviteMember } from '../src/people/invite-member.ts'
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
let subjects = 0
const claims = (more: object = {}) => {
  subjects += 1
  return {
    sub: `sub-${subjects}`,
    name: 'Noor Idris',
    email: `noor${subjects}@corp.example`,
    email_verified: true,
    ...more,
  }
}
/** A member of ours with a confirmed address. */
async function member() {
  const actor = await world.app.member('Viewer')
  const { email } = await world.app.db.prisma.person.findUniqueOrThrow({ where: { id: actor.personId } })
  return { personId: actor.personId, email: email ?? '' }
}
const identities = (providerId: string) =>
  world.app.db.prisma.personIdentity.findMany({ where: { identityProviderId: providerId } })
const tickets = () => world.app.db.prisma.signInTicket.count()

describe('D55 who somebody is', () => {
  test('is provider and subject: the same subject of another provider is another person', async () => {
    const [one, two] = [await world.connect({ newPersons: 'developer' }), await world.connect()]
    const person = claims()
    await world.signIn(one, person, { hat: 'developer' })
    await expect(world.signIn(two, person, { hat: 'developer' })).rejects.toEqual(refused('sign_in_not_linked'))
    expect(await identities(two)).toEqual([])
  })

  test('stays the same person whatever address the provider tells later', async () => {
    const id = await world.connect({ newPersons: 'developer' })
    const person = claims()
    await world.signIn(id, person, { hat: 'developer' })
    const victim = await member()
    await world.signIn(id, { ...person, email: victim.email }, { hat: 'developer' })
    const [identity] = await identities(id)
    expect(identity?.personId).not.toBe(victim.personId)
    expect(await identities(id)).toHaveLength(1)
  })

  test('is found by an address only if it is confirmed on both sides and of a domain that the provider may vouch for', async () => {
    const { personId, email } = await member()
    const [any, bound] = [await world.connect(), await world.connect({ linkDomains: ['Example.com'] })]
    await expect(world.signIn(any, claims({ email }))).rejects.toEqual(refused('sign_in_not_linked'))
    await expect(world.signIn(bound, claims({ email, email_verified: false }))).rejects.toEqual(
      refused('sign_in_unknown'),
    )
    for (const tricked of [`${email}.evil.example`, `"${email}"@evil.example`, email.replace('@', '＠')])
      await expect(world.signIn(bound, claims({ email: tricked }))).rejects.toEqual(refused('sign_in_unknown'))
    await world.app.db.prisma.person.update({ where: { id: personId }, data: { emailVerifiedAt: null } })
    await expect(world.signIn(bound, claims({ email }))).rejects.toEqual(refused('sign_in_not_linked'))
    await world.app.db.prisma.person.update({ where: { id: personId }, data: { emailVerifiedAt: new Date() } })
    const first = claims({ email })
    expect(await world.signIn(bound, first)).toMatchObject({ next: '/apis', ticket: expect.any(String) })
    expect(await identities(bound)).toMatchObject([{ personId, subject: first.sub }])
  })

  test('is never found by an address whose person this provider calls otherwise already', async () => {
    const id = await world.connect({ linkDomains: ['example.com'] })
    const { email } = await member()
    await world.signIn(id, claims({ email }))
    await expect(world.signIn(id, claims({ email }))).rejects.toEqual(refused('sign_in_not_linked'))
    expect(await identities(id)).toHaveLength(1)
  })

  test('is one person when two first sign-ins come at once', async () => {
    const id = await world.connect({ newPersons: 'developer' })
    const person = claims()
    await Promise.all([world.signIn(id, person, { hat: 'developer' }), world.signIn(id, person, { hat: 'developer' })])
    expect(await identities(id)).toHaveLength(1)
  })

  test('is nobody where new persons are refused, and nothing is left behind', async () => {
    const id = await world.connect()
    const before = await tickets()
    for (const hat of ['member', 'developer'] as const)
      await expect(world.signIn(id, claims(), { hat })).rejects.toEqual(refused('sign_in_unknown'))
    expect(await tickets()).toBe(before)
    expect(await identities(id)).toEqual([])
  })

  test('never becomes a member of the console by signing in', async () => {
    const id = await world.connect({ newPersons: 'developer' })
    const person = claims()
    await world.signIn(id, person, { hat: 'developer' })
    await expect(world.signIn(id, person, { hat: 'member' })).rejects.toEqual(refused('sign_in_unknown'))
  })
})

describe('D55 an answer', () => {
  const begin = async (hat: 'member' | 'developer' = 'developer') => {
    const id = await world.connect({ newPersons: 'developer' })
    const ctx = world.app.ctx({ kind: 'visitor' })
    world.idp.state.person = claims()
    const { url, browser } = await beginProviderSignIn(ctx, { hat, providerId: id, next: '/' })
    return { id, ctx, hat, url, browser, parameters: world.idp.authorize(url) }
  }

  test('counts once', async () => {
    const { id, ctx, hat, parameters, browser } = await begin()
    const end = () => endProviderSignIn(ctx, { hat, providerId: id, parameters, browser })
    const [one, two] = await Promise.allSettled([end(), end()])
    expect([one.status, two.status].sort()).toEqual(['fulfilled', 'rejected'])
    await expect(end()).rejects.toEqual(refused('sign_in_replayed'))
  })

  test('counts only in the browser that asked, for the app that asked, and at the provider that was asked', async () => {
    const { id, ctx, hat, parameters } = await begin()
    for (const browser of [undefined, 'another-browser'])
      await expect(endProviderSignIn(ctx, { hat, providerId: id, parameters, browser })).rejects.toMatchObject({
        code: expect.stringMatching(/^sign_in_(replayed|expired)$/),
      })
    const other = await begin()
    const wrongApp = {
      hat: 'member' as const,
      providerId: other.id,
      parameters: other.parameters,
      browser: other.browser,
    }
    await expect(endProviderSignIn(ctx, wrongApp)).rejects.toEqual(refused('sign_in_expired'))
    const mixedUp = { hat: other.hat, providerId: id, parameters: other.parameters, browser: other.browser }
    await expect(endProviderSignIn(ctx, mixedUp)).rejects.toEqual(refused('sign_in_expired'))
  })

  test('without a state, with a made-up one, or too late leads nowhere', async () => {
    const { id, hat, browser, parameters } = await begin()
    const late = world.app.ctx({ kind: 'visitor' }, { now: () => new Date(Date.now() + 11 * 60_000) })
    const end = (ctx = world.app.ctx({ kind: 'visitor' }), given = parameters) =>
      endProviderSignIn(ctx, { hat, providerId: id, parameters: given, browser })
    await expect(end(undefined, new URLSearchParams({ code: 'x' }))).rejects.toEqual(refused('sign_in_expired'))
    await expect(end(undefined, new URLSearchParams({ code: 'x', state: 'y' }))).rejects.toEqual(
      refused('sign_in_expired'),
    )
    await expect(end(late)).rejects.toEqual(refused('sign_in_expired'))
  })

  test.each([
    ['is down', { status: { path: '/token', status: 503 } }, 'provider_unreachable'],
    ['lies about the audience', { claims: (c: object) => ({ ...c, aud: 'x' }) }, 'provider_untrusted'],
    ['does not sign', { signature: 'none' as const }, 'provider_untrusted'],
    ['signs with another key', { signature: 'foreign-key' as const }, 'provider_untrusted'],
    ['replays a nonce', { claims: (c: object) => ({ ...c, nonce: 'old' }) }, 'sign_in_replayed'],
    ['never answers', { hangs: '/token' }, 'provider_timeout'],
    ['answers without end', { floods: '/jwks' }, 'provider_answer_too_large'],
    [
      'changed its issuer',
      { discovery: (d: object) => ({ ...d, issuer: 'https://evil.example' }) },
      'provider_untrusted',
    ],
  ])('of a provider that %s is refused with its own problem, and nothing is half done', async (_, lies, code) => {
    const { id, ctx, hat, parameters, browser } = await begin()
    const before = await tickets()
    world.idp.state.lies = lies
    await expect(endProviderSignIn(ctx, { hat, providerId: id, parameters, browser })).rejects.toEqual(refused(code))
    expect(await tickets()).toBe(before)
    expect(await identities(id)).toEqual([])
  })
})

describe('D56 accounts are linked', () => {
  test('by the signed-in person himself, to nobody else’s identity', async () => {
    const id = await world.connect({ newPersons: 'developer' })
    const person = claims()
    const { personId } = await member()
    expect(await world.signIn(id, person, { link: personId, back: personId })).toMatchObject({ linked: true })
    expect(await world.signIn(id, person)).toHaveProperty('ticket')
    const other = await member()
    await expect(world.signIn(id, person, { link: other.personId, back: other.personId })).rejects.toEqual(
      refused('identity_taken'),
    )
    await expect(world.signIn(id, claims(), { link: other.personId, back: personId })).rejects.toEqual(
      refused('sign_in_expired'),
    )
  })

  test('and unlinked: what their groups gave goes, the person stays and is none of the provider’s any more', async () => {
    const id = await world.connect({ claims: { groups: 'groups' } })
    const { prisma } = world.app.db
    const actor = await world.app.member('Viewer')
    const { personId } = actor
    const person = claims({ groups: ['group-9'] })
    await world.signIn(id, person, { link: personId, back: personId })
    await world.signIn(id, person)
    const group = await prisma.directoryGroup.findFirstOrThrow({ where: { identityProviderId: id } })
    const role = await prisma.role.findUniqueOrThrow({ where: { name: 'Analyst' } })
    const gives = { kind: 'role', roleId: role.id, scope: { on: 'organization' } }
    await prisma.groupMapping.create({ data: { id: newId('groupMapping'), groupId: group.id, gives } })
    await world.signIn(id, person)
    expect(await prisma.roleAssignment.count({ where: { personId } })).toBe(2)
    await unlinkMyIdentity({ ctx: world.app.ctx(actor), input: { identityProviderId: id } })
    expect(await identities(id)).toEqual([])
    expect(await prisma.roleAssignment.count({ where: { personId } })).toBe(1)
    expect(await prisma.directoryPerson.count({ where: { identityProviderId: id } })).toBe(0)
    await disableIdentityProvider({ ctx: world.admin, input: { identityProviderId: id } })
    expect(await prisma.person.findUnique({ where: { id: personId } })).toMatchObject({ deactivatedAt: null })
    await deleteIdentityProvider({ ctx: world.admin, input: { identityProviderId: id } })
  })

  test('by an invitation, once, and never one that takes over somebody known', async () => {
    const id = await world.connect({ newPersons: 'developer' })
    const viewer = await world.app.db.prisma.role.findUniqueOrThrow({ where: { name: 'Viewer' } })
    const invite = async (email: string) => {
      await inviteMember({ ctx: world.admin, input: { email, name: 'Ida', roleId: viewer.id } })
      const mail = (await world.app.mails()).findLast(({ template }) => template === 'invitation')
      return new URL(mail?.data.acceptUrl ?? '').searchParams.get('token') ?? ''
    }
    const invitation = await invite('ida@corp.example')
    const ida = claims({ email: 'ida.private@elsewhere.example' })
    expect(await world.signIn(id, ida, { invitation })).toHaveProperty('ticket')
    expect(await world.signIn(id, ida)).toHaveProperty('ticket')
    await expect(world.signIn(id, claims(), { invitation })).rejects.toEqual(refused('link_invalid'))
    const known = claims()
    await world.signIn(id, known, { hat: 'developer' })
    const second = await invite('second@corp.example')
    await expect(world.signIn(id, known, { invitation: second })).rejects.toEqual(refused('identity_taken'))
    expect(await world.signIn(id, claims(), { invitation: second })).toHaveProperty('ticket')
  })

  test('groups give roles by their id at once, take them at once, and a renamed group gives nothing', async () => {
    const id = await world.connect({ claims: { groups: 'groups' } })
    const role = await world.app.db.prisma.role.findUniqueOrThrow({ where: { name: 'Analyst' } })
    const person = claims({ groups: ['group-7'] })
    await expect(world.signIn(id, person)).rejects.toEqual(refused('sign_in_unknown'))
    const group = await world.app.db.prisma.directoryGroup.findFirstOrThrow({
      where: { identityProviderId: id, externalId: 'group-7' },
    })
    await world.app.db.prisma.groupMapping.create({
      data: {
        id: newId('groupMapping'),
        groupId: group.id,
        gives: { kind: 'role', roleId: role.id, scope: { on: 'organization' } },
      },
    })
    expect(await world.signIn(id, person)).toHaveProperty('ticket')
    const [identity] = await identities(id)
    const roles = () => world.app.db.prisma.roleAssignment.count({ where: { personId: identity?.personId ?? '' } })
    expect(await roles()).toBe(1)
    for (const groups of [[], [group.displayName.toUpperCase(), 'Admins']]) {
      await expect(world.signIn(id, { ...person, groups })).rejects.toEqual(refused('access_ended'))
      expect(await roles()).toBe(0)
      expect(await world.signIn(id, person)).toHaveProperty('ticket')
      expect(await roles()).toBe(1)
    }
  })
})

describe('D51 who is off stays out', () => {
  const store = () => createSessionStore({ db: world.app.db, installation: world.app.installation, app: 'admin' })

  test('a deactivated person, with a code in flight and with a ticket in hand', async () => {
    const id = await world.connect()
    const { personId } = await member()
    const person = claims()
    await world.signIn(id, person, { link: personId, back: personId })
    world.idp.state.person = person
    const ctx = world.app.ctx({ kind: 'visitor' })
    const { url, browser } = await beginProviderSignIn(ctx, { hat: 'member', providerId: id, next: '/' })
    const done = await world.signIn(id, person)
    await deactivatePerson({ ctx: world.admin, input: { personId } })
    const late = { hat: 'member' as const, providerId: id, parameters: world.idp.authorize(url), browser }
    await expect(endProviderSignIn(ctx, late)).rejects.toEqual(refused('access_ended'))
    expect(await store().enter('ticket' in done ? done.ticket : '', {})).toEqual({ refused: 'ticket_invalid' })
  })

  test('everybody who came by a provider that is switched off, until it is on again', async () => {
    const id = await world.connect()
    const { personId } = await member()
    const person = claims()
    await world.signIn(id, person, { link: personId, back: personId })
    const done = await world.signIn(id, person)
    const session = await store().enter('ticket' in done ? done.ticket : '', {})
    const sid = 'sid' in session ? session.sid : ''
    expect(await store().read(sid)).toMatchObject({ personId })
    const ctx = world.app.ctx({ kind: 'visitor' })
    const { url, browser } = await beginProviderSignIn(ctx, { hat: 'member', providerId: id, next: '/' })
    const flying = { hat: 'member' as const, providerId: id, parameters: world.idp.authorize(url), browser }
    const { ended } = await disableIdentityProvider({ ctx: world.admin, input: { identityProviderId: id } })
    expect(ended.sessions).toBe(1)
    expect(await store().read(sid)).toBeUndefined()
    await expect(endProviderSignIn(ctx, flying)).rejects.toMatchObject({ code: expect.stringMatching(/expired|off/) })
    await expect(world.signIn(id, person)).rejects.toEqual(refused('provider_off'))
    const revoked = await world.app.db.prisma.revocation.findUnique({ where: { id: `issuer:${world.idp.issuer}` } })
    expect(revoked).not.toBeNull()
    await enableIdentityProvider({ ctx: world.admin, input: { identityProviderId: id } })
    expect(await world.signIn(id, person)).toHaveProperty('ticket')
  })
})

describe('D57 a logout that a provider tells of', () => {
  test('ends that session once, and a replayed or forged one nothing', async () => {
    const id = await world.connect()
    const { personId } = await member()
    const person = claims({ sid: 'provider-session' })
    await world.signIn(id, person, { link: personId, back: personId })
    const store = createSessionStore({ db: world.app.db, installation: world.app.installation, app: 'admin' })
    const open = async () => {
      const done = await world.signIn(id, person)
      const session = await store.enter('ticket' in done ? done.ticket : '', {})
      return 'sid' in session ? session.sid : ''
    }
    const sid = await open()
    const token = await world.idp.logoutToken({ sub: person.sub, sid: 'provider-session' })
    const ctx = world.app.ctx({ kind: 'system', task: 'test' })
    await endByLogoutToken(ctx, id, token)
    expect(await store.read(sid)).toBeUndefined()
    const again = await open()
    await expect(endByLogoutToken(ctx, id, token)).rejects.toEqual(refused('sign_in_replayed'))
    world.idp.state.lies = { signature: 'foreign-key' }
    const forged = await world.idp.logoutToken({ sub: person.sub })
    world.idp.state.lies = {}
    await expect(endByLogoutToken(ctx, id, forged)).rejects.toEqual(refused('provider_untrusted'))
    await expect(endByLogoutToken(ctx, id, 'x')).rejects.toEqual(refused('provider_answer_malformed'))
    expect(await store.read(again)).toMatchObject({ personId })
    await endByLogoutToken(ctx, id, await world.idp.logoutToken({ sub: person.sub }))
    expect(await store.read(again)).toBeUndefined()
  })
})
