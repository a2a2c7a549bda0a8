import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

/**
 * Management keys: `gh_mgmt_`, 32 random base62 characters (190 bits), 6 base62 characters of a CRC-32 of all before; so a secret
 * scanner can be sure of a find and a mistyped key costs no look-up. Only the SHA-256 is stored.
 */
export const managementKeyPrefix = 'gh_mgmt_'
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const form = /^gh_mgmt_[0-9A-Za-z]{38}$/

/** A fresh key. Bytes that would bias the alphabet are thrown away (248 = 4 × 62). */
export function mintManagementKey(random: (bytes: number) => Uint8Array = randomBytes): string {
  let body = managementKeyPrefix
  while (body.length < 40) {
    for (const byte of random(32)) if (byte < 248 && body.length < 40) body += alphabet.charAt(byte % 62)
  }
  return body + checksum(body)
}

/** Whether text is a whole key, unaltered since it was minted. */
export function isManagementKey(text: string): boolean {
  return form.test(text) && checksum(text.slice(0, 40)) === text.slice(40)
}

function checksum(body: string): string {
  let rest = crc32(body)
  let text = ''
  for (let i = 0; i < 6; i += 1) {
    text = alphabet.charAt(rest % 62) + text
    rest = Math.floor(rest / 62)
  }
  return text
}
