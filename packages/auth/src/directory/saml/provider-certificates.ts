import { X509Certificate } from 'node:crypto'
import { ProviderError } from '../adapter.ts'

export type ReadCertificate = { readonly pem: string; readonly certificate: X509Certificate }

/** A provider's certificates, as PEM or the bare base64 of metadata. Throws ProviderError for what is none or too weak to prove anything. */
export function readCertificates(texts: readonly string[]): ReadCertificate[] {
  return texts.map((text) => {
    const body = text.replace(/-----(BEGIN|END) CERTIFICATE-----|\s/g, '')
    const pem = `-----BEGIN CERTIFICATE-----\n${(body.match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`
    const certificate = parse(pem)
    if (certificate === undefined)
      throw new ProviderError('settings', 'A certificate of the provider is none that can be read.')
    const { publicKey } = certificate
    const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0
    if (publicKey.asymmetricKeyType !== 'rsa' || bits < 2048)
      throw new ProviderError(
        'settings',
        'A certificate of the provider holds no RSA key of 2,048 bits or more: its signatures prove nothing.',
      )
    return { pem, certificate }
  })
}

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem)
  } catch {
    return undefined
  }
}
