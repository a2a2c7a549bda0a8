import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { makeCertificate } from '../certificate.ts'

export type TestAuthority = { readonly name: string; readonly certificate: string; readonly key: KeyObject }

const day = 24 * 3600_000

/** An RSA key as PEM; small, for it protects nothing. */
export function testKey(): string {
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  }) as string
}

/** A certificate authority of a test. */
export function testAuthority(name: string): TestAuthority {
  const key = createPrivateKey(testKey())
  const span = { from: new Date(Date.now() - day), until: new Date(Date.now() + 30 * day) }
  const certificate = makeCertificate({
    subject: name,
    issuer: name,
    publicKey: createPublicKey(key),
    issuerKey: key,
    authority: true,
    ...span,
  })
  return { name, certificate, key }
}

/** A server's certificate for these hosts, and its key. */
export function testServer(authority: TestAuthority, hosts: readonly string[]): { certificate: string; key: string } {
  const key = testKey()
  const certificate = makeCertificate({
    subject: hosts[0] ?? 'server',
    issuer: authority.name,
    publicKey: createPublicKey(key),
    issuerKey: authority.key,
    hosts,
    from: new Date(Date.now() - day),
    until: new Date(Date.now() + 30 * day),
  })
  return { certificate, key }
}
