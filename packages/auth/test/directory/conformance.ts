import { describe, expect, test } from 'vitest'
import {
  type ClientToRegister,
  type ProviderCall,
  ProviderError,
  type ProviderFault,
  type ProviderSettings,
} from '../../src/directory/adapter.ts'
import type { ProviderKind } from '../../src/directory/provider-kind.ts'

/** What an adapter may do beside being looked at. */
export type Ability =
  | 'beginSignIn'
  | 'endSignIn'
  | 'checkPassword'
  | 'verifyToken'
  | 'verifyLogout'
  | 'listPeople'
  | 'lookUp'
  | 'registerClient'
  | 'removeClient'

/** A kind of provider with a real one behind it. What the adapter can, the subject must be able to show. */
export type ConformanceSubject = {
  kind: ProviderKind
  /** Settings under which everything works. */
  call: () => ProviderCall<ProviderSettings>
  /** The same, but nothing answers at the provider's address. */
  away: () => ProviderCall<ProviderSettings>
  /** What no error, redirect or fact may ever hold. */
  secrets: readonly string[]
  signIn?: {
    returnUrl: string
    subject: string
    /** Signs the person in there, and gives what comes back. */
    follow: (url: string) => Promise<URLSearchParams> | URLSearchParams
  }
  password?: { userName: string; password: string; subject: string }
  token?: { good: () => Promise<string>; forged: () => Promise<string> }
  logout?: { good: () => Promise<string>; forged: () => Promise<string> }
  people?: { externalIds: readonly string[]; disabled: readonly string[] }
  client?: { good: ClientToRegister; refused: ClientToRegister }
}

/**
 * Holds a kind of identity provider to the published contract (S26). Run it with a subject of your own; an adapter that says that it can
 * something and has nothing to show for it fails.
 */
export function conformsToContract(
  name: string,
  abilities: readonly Ability[],
  subject: () => ConformanceSubject,
): void {
  describe(`${name} keeps the contract of identity providers`, () => {
    const adapter = () => subject().kind.adapter
    const can = (ability: Ability) => (what: string, run: () => Promise<void>) => {
      if (abilities.includes(ability)) test(what, run)
    }

    test('says of itself what it can', () => {
      const { kind: _, discover: __, ...able } = adapter()
      expect(Object.keys(able).sort()).toEqual([...abilities].sort())
      expect(abilities.includes('beginSignIn')).toBe(abilities.includes('endSignIn'))
    })

    test('reads its own settings, and refuses those of another kind', () => {
      const { kind, call } = subject()
      expect(kind.settings.parse(call().settings).kind).toBe(kind.kind)
      expect(kind.settings.safeParse({ kind: 'another' }).success).toBe(false)
    })

    test('finds a provider that is well, with public keys only', async () => {
      const { call, secrets } = subject()
      const found = await adapter().discover(call())
      expect(found.health).toMatchObject({ state: 'well', sentence: '' })
      for (const key of found.keys?.keys ?? [])
        for (const part of ['d', 'p', 'q', 'k']) expect(key).not.toHaveProperty(part)
      keepsSecrets(JSON.stringify(found), secrets)
    })

    test('says of one that is away that it is away', async () => {
      const error = await faultOf(adapter().discover(subject().away()), subject().secrets)
      expect(['unreachable', 'timeout']).toContain(error)
    })

    test('stops when its caller does not wait any more', async () => {
      const call = { ...subject().call(), signal: AbortSignal.abort() }
      expect(await faultOf(adapter().discover(call), subject().secrets)).toBe('timeout')
    })

    can('beginSignIn')('signs in whoever signed in there, once, for the browser that asked', async () => {
      const { beginSignIn, endSignIn } = adapter()
      const { call, signIn, secrets } = subject()
      if (!beginSignIn || !endSignIn) throw new Error('it cannot')
      const { returnUrl, subject: who, follow } = shown(signIn)
      const asked = await beginSignIn(call(), { state: 'state-1', returnUrl })
      keepsSecrets(asked.url, secrets)
      const parameters = await follow(asked.url)
      const answer = { parameters, returnUrl, remembered: asked.remember }
      const other = await beginSignIn(call(), { state: 'state-2', returnUrl })
      await faultOf(endSignIn(call(), { ...answer, remembered: other.remember }), secrets)
      await faultOf(endSignIn(call(), { ...answer, parameters: new URLSearchParams() }), secrets)
      await faultOf(endSignIn(call(), { ...answer, remembered: {} }), secrets)
      const fresh = await beginSignIn(call(), { state: 'state-3', returnUrl })
      const person = await endSignIn(call(), {
        parameters: await follow(fresh.url),
        returnUrl,
        remembered: fresh.remember,
      })
      expect(person.subject).toBe(who)
      expect(typeof person.emailVerified).toBe('boolean')
    })

    can('checkPassword')('judges passwords, and an empty one is never right', async () => {
      const { checkPassword } = adapter()
      if (!checkPassword) throw new Error('it cannot')
      const { call, password } = subject()
      const { userName, password: right, subject: who } = shown(password)
      expect((await checkPassword(call(), { userName, password: right }))?.subject).toBe(who)
      for (const wrong of ['', `${right}x`, '*'])
        expect(await checkPassword(call(), { userName, password: wrong })).toBeUndefined()
      for (const stranger of ['nobody-at-all', '*', `${userName})(cn=*`, ''])
        expect(await checkPassword(call(), { userName: stranger, password: right })).toBeUndefined()
    })

    can('verifyToken')('takes tokens that it can prove, and no others', async () => {
      const { verifyToken } = adapter()
      if (!verifyToken) throw new Error('it cannot')
      const { call, token, secrets } = subject()
      const { good, forged } = shown(token)
      expect(await verifyToken(call(), await good())).toHaveProperty('sub')
      for (const bad of [await forged(), `${await good()}x`, 'a.b.c', ''])
        await faultOf(verifyToken(call(), bad), secrets)
    })

    can('verifyLogout')('takes logouts that it can prove, and no others', async () => {
      const { verifyLogout } = adapter()
      if (!verifyLogout) throw new Error('it cannot')
      const { call, logout, token, secrets } = subject()
      const { good, forged } = shown(logout)
      const notice = await verifyLogout(call(), await good())
      expect(notice.tokenId).not.toBe('')
      expect(notice.subject ?? notice.session).toBeDefined()
      const others = [await forged(), 'a.b.c', '', ...(token ? [await token.good()] : [])]
      for (const bad of others) await faultOf(verifyLogout(call(), bad), secrets)
    })

    can('listPeople')('lists everybody once, with who is disabled', async () => {
      const { listPeople } = adapter()
      if (!listPeople) throw new Error('it cannot')
      const { call, people } = subject()
      const { externalIds, disabled } = shown(people)
      const entries = []
      for await (const page of listPeople(call())) entries.push(...page.persons)
      expect(entries.map(({ externalId }) => externalId).sort()).toEqual([...externalIds].sort())
      const off = entries.filter(({ active }) => !active).map(({ externalId }) => externalId)
      expect(off.sort()).toEqual([...disabled].sort())
    })

    can('lookUp')('shows what it knows of a user name, and nothing secret', async () => {
      const { lookUp } = adapter()
      if (!lookUp) throw new Error('it cannot')
      const { call, password, secrets } = subject()
      const { userName, subject: who } = shown(password)
      const found = await lookUp(call(), userName)
      expect(found?.person?.externalId).toBe(who)
      keepsSecrets(JSON.stringify(found), secrets)
      for (const stranger of ['nobody-at-all', '*', '']) expect(await lookUp(call(), stranger)).toBeUndefined()
    })

    can('registerClient')('makes clients at the provider, and says when it is refused', async () => {
      const { registerClient } = adapter()
      if (!registerClient) throw new Error('it cannot')
      const { call, client, secrets } = subject()
      const { good, refused } = shown(client)
      expect((await registerClient(call(), good)).clientId).not.toBe('')
      const more = refused.initialAccessToken === undefined ? [] : [refused.initialAccessToken]
      expect(await faultOf(registerClient(call(), refused), [...secrets, ...more])).toBe('registration')
    })
  })
}

function shown<T>(member: T | undefined): T {
  if (member === undefined) throw new Error('The adapter says that it can this, and the subject shows nothing for it.')
  return member
}

/** Runs what must fail, and gives whose fault it was; any other throw is a defect of the adapter. */
async function faultOf(attempt: Promise<unknown>, secrets: readonly string[]): Promise<ProviderFault> {
  const error = await attempt.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ProviderError)
  const { fault, message } = error as ProviderError
  expect(message).toMatch(/^[A-Z].*\.$/s)
  keepsSecrets(message, secrets)
  return fault
}

function keepsSecrets(text: string, secrets: readonly string[]): void {
  for (const secret of secrets) expect(text).not.toContain(secret)
}
