import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'

/**
 * Secrets sealed for one gateway: X25519 with a fresh key per seal, HKDF-SHA256, AES-256-GCM. The secret's id and version are bound in,
 * so that one secret cannot be handed out as another or an old value as the current one. Text form: base64url of
 * `version byte 1 · ephemeral public key 32 · nonce 12 · ciphertext · tag 16`.
 */
const formatVersion = 1
const headerBytes = 1 + 32 + 12
const tagBytes = 16

export type SealedName = { id: string; version: number }

/** A text that was not sealed for this key under this name, or was changed. Says no more than that. */
export class SealError extends Error {}

/** Raw 32 bytes, base64url, of an X25519 or Ed25519 public key. */
export function rawPublicKey(key: KeyObject): string {
  const x = key.export({ format: 'jwk' }).x
  if (x === undefined) throw new TypeError('not an OKP key')
  return x
}

/** Public key from its raw base64url form. @throws when it is not 32 bytes. */
export function publicKeyFromRaw(curve: 'X25519' | 'Ed25519', raw: string): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: curve, x: raw }, format: 'jwk' })
}

/** Seals `plaintext` for the holder of `recipient` (raw X25519 public key, base64url). */
export function sealSecret(recipient: string, name: SealedName, plaintext: string): string {
  const ephemeral = generateKeyPairSync('x25519')
  const ephemeralRaw = Buffer.from(rawPublicKey(ephemeral.publicKey), 'base64url')
  const nonce = randomBytes(12)
  const key = deriveKey(ephemeral.privateKey, publicKeyFromRaw('X25519', recipient), ephemeralRaw, recipient)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(boundName(name))
  const sealed = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.of(formatVersion), ephemeralRaw, nonce, sealed, cipher.getAuthTag()]).toString(
    'base64url',
  )
}

/** Opens what `sealSecret` sealed. @throws SealError */
export function openSealed(privateKey: KeyObject, name: SealedName, text: string): string {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length < headerBytes + tagBytes || bytes[0] !== formatVersion) throw new SealError('not a sealed secret')
  const ephemeralRaw = bytes.subarray(1, 33)
  try {
    const recipient = rawPublicKey(createPublicKey(privateKey))
    const ephemeral = publicKeyFromRaw('X25519', ephemeralRaw.toString('base64url'))
    const key = deriveKey(privateKey, ephemeral, ephemeralRaw, recipient)
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(33, headerBytes))
    decipher.setAAD(boundName(name)).setAuthTag(bytes.subarray(bytes.length - tagBytes))
    const opened = decipher.update(bytes.subarray(headerBytes, bytes.length - tagBytes))
    return Buffer.concat([opened, decipher.final()]).toString('utf8')
  } catch {
    throw new SealError('sealed secret does not open')
  }
}

/** Both public keys in the salt: the key is this exchange's alone. */
function deriveKey(own: KeyObject, other: KeyObject, ephemeralRaw: Buffer, recipient: string): Buffer {
  const shared = diffieHellman({ privateKey: own, publicKey: other })
  const salt = Buffer.concat([ephemeralRaw, Buffer.from(recipient, 'base64url')])
  return Buffer.from(hkdfSync('sha256', shared, salt, 'gatehouse sealed secret 1', 32))
}

function boundName({ id, version }: SealedName): Buffer {
  return Buffer.from(`${id}:${version}`)
}
