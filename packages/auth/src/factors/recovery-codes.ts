import { createHash, randomInt } from 'node:crypto'

/** No letter or digit that is easily taken for another. */
const alphabet = '23456789abcdefghjkmnpqrstuvwxyz'
const groups = 4
const groupLength = 4

/** Ten codes of 79 random bits: for the day on which the other factors are lost. */
export function newRecoveryCodes(count = 10): string[] {
  const group = () => Array.from({ length: groupLength }, () => alphabet[randomInt(alphabet.length)]).join('')
  return Array.from({ length: count }, () => Array.from({ length: groups }, group).join('-'))
}

/** What is stored of a code; with this many random bits a slow hash adds nothing. Spaces, dashes and capitals do not matter. */
export function hashRecoveryCode(personId: string, code: string): string {
  const plain = code.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  return createHash('sha256').update(`recovery ${personId} ${plain}`).digest('hex')
}
