import { createPublicKey, createSign, type KeyObject, randomBytes } from 'node:crypto'
import { isIP } from 'node:net'

export type CertificateOrder = {
  /** Common name of whom it is for. */
  readonly subject: string
  readonly publicKey: KeyObject
  /** Who signs; the same name and key for a self-signed one. RSA. */
  readonly issuer: string
  readonly issuerKey: KeyObject
  readonly from: Date
  readonly until: Date
  /** It may sign others. */
  readonly authority?: boolean
  /** Names and addresses of a server. */
  readonly hosts?: readonly string[]
}

/**
 * An X.509 certificate as PEM (RFC 5280, version 3, RSA with SHA-256). Node reads certificates and cannot make any; what is needed here
 * (a holder for a public key of ours in SAML metadata) is a few lines of DER.
 */
export function makeCertificate(order: CertificateOrder): string {
  const algorithm = sequence(objectId('1.2.840.113549.1.1.11'), Buffer.from([0x05, 0x00]))
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([0x01]), randomBytes(15)])),
    algorithm,
    commonName(order.issuer),
    sequence(time(order.from), time(order.until)),
    commonName(order.subject),
    createPublicKey(order.publicKey.export({ type: 'spki', format: 'pem' }) as string).export({
      type: 'spki',
      format: 'der',
    }),
    tagged(0xa3, sequence(...extensions(order))),
  )
  const signature = createSign('sha256').update(body).sign(order.issuerKey)
  const certificate = sequence(body, algorithm, tagged(0x03, Buffer.from([0]), signature))
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

function extensions(order: CertificateOrder): Buffer[] {
  const yes = Buffer.from([0x01, 0x01, 0xff])
  const basic = sequence(objectId('2.5.29.19'), yes, tagged(0x04, sequence(...(order.authority ? [yes] : []))))
  const names = (order.hosts ?? []).map((host) =>
    isIP(host) === 4 ? tagged(0x87, Buffer.from(host.split('.').map(Number))) : tagged(0x82, Buffer.from(host)),
  )
  return names.length === 0 ? [basic] : [basic, sequence(objectId('2.5.29.17'), tagged(0x04, sequence(...names)))]
}

function commonName(name: string): Buffer {
  return sequence(tagged(0x31, sequence(objectId('2.5.4.3'), tagged(0x0c, Buffer.from(name.slice(0, 64), 'utf8')))))
}

/** UTCTime up to 2049, GeneralizedTime after (RFC 5280 §4.1.2.5). */
function time(at: Date): Buffer {
  const text = `${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`
  return at.getUTCFullYear() < 2050 ? tagged(0x17, Buffer.from(text.slice(2))) : tagged(0x18, Buffer.from(text))
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, ...parts)
}

function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes)
}

function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [first * 40 + second]
  for (const number of rest) {
    const digits = [number & 0x7f]
    for (let left = Math.floor(number / 128); left > 0; left = Math.floor(left / 128))
      digits.unshift((left % 128) | 0x80)
    bytes.push(...digits)
  }
  return tagged(0x06, Buffer.from(bytes))
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content])
  const digits: number[] = []
  for (let left = content.length; left > 0; left = Math.floor(left / 256)) digits.unshift(left % 256)
  return Buffer.concat([Buffer.from([tag, 0x80 | digits.length, ...digits]), content])
}
