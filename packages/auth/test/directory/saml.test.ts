import { generateKeyPairSync } from 'node:crypto'
import { samlSettings } from '@gatehouse/contracts/identity-providers'
import { beforeAll, describe, expect, test } from 'vitest'
import type { ProviderCall, ProviderError } from '../../src/directory/adapter.ts'
import { makeOwnKeys, readOwnKeys } from '../../src/directory/saml/own-keys.ts'
import { ownEntityId } from '../../src/directory/saml/own-metadata.ts'
import { samlAdapter } from '../../src/directory/saml/saml-adapter.ts'
import {
  posted,
  requestOf,
  type SamlAnswer,
  type SamlTestProvider,
  samlTestProvider,
} from '../../src/directory/testing/saml-provider.ts'

const now = new Date('2027-01-15T10:00:00.000Z')
const answerUrl = 'https://console.example/sign-in/return/idp_one'
const providerId = 'idp_one'
const adapter = samlAdapter({ rules: { mode: 'idp', loopback: 'all' } })

let provider: SamlTestProvider
let other: SamlTestProvider
let secret: string
beforeAll(async () => {
  provider = samlTestProvider()
  other = samlTestProvider()
  secret = await makeOwnKeys('Gatehouse', now)
})

function callOf(more: object = {}, rest: Partial<ProviderCall<never>> = {}) {
  const settings = samlSettings.parse({
    kind: 'saml',
    entityId: provider.entityId,
    signOnUrl: 'https://idp.harbour.example/sso',
    certificates: [provider.certificate],
    ...more,
  })
  const call = { providerId, settings, secret, now: () => now, signal: new AbortController().signal }
  return { ...call, ...rest } as ProviderCall<typeof settings>
}

const begin = async (call = callOf()) => {
  const redirect = await adapter.beginSignIn?.(call, { state: 'state', returnUrl: answerUrl })
  if (redirect === undefined) throw new Error('no redirect')
  return redirect
}
const answerOf = (requestId: string, more: Partial<SamlAnswer> = {}): SamlAnswer => ({
  requestId,
  answerUrl,
  audience: ownEntityId(providerId),
  now,
  ...more,
})
/** A whole sign-in, in which the provider answers as `more` says. */
async function signIn(more: Partial<SamlAnswer> = {}, call = callOf(), from = provider) {
  const { remember } = await begin(call)
  const parameters = await from.answer(answerOf(remember.requestId ?? '', more))
  return adapter.endSignIn?.(call, { parameters, returnUrl: answerUrl, remembered: remember })
}
const fault = (promise: Promise<unknown> | undefined) =>
  Promise.resolve(promise).then(
    () => 'taken',
    (error: ProviderError) => error.fault ?? error,
  )

describe('sign-in', () => {
  test('the request goes by redirect, signed, and asks for a name that stays', async () => {
    const { url, remember, post } = await begin()
    const { xml, id, signature } = requestOf(url)
    expect(post).toBeUndefined()
    expect(id).toBe(remember.requestId)
    expect(signature).not.toBeNull()
    expect(xml).toContain('nameid-format:persistent')
    expect(xml).toContain(ownEntityId(providerId))
    expect(new URL(url).searchParams.get('RelayState')).toBe('state')
  })

  test('or is posted, signed within', async () => {
    const { url, post } = await begin(callOf({ signOnBinding: 'post' }))
    expect(url).toBe('https://idp.harbour.example/sso')
    const xml = Buffer.from(post?.SAMLRequest ?? '', 'base64').toString()
    expect(xml).toContain('SignatureValue')
    expect(post?.RelayState).toBe('state')
  })

  test.each(['assertion', 'response', 'both'] as const)('signed: %s; who it is, and his groups', async (sign) => {
    const attributes = { name: ['Noor Haddad'], email: ['noor@harbour.example'], groups: ['g-1', 'g-2', 'g-1'] }
    const call = callOf({ claims: { groups: 'groups' }, linkDomains: ['harbour.example'] })
    expect(await signIn({ sign, attributes, session: 's-1' }, call)).toEqual({
      subject: 'noor-4711',
      name: 'Noor Haddad',
      email: 'noor@harbour.example',
      emailVerified: true,
      groups: ['g-1', 'g-2'],
      session: 's-1',
      once: { id: expect.stringContaining('saml _a'), expiresAt: expect.any(Date) },
    })
  })

  test('what must be signed is', async () => {
    const assertion = callOf({ signed: 'assertion' })
    const response = callOf({ signed: 'response' })
    const both = callOf({ signed: 'both' })
    expect(await fault(signIn({ sign: 'response' }, assertion))).toBe('untrusted')
    expect(await fault(signIn({ sign: 'assertion' }, response))).toBe('untrusted')
    expect(await fault(signIn({ sign: 'assertion' }, both))).toBe('untrusted')
    expect(await fault(signIn({ sign: 'both' }, both))).toBe('taken')
    expect(await fault(signIn({ sign: 'none' }))).toBe('untrusted')
  })

  test('encrypted for us, whichever is signed; never for another key, never in the clear where it must not be', async () => {
    const encryptFor = readOwnKeys(secret)?.certificate ?? ''
    for (const sign of ['assertion', 'response', 'both'] as const)
      expect((await signIn({ sign, encryptFor }, callOf({ encrypted: true })))?.subject).toBe('noor-4711')
    const stranger = readOwnKeys(await makeOwnKeys('Stranger', now))?.certificate ?? ''
    expect(await fault(signIn({ encryptFor: stranger }))).toBe('untrusted')
    expect(await fault(signIn({}, callOf({ encrypted: true })))).toBe('untrusted')
    expect(await fault(signIn({ encryptFor, sign: 'none' }))).toBe('untrusted')
    expect(await fault(signIn({ encryptFor, hash: 'sha1' }))).toBe('untrusted')
    expect(await fault(signIn({ encryptFor }, callOf({}, { secret: undefined })))).toBe('settings')
  })

  test('an attribute names the person where the settings say so; a name that does not stay never does', async () => {
    const call = callOf({ subject: 'oid' })
    expect((await signIn({ attributes: { oid: ['o-1'] }, nameId: 'x@y' }, call))?.subject).toBe('o-1')
    expect(await fault(signIn({ attributes: { oid: ['o-1', 'o-2'] } }, call))).toBe('settings')
    expect(await fault(signIn({}, call))).toBe('settings')
    for (const format of [
      '1.1:nameid-format:emailAddress',
      '2.0:nameid-format:transient',
      '1.1:nameid-format:unspecified',
    ])
      expect(await fault(signIn({ nameIdFormat: `urn:oasis:names:tc:SAML:${format}` }))).toBe('settings')
  })

  test('D55: an address is confirmed only in a domain that the provider speaks for, or by its own word', async () => {
    const email = ['mira@elsewhere.example']
    const verified = async (attributes: Record<string, string[]>) =>
      (await signIn({ attributes }, callOf({ linkDomains: ['harbour.example'] })))?.emailVerified
    expect(await verified({ email })).toBe(false)
    expect(await verified({ email: ['mira@harbour.example'] })).toBe(true)
    expect(await verified({ email: ['mira@harbour.example'], email_verified: ['false'] })).toBe(false)
    expect(await verified({ email: ['mira@harbour.example@elsewhere.example'] })).toBe(false)
  })

  test('groups that the provider keeps elsewhere (Entra) are not said, rather than none', async () => {
    const call = callOf({ claims: { groups: 'groups' } })
    expect((await signIn({}, call))?.groups).toEqual([])
    const attributes = { 'http://schemas.microsoft.com/claims/groups.link': ['https://graph.example'] }
    expect((await signIn({ attributes }, call))?.groups).toBeUndefined()
  })
})

describe('refused', () => {
  test('another audience, recipient, destination, provider or request', async () => {
    expect(await fault(signIn({ audience: ownEntityId('idp_two') }))).toBe('untrusted')
    expect(await fault(signIn({ recipient: 'https://portal.example/sign-in/return/idp_one' }))).toBe('untrusted')
    expect(await fault(signIn({ destination: 'https://evil.example/' }))).toBe('untrusted')
    expect(await fault(signIn({ destination: null }))).toBe('taken')
    expect(await fault(signIn({ issuer: 'https://elsewhere.example' }))).toBe('untrusted')
    expect(await fault(signIn({ inResponseTo: '_another' }))).toBe('replayed')
    expect(await fault(signIn({ requestId: '_another' }))).toBe('replayed')
  })

  test('an answer to the request of somebody else, or to none', async () => {
    const [mine, theirs] = [await begin(), await begin()]
    const parameters = await provider.answer(answerOf(theirs.remember.requestId ?? ''))
    const end = (remembered: Record<string, string>) =>
      adapter.endSignIn?.(callOf(), { parameters, returnUrl: answerUrl, remembered })
    expect(await fault(end(mine.remember))).toBe('replayed')
    expect(await fault(end({}))).toBe('expired')
    expect(await fault(end(theirs.remember))).toBe('taken')
  })

  test('expired, not yet valid, endless; a minute of skew is forgiven', async () => {
    const at = (seconds: number) => new Date(now.getTime() + seconds * 1000)
    expect(await fault(signIn({ until: at(-59) }))).toBe('taken')
    expect(await fault(signIn({ until: at(-61) }))).toBe('expired')
    expect(await fault(signIn({ notBefore: at(59) }))).toBe('taken')
    expect(await fault(signIn({ notBefore: at(61) }))).toBe('expired')
    expect(await fault(signIn({ until: at(3 * 24 * 3600) }))).toBe('malformed')
    for (const [from, to] of [
      [/ NotOnOrAfter="[^"]*"/g, ''],
      [/<saml:Conditions.*<\/saml:Conditions>/, ''],
      [/<saml:AudienceRestriction>.*<\/saml:AudienceRestriction>/, ''],
      [/ Recipient="[^"]*"/, ''],
      [/ InResponseTo="[^"]*"/, ''],
      [/<saml:SubjectConfirmation .*<\/saml:SubjectConfirmation>/, ''],
      [/<saml:AuthnStatement.*<\/saml:AuthnStatement>/, ''],
      [/cm:bearer/, 'cm:sender-vouches'],
    ] as const)
      expect(await fault(signIn({ before: (xml) => xml.replace(from, to) })), String(from)).not.toBe('taken')
  })

  test('SHA-1, other keys, and a key that the message itself brings', async () => {
    expect(await fault(signIn({ hash: 'sha1' }))).toBe('untrusted')
    expect(await fault(signIn({ hash: 'sha512' }))).toBe('taken')
    // It signs with its own key and encloses its own certificate.
    expect(await fault(signIn({}, callOf(), other))).toBe('untrusted')
  })

  test('a provider that rotates has two certificates, and either is taken', async () => {
    const call = callOf({ certificates: [provider.certificate, other.certificate] })
    expect(await fault(signIn({}, call))).toBe('taken')
    expect(await fault(signIn({}, call, other))).toBe('taken')
  })

  test('weak keys and what is no certificate', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const pem = publicKey.export({ type: 'spki', format: 'pem' }) as string
    expect(await fault(signIn({}, callOf({ certificates: [pem] })))).toBe('settings')
  })

  test('the provider’s own refusal is told', async () => {
    const status = 'urn:oasis:names:tc:SAML:2.0:status:Responder'
    expect(await fault(signIn({ status }))).toBe('refused')
  })

  test.each([
    ['nothing', ''],
    ['no base64', '<xml/>'],
    ['no XML', Buffer.from('hello').toString('base64')],
    ['another XML', Buffer.from('<a/>').toString('base64')],
    [
      'half of one',
      Buffer.from('<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">').toString('base64'),
    ],
    ['no UTF-8', Buffer.from([0x3c, 0xff, 0xfe]).toString('base64')],
    [
      'a document type',
      Buffer.from('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>').toString('base64'),
    ],
    ['entities', Buffer.from('<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">]><a>&a;&a;</a>').toString('base64')],
    ['deep nesting', Buffer.from('<a>'.repeat(5_000) + '</a>'.repeat(5_000)).toString('base64')],
  ])('malformed: %s', async (_, field) => {
    const { remember } = await begin()
    const parameters = new URLSearchParams({ SAMLResponse: field })
    expect(['malformed', 'too_large']).toContain(
      await fault(adapter.endSignIn?.(callOf(), { parameters, returnUrl: answerUrl, remembered: remember })),
    )
  })

  test('10 MB are not parsed', async () => {
    const { remember } = await begin()
    const parameters = posted(`<a>${'x'.repeat(10_000_000)}</a>`)
    expect(await fault(adapter.endSignIn?.(callOf(), { parameters, returnUrl: answerUrl, remembered: remember }))).toBe(
      'too_large',
    )
  })

  test('a name that a comment cuts in two is nobody’s (CVE-2017-11427 and its like)', async () => {
    const comment = (xml: string) => xml.replace('noor-4711', 'admin<!---->.evil')
    expect(await fault(signIn({ before: comment }))).toBe('malformed')
    const after = (await provider.xml(answerOf('_x'))).replace('noor-4711', 'noor<!---->-4711')
    const end = adapter.endSignIn?.(callOf(), {
      parameters: posted(after),
      returnUrl: answerUrl,
      remembered: { requestId: '_x' },
    })
    expect(await fault(end)).toBe('malformed')
    for (const trick of ['noor<?x?>-4711', 'noor<![CDATA[-4711]]>', 'noor<b/>-4711'])
      expect(await fault(signIn({ before: (xml) => xml.replace('noor-4711', trick) })), trick).not.toBe('taken')
  })

  test('each assertion is taken once: it names itself, until it ends', async () => {
    const first = await signIn({ assertionId: '_same' })
    const second = await signIn({ assertionId: '_same' })
    expect(first?.once?.id).toBe(second?.once?.id)
    expect(first?.once?.expiresAt.getTime()).toBe(now.getTime() + 6 * 60_000)
  })
})
