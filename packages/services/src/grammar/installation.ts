import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { ProviderKind } from '@gatehouse/auth/directory/provider-kind'
import type { ProviderNetwork } from '@gatehouse/auth/directory/provider-network'
import type { AddressRules } from '@gatehouse/net/address'
import type { Resolver } from '@gatehouse/net/resolve-host'

/** Settings of the installation that processes get from their environment. */
export type Installation = {
  adminUrl: string
  portalUrl: string
  controlUrl: string
  /** 32 bytes; seals secrets at rest. */
  secretKey: Uint8Array
  /** Where imports may read from; absent: public addresses only, which is what an installation has. */
  importNetwork?: { rules: AddressRules; resolve?: Resolver; timeoutMs?: number }
  /** Where webhooks may go to; absent: public addresses only. */
  webhookNetwork?: { rules: AddressRules; resolve?: Resolver }
  /** Where identity providers may be (absent: public and private addresses), and kinds of them that the installation brings along. */
  identity?: { network?: ProviderNetwork; kinds?: readonly ProviderKind[] }
}

/** Seals text with AES-256-GCM; `purpose` is bound in, so that a value sealed for one place does not open in another. */
export function sealText(installation: Installation, purpose: string, text: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', installation.secretKey, nonce)
  cipher.setAAD(Buffer.from(purpose))
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`
}

/** Opens what `sealText` gave for the same purpose; throws when key, purpose or bytes are wrong. */
export function openText(installation: Installation, purpose: string, sealed: string): string {
  const bytes = Buffer.from(sealed.slice(3), 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', installation.secretKey, bytes.subarray(0, 12))
  decipher.setAAD(Buffer.from(purpose))
  decipher.setAuthTag(bytes.subarray(12, 28))
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
}
