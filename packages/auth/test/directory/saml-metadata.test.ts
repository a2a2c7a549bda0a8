import { X509Certificate } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { samlSettings } from '@gatehouse/contracts/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProviderError } from '../../src/directory/adapter.ts'
import { makeOwnKeys, readOwnKeys } from '../../src/directory/saml/own-keys.ts'
import { ownEntityId, ownMetadata } from '../../src/directory/saml/own-metadata.ts'
import { fetchProviderMetadata, readProviderMetadata } from '../../src/directory/saml/read-metadata.ts'
import { samlAdapter } from '../../src/directory/saml/saml-adapter.ts'
import { samlTestProvider } from '../../src/directory/testing/saml-provider.ts'

const provider = samlTestProvider()
const next = samlTestProvider()
const third = samlTestProvider()
const now = () => new Date()
let server: Server
let port = 0
let published = ''

beforeAll(async () => {
  server = createServer((_, response) => {
    if (published === 'endless') {
      const timer = setInterval(() => response.write('<a>'.repeat(100_000)), 1)
      return response.on('close', () => clearInterval(timer))
    }
    return response.end(published)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const place = () => `http://127.0.0.1:${port}/metadata`
const network = () => ({ rules: { mode: 'idp' as const, loopback: [port] } })
const signal = new AbortController().signal
const fault = (act: () => unknown) =>
  Promise.resolve()
    .then(act)
    .then(
      () => 'taken',
      (error: ProviderError) => error.fault ?? error,
    )

describe('theirs', () => {
  test('entity, address, binding and certificates are read; comments do not matter', () => {
    const read = readProviderMetadata(provider.metadata('https://idp.harbour.example/sso?tenant=1&x=2'))
    expect(read).toMatchObject({
      entityId: provider.entityId,
      signOnUrl: 'https://idp.harbour.example/sso?tenant=1&x=2',
      signOnBinding: 'redirect',
      wantsSignedRequests: false,
    })
    expect(read.certificates.map((pem) => new X509Certificate(pem).fingerprint256)).toEqual([
      new X509Certificate(provider.certificate).fingerprint256,
    ])
  })

  test('a provider that rotates names two certificates', () => {
    const both = provider.metadata('https://idp.example/sso', [next.certificate])
    expect(readProviderMetadata(both).certificates).toHaveLength(2)
  })

  test.each([
    ['no XML', 'hello', 'malformed'],
    ['of a service', '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="x"/>', 'malformed'],
    ['with a document type', `<!DOCTYPE x>${provider.metadata('https://idp.example/')}`, 'malformed'],
    ['with an external entity', '<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1/">]><x>&e;</x>', 'malformed'],
    [
      'with nothing to sign on at',
      provider.metadata('https://idp.example/').replace(/<SingleSignOn.*>/g, ''),
      'settings',
    ],
    ['with an address that is none', provider.metadata('javascript:alert(1)'), 'settings'],
    ['without certificate', provider.metadata('https://idp.example/').replace(/<KeyDescriptor.*>/g, ''), 'settings'],
    [
      'with a broken certificate',
      provider.metadata('https://idp.example/').replace(/<ds:X509Certificate>M/, '<ds:X509Certificate>A'),
      'settings',
    ],
    [
      'of several',
      `<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">${[1, 2].map(() => provider.metadata('https://idp.example/').replace(/<\?.*\?>/, '')).join('')}</EntitiesDescriptor>`,
      'settings',
    ],
    ['of 10 MB', `<a>${'x'.repeat(10_000_000)}</a>`, 'too_large'],
  ])('refused: %s', async (_, text, expected) => {
    expect(await fault(() => readProviderMetadata(text))).toBe(expected)
  })

  test('from an address, guarded: private rules, size, what answers', async () => {
    published = provider.metadata('https://idp.example/sso')
    expect((await fetchProviderMetadata(network(), place(), signal)).entityId).toBe(provider.entityId)
    expect(await fault(() => fetchProviderMetadata({ rules: { mode: 'idp' } }, place(), signal))).toBe('settings')
    expect(await fault(() => fetchProviderMetadata(network(), 'http://169.254.169.254/metadata', signal))).toBe(
      'settings',
    )
    published = 'endless'
    expect(await fault(() => fetchProviderMetadata(network(), place(), signal))).toBe('too_large')
  })

  test('a look tells when their metadata names a certificate that is not in the settings', async () => {
    const look = (certificates: readonly string[], secret?: string) =>
      samlAdapter(network()).discover({
        providerId: 'idp_one',
        settings: samlSettings.parse({
          kind: 'saml',
          entityId: provider.entityId,
          signOnUrl: 'https://idp.example/sso',
          metadataUrl: place(),
          certificates,
        }),
        secret,
        now,
        signal,
      })
    published = provider.metadata('https://idp.example/sso', [next.certificate])
    const one = await look([provider.certificate])
    expect(one.health.state).toBe('well')
    expect(one.findings?.map(({ sentence }) => sentence).join()).toContain('is not in the settings')
    const none = await look([third.certificate])
    expect(none.health.state).toBe('failing')
    const both = await look([provider.certificate, next.certificate], await makeOwnKeys('Gatehouse', now()))
    expect(both.findings).toEqual([])
  }, 30_000)
})

describe('ours', () => {
  test('names where answers go, the name that we want, and our key; it is what we read ourselves', async () => {
    const keys = readOwnKeys(await makeOwnKeys('Gatehouse', now()))
    const xml = ownMetadata({
      providerId: 'idp_one',
      answerUrls: ['https://console.example/a?x=1&y=2', 'https://portal.example/b'],
      certificate: keys?.certificate,
    })
    expect(xml).toContain(`entityID="${ownEntityId('idp_one')}"`)
    expect(xml).toContain('Location="https://console.example/a?x=1&amp;y=2" index="0" isDefault="true"')
    expect(xml).toContain('Location="https://portal.example/b" index="1"')
    expect(xml).toContain('nameid-format:persistent')
    expect(xml.match(/KeyDescriptor use=/g)).toHaveLength(2)
    expect(xml).not.toContain('PRIVATE')
    expect(await fault(() => readProviderMetadata(xml))).toBe('malformed')
  })

  test('a key pair is only what belongs together', async () => {
    const [one, two] = [await makeOwnKeys('Gatehouse', now()), await makeOwnKeys('Gatehouse', now())]
    const certificate = /-----BEGIN CERT[\s\S]*/
    expect(readOwnKeys(one)).toBeDefined()
    expect(readOwnKeys(one.replace(certificate, certificate.exec(two)?.[0] ?? ''))).toBeUndefined()
    expect(readOwnKeys('secret')).toBeUndefined()
    expect(readOwnKeys(undefined)).toBeUndefined()
    const { subject, validTo } = new X509Certificate(readOwnKeys(one)?.certificate ?? '')
    expect(subject).toBe('CN=Gatehouse')
    expect(new Date(validTo).getTime()).toBeGreaterThan(Date.now() + 9 * 365 * 24 * 3600_000)
  }, 30_000)
})
