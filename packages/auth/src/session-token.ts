import { createHash, randomBytes } from 'node:crypto'

/** A session's secret: 256 random bits. Only its hash is stored, so a dump of the database opens no session. */
export function newSid(random: (bytes: number) => Uint8Array = randomBytes): string {
  return Buffer.from(random(32)).toString('base64url')
}

/** SHA-256 in hex of a random secret of ours (session, mail link); with 256 random bits a slow hash adds nothing. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
