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
  /** 32 bytes; seals the data keys, and what was sealed before there were any. */
  secretKey: Uint8Array
  /** Data keys, which seal secrets at rest (envelope encryption). */
  keys?: DataKeys
  /** Where imports may read from; absent: public addresses only, which is what an installation has. */
  importNetwork?: { rules: AddressRules; resolve?: Resolver; timeoutMs?: number }
  /** Where webhooks may go to; absent: public addresses only. */
  webhookNetwork?: { rules: AddressRules; resolve?: Resolver }
  /** Where identity providers may be (absent: public and private addresses), and kinds of them that the installation brings along. */
  identity?: { network?: ProviderNetwork; kinds?: readonly ProviderKind[] }
}

/** The data keys of a process (secrets/keyring.ts). */
export type DataKeys = {
  /** What new texts are sealed with; undefined before the keys are read. */
  current: () => { id: string; key: Uint8Array } | undefined
  find: (id: string) => Uint8Array | undefined
}

/**
 * Seals text with AES-256-GCM and names the data key: `v2.<key>.<nonce tag body>`. `purpose` is bound in, so that a value sealed for one
 * place does not open in another. Before the data keys are read, the installation key itself seals: `v1.…`.
 */
export function sealText(installation: Installation, purpose: string, text: string): string {
  const data = installation.keys?.current()
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', data?.key ?? installation.secretKey, nonce)
  cipher.setAAD(Buffer.from(data ? `${data.id} ${purpose}` : purpose))
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  const sealed = Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
  return data ? `v2.${data.id}.${sealed}` : `v1.${sealed}`
}

/** Opens what `sealText` gave for the same purpose, by whichever key; throws when key, purpose or bytes are wrong. */
export function openText(installation: Installation, purpose: string, sealed: string): string {
  const [version, name = '', text = ''] = sealed.split('.')
  const named = version === 'v2'
  const key = named ? installation.keys?.find(name) : installation.secretKey
  if (key === undefined) throw new Error(`The data key ${name} is not at hand.`)
  const bytes = Buffer.from(named ? text : name, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
  decipher.setAAD(Buffer.from(named ? `${name} ${purpose}` : purpose))
  decipher.setAuthTag(bytes.subarray(12, 28))
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
}
