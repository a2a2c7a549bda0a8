import { createPrivateKey, createPublicKey, generateKeyPair, X509Certificate } from 'node:crypto'
import { promisify } from 'node:util'
import { makeCertificate } from '../certificate.ts'

export type OwnKeys = { readonly privateKey: string; readonly certificate: string }

const years = 10

/**
 * A key pair of ours for one provider, as the secret that is kept of it: private key and certificate, both PEM. We sign requests with it and
 * decrypt assertions. The certificate only carries the public key in metadata; nobody judges its dates, so they are far.
 */
export async function makeOwnKeys(name: string, now: Date): Promise<string> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const until = new Date(now)
  until.setUTCFullYear(now.getUTCFullYear() + years)
  const certificate = makeCertificate({
    subject: name,
    issuer: name,
    publicKey,
    issuerKey: privateKey,
    from: new Date(now.getTime() - 24 * 3600_000),
    until,
  })
  return `${privateKey.export({ type: 'pkcs8', format: 'pem' })}${certificate}`
}

/** Reads such a secret; undefined where it is none, or the two do not belong together. */
export function readOwnKeys(secret: string | undefined): OwnKeys | undefined {
  const privateKey = /-----BEGIN (?:RSA )?PRIVATE KEY-----[\s\S]+?-----END (?:RSA )?PRIVATE KEY-----/.exec(
    secret ?? '',
  )?.[0]
  const certificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(secret ?? '')?.[0]
  if (privateKey === undefined || certificate === undefined) return undefined
  try {
    const key = createPrivateKey(privateKey)
    const carried = new X509Certificate(certificate).publicKey
    return createPublicKey(key).equals(carried)
      ? { privateKey: `${privateKey}\n`, certificate: `${certificate}\n` }
      : undefined
  } catch {
    return undefined
  }
}

/** The base64 of a certificate, as metadata has it. */
export function certificateBody(pem: string): string {
  return pem.replace(/-----(BEGIN|END) CERTIFICATE-----|\s/g, '')
}
