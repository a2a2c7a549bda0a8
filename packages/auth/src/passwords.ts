import { hash, verify } from '@node-rs/argon2'
import { commonPasswords } from './common-passwords.ts'

/** OWASP's first choice for argon2id (the library's default algorithm): 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const passwordLength = { min: 12, max: 256 } as const

/** A hash of the same cost that no password has: an unknown person takes as long to refuse as a known one. */
let dummy: Promise<string> | undefined
const dummyHash = () => {
  dummy ??= hash(crypto.randomUUID(), cost)
  return dummy
}

/** Two ways to type the same characters are one password (NIST SP 800-63B §3.1.1.2). */
const canonical = (password: string) => password.normalize('NFKC')

/** argon2id in PHC form, with a salt of its own. */
export function hashPassword(password: string): Promise<string> {
  return hash(canonical(password), cost)
}

/** Whether the password is the stored one. Without a stored hash it does the same work and says no. */
export async function verifyPassword(stored: string | null | undefined, password: string): Promise<boolean> {
  const matches = await verify(stored ?? (await dummyHash()), canonical(password.slice(0, passwordLength.max * 4)))
  return matches && typeof stored === 'string'
}

/**
 * Why a new password is refused, or undefined. Length and guessability only; rules of composition make passwords worse.
 * `about`: what an attacker knows of the person (address, name).
 */
export function refuseNewPassword(password: string, about: readonly string[] = []): string | undefined {
  const length = [...password].length
  if (length < passwordLength.min) return `at least ${passwordLength.min} characters`
  if (length > passwordLength.max) return `at most ${passwordLength.max} characters`
  const plain = canonical(password).toLowerCase()
  const squeezed = plain.replace(/[^\p{L}\p{N}]/gu, '')
  if (commonPasswords.has(plain) || commonPasswords.has(squeezed)) return 'a password that is not among the commonest'
  if (isRepetition(plain)) return 'more than one short piece repeated'
  const known = about.map((text) => text.toLowerCase()).filter((text) => text.length >= 4)
  if (known.some((text) => plain === text || squeezed.replace(/\d+$/, '') === text.replace(/[^\p{L}\p{N}]/gu, ''))) {
    return 'something other than your own name or address'
  }
  return undefined
}

/** One to four characters over and over: `aaaaaaaaaaaa`, `abcabcabcabc`. */
function isRepetition(text: string): boolean {
  return [1, 2, 3, 4].some(
    (size) =>
      text ===
      text
        .slice(0, size)
        .repeat(Math.ceil(text.length / size))
        .slice(0, text.length),
  )
}
