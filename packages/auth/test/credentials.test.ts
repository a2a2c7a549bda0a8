import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashKey, keyLength, keyStart, last4, mintKey, parseKey } from '../src/credentials.ts'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const environment = fc.constantFrom('live' as const, 'test' as const)

describe('API keys', () => {
  it('are accepted as minted, with the environment of their prefix', () => {
    for (let i = 0; i < 2_000; i += 1) {
      const env = i % 2 ? 'live' : 'test'
      const key = mintKey(env)
      expect(key).toMatch(/^gh_(live|test)_[0-9A-Za-z]{38}$/)
      expect(key).toHaveLength(keyLength)
      expect(parseKey(key)).toEqual({ wellFormed: true, environment: env })
    }
  })

  it('carry zlib’s CRC-32 of all before it in base62', () => {
    const key = mintKey('live')
    let value = 0
    for (const char of key.slice(-6)) value = value * 62 + alphabet.indexOf(char)
    expect(value).toBe(crc32(key.slice(0, -6)))
  })

  it('are rejected as malformed when any one character is changed, dropped, added or two are swapped', () => {
    fc.assert(
      fc.property(
        environment,
        fc.nat(keyLength - 1),
        fc.constantFrom(...alphabet, ' ', '"', 'é', '\u0000'),
        (env, at, char) => {
          const key = mintKey(env)
          if (key[at] !== char) expect(parseKey(key.slice(0, at) + char + key.slice(at + 1)).wellFormed).toBe(false)
          expect(parseKey(key.slice(0, at) + key.slice(at + 1)).wellFormed).toBe(false)
          expect(parseKey(key.slice(0, at) + char + key.slice(at)).wellFormed).toBe(false)
          const a = key[at]
          const b = key[at + 1]
          if (a !== undefined && b !== undefined && a !== b) {
            expect(parseKey(key.slice(0, at) + b + a + key.slice(at + 2)).wellFormed).toBe(false)
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  it('never throw on any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => parseKey(text).wellFormed === false))
  })

  it('use every character of the alphabet evenly', () => {
    const counts = new Map<string, number>()
    for (let i = 0; i < 4_000; i += 1) {
      for (const char of mintKey('live').slice(8, 40)) counts.set(char, (counts.get(char) ?? 0) + 1)
    }
    const expected = (4_000 * 32) / 62
    let chiSquare = 0
    for (const char of alphabet) chiSquare += ((counts.get(char) ?? 0) - expected) ** 2 / expected
    // 61 degrees of freedom: above 120 happens once in more than 10,000 runs of a fair source.
    expect(chiSquare).toBeLessThan(120)
  })

  it('throw biased bytes away', () => {
    const bytes = [255, 254, 253, 252, 251, 250, 249, 248, 0, 61, 62, 247]
    let at = 0
    const key = mintKey('test', (n) => Uint8Array.from({ length: n }, () => bytes[at++ % bytes.length] ?? 0))
    expect(key.slice(8, 40)).toBe('0z0z'.repeat(8))
  })

  it('are stored as SHA-256 and shown by twelve first and four last characters', () => {
    const key = mintKey('live')
    expect(hashKey(key)).toBe(createHash('sha256').update(key).digest('hex'))
    expect(keyStart(key)).toBe(key.slice(0, 12))
    expect(last4(key)).toBe(key.slice(42))
  })
})

describe('S1a: the pattern that secret scanners are given', () => {
  const page = readFileSync(new URL('../../../docs/keys.md', import.meta.url), 'utf8')
  const [keys, secrets] = (/```\n([\s\S]*?)```/.exec(page)?.[1] ?? '')
    .trim()
    .split('\n')
    .map((source) => new RegExp(source, 'g'))

  it('finds each key and secret in code, logs and URLs, and no key that is longer', () => {
    for (let i = 0; i < 200; i += 1) {
      const key = mintKey(i % 2 ? 'live' : 'test')
      for (const text of [`KEY="${key}"`, `https://x.test/?api_key=${key}&a=1`, `{"key":"${key}"}`, key])
        expect(text.match(keys ?? /^$/)).toEqual([key])
      expect(`${key}A`.match(keys ?? /^$/)).toBeNull()
      const secret = `gh_secret_${randomBytes(32).toString('base64url')}`
      expect(`CLIENT_SECRET=${secret}`.match(secrets ?? /^$/)).toEqual([secret])
    }
  })

  it('stands in the rules for gitleaks, too', () => {
    expect(page).toContain(String.raw`regex = '''\bgh_(?:live|test)_[0-9A-Za-z]{38}\b'''`)
  })
})
