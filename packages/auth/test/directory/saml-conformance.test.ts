import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { samlSettings } from '@gatehouse/contracts/identity-providers'
import { afterAll, beforeAll } from 'vitest'
import { builtInKinds } from '../../src/directory/built-in-kinds.ts'
import type { ProviderKind } from '../../src/directory/provider-kind.ts'
import { makeOwnKeys } from '../../src/directory/saml/own-keys.ts'
import { ownEntityId } from '../../src/directory/saml/own-metadata.ts'
import { requestOf, samlTestProvider } from '../../src/directory/testing/saml-provider.ts'
import { conformsToContract } from './conformance.ts'

const provider = samlTestProvider()
const returnUrl = 'https://console.example/sign-in/return/idp_one'
let server: Server
let signOnUrl = ''
let kind: ProviderKind
let secret = ''

beforeAll(async () => {
  server = createServer((_, response) => response.end('Sign in'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  signOnUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sso`
  secret = await makeOwnKeys('Gatehouse', new Date())
  const found = builtInKinds({ rules: { mode: 'idp', loopback: 'all' } }).find((one) => one.kind === 'saml')
  if (found === undefined) throw new Error('SAML is no built-in kind')
  kind = found
}, 30_000)
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())))

const callTo = (url: string) => ({
  providerId: 'idp_one',
  settings: samlSettings.parse({
    kind: 'saml',
    entityId: provider.entityId,
    signOnUrl: url,
    certificates: [provider.certificate],
  }),
  secret,
  now: () => new Date(),
  signal: new AbortController().signal,
})

conformsToContract('SAML', ['beginSignIn', 'endSignIn'], () => ({
  kind,
  call: () => callTo(signOnUrl),
  away: () => callTo('http://127.0.0.1:1/sso'),
  secrets: [secret, secret.split('\n')[3] ?? ''],
  signIn: {
    returnUrl,
    subject: 'noor-4711',
    follow: (url) =>
      provider.answer({
        requestId: requestOf(url).id,
        answerUrl: returnUrl,
        audience: ownEntityId('idp_one'),
        now: new Date(),
      }),
  },
}))
