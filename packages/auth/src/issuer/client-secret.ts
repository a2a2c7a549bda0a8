import { createHash, timingSafeEqual } from 'node:crypto'

/** What secret scanners look for: `gh_secret_` and 43 characters of base64url (256 random bits). */
export const clientSecretPrefix = 'gh_secret_'

/** SHA-256 of a client's secret, lower-case hex: all that is kept of it. */
export function hashClientSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Whether a secret's hash is one of the given; takes as long wherever they differ. */
export function matchesSecret(hashes: string, secret: string): boolean {
  const given = Buffer.from(hashClientSecret(secret))
  let found = false
  for (const hash of hashes.split(' ')) {
    const known = Buffer.from(hash)
    if (known.length === given.length && timingSafeEqual(known, given)) found = true
  }
  return found
}
