import { readFileSync } from 'node:fs'
import { verificationKeyOf } from '@gatehouse/contracts/verification-keys'
import { expect, test } from 'vitest'
import { parseCompactJws } from '../src/tokens/compact-jws.ts'
import { isSignedBy, signingKey } from '../src/tokens/signing-keys.ts'

type Vector = { tcId: number; comment: string; jws: string; result: 'valid' | 'invalid' }
type Group = { comment: string; public?: Record<string, unknown>; private?: Record<string, unknown>; tests: Vector[] }

const { testGroups } = JSON.parse(readFileSync(new URL('./vectors/jws-wycheproof.json', import.meta.url), 'utf8')) as {
  testGroups: Group[]
}

function accepts(group: Group, { jws }: Vector): boolean {
  const key = verificationKeyOf(group.public ?? group.private)
  const ready = key === undefined ? null : signingKey(key)
  const parsed = parseCompactJws(jws)
  return ready !== null && parsed !== null && isSignedBy(parsed, ready)
}

const vectors = testGroups.flatMap((group) => group.tests.map((vector) => ({ group, vector })))

test('R48 no invalid signature of Wycheproof is accepted', () => {
  const invalid = vectors.filter(({ vector }) => vector.result === 'invalid')
  expect(invalid).toHaveLength(355)
  expect(invalid.filter(({ group, vector }) => accepts(group, vector)).map(({ vector }) => vector.tcId)).toEqual([])
})

/** Their key says PS256 and their token PS384 (RFC 7520 §3.4, §4.2): a key is for the algorithm that it says, RFC 7517 §4.4. */
const otherThanTheKeySays = new Set([346, 350])

test('R48 no valid signature of a supported algorithm is refused', () => {
  const valid = vectors.filter(
    ({ group, vector }) => vector.result === 'valid' && (group.public ?? group.private)?.['kty'] !== 'oct',
  )
  expect(valid).toHaveLength(36)
  const refused = valid.filter(({ group, vector }) => !accepts(group, vector))
  expect(new Set(refused.map(({ vector }) => vector.tcId))).toEqual(otherThanTheKeySays)
})

test('V9 9.1.2 what is signed with a shared secret is never accepted', () => {
  const symmetric = vectors.filter(({ group }) => (group.public ?? group.private)?.['kty'] === 'oct')
  expect(symmetric.length).toBeGreaterThan(0)
  expect(symmetric.filter(({ group, vector }) => accepts(group, vector))).toEqual([])
})
