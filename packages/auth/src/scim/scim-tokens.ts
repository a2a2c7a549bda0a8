import { randomBytes } from 'node:crypto'

/** Tokens with which directories write: `gh_scim_` and 43 characters of base64url (256 bits). Only the SHA-256 is stored. */
export const scimTokenPrefix = 'gh_scim_'
const form = /^gh_scim_[A-Za-z0-9_-]{43}$/

export function mintScimToken(random: (bytes: number) => Uint8Array = randomBytes): string {
  return scimTokenPrefix + Buffer.from(random(32)).toString('base64url')
}

/** Whether text has the form of one; what has not is not looked up. */
export function isScimToken(text: string): boolean {
  return form.test(text)
}
