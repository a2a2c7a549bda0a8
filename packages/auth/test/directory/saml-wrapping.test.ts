import { samlSettings } from '@gatehouse/contracts/identity-providers'
import { describe, expect, test } from 'vitest'
import { ownEntityId } from '../../src/directory/saml/own-metadata.ts'
import { samlAdapter } from '../../src/directory/saml/saml-adapter.ts'
import { posted, samlTestProvider } from '../../src/directory/testing/saml-provider.ts'
import { holdsSigned, wrappings } from './signature-wrapping.ts'

const now = new Date('2027-01-15T10:00:00.000Z')
const answerUrl = 'https://console.example/sign-in/return/idp_one'
const provider = samlTestProvider()
const adapter = samlAdapter({ rules: { mode: 'idp' } })
const evil = (xml: string) => xml.replaceAll('noor-4711', 'mira-0001')

function settings(signed: string) {
  return samlSettings.parse({
    kind: 'saml',
    entityId: provider.entityId,
    signOnUrl: 'https://idp.harbour.example/sso',
    certificates: [provider.certificate],
    signed,
  })
}

/** Who is taken; undefined: nobody. */
async function taken(xml: string, signed = 'either'): Promise<string | undefined> {
  const call = {
    providerId: 'idp_one',
    settings: settings(signed),
    secret: undefined,
    now: () => now,
    signal: new AbortController().signal,
  }
  const answer = { parameters: posted(xml), returnUrl: answerUrl, remembered: { requestId: '_one' } }
  return adapter.endSignIn?.(call, answer).then(
    ({ subject }) => subject,
    () => undefined,
  )
}

const genuine = (sign: 'assertion' | 'response' | 'both') =>
  provider.xml({ requestId: '_one', answerUrl, audience: ownEntityId('idp_one'), now, sign })

describe('signature wrapping is refused', () => {
  for (const [name, wrap] of Object.entries(wrappings)) {
    for (const sign of ['assertion', 'response', 'both'] as const) {
      test(`${name} (signed: ${sign})`, async () => {
        const signed = await genuine(sign)
        expect(await taken(signed)).toBe('noor-4711')
        const wrapped = wrap(signed, evil)
        expect(wrapped).toContain('mira-0001')
        expect(holdsSigned(wrapped)).toBe(true)
        for (const policy of ['either', 'assertion', 'response', 'both'])
          expect(await taken(wrapped, policy)).toBeUndefined()
      })
    }
  }

  test('two assertions, both signed', async () => {
    const [one, two] = [await genuine('assertion'), await genuine('assertion')]
    const second = /<saml:Assertion .*<\/saml:Assertion>/.exec(two)?.[0] ?? ''
    expect(await taken(one.replace('</samlp:Response>', `${second}</samlp:Response>`))).toBeUndefined()
  })

  test('one id twice', async () => {
    const signed = await genuine('assertion')
    const id = / ID="(_a[^"]+)"/.exec(signed)?.[1]
    expect(await taken(signed.replace(/ ID="_r[^"]+"/, ` ID="${id}"`))).toBeUndefined()
    expect(await taken(signed.replace('<samlp:Status>', `<samlp:Status Id="${id}">`))).toBeUndefined()
  })

  test('what was signed is changed, or its signature taken away', async () => {
    for (const sign of ['assertion', 'response', 'both'] as const) {
      const signed = await genuine(sign)
      expect(await taken(evil(signed))).toBeUndefined()
      expect(await taken(signed.replace(/<ds:Signature.*<\/ds:Signature>/, ''))).toBeUndefined()
      expect(await taken(signed.replace(/<ds:SignatureValue>[^<]*/, '<ds:SignatureValue>AAAA'))).toBeUndefined()
      expect(await taken(signed.replace(/(<ds:Reference URI=")#[^"]*/, '$1'))).toBeUndefined()
      expect(await taken(signed.replaceAll('exc-c14n#', 'exc-c14n#WithComments'))).toBeUndefined()
    }
  })

  test('an assertion in a namespace of its own', async () => {
    const signed = await genuine('assertion')
    expect(await taken(signed.replaceAll('urn:oasis:names:tc:SAML:2.0:assertion', 'urn:evil'))).toBeUndefined()
  })
})
