import { generateKeyPairSync } from 'node:crypto'
import { openSealed, rawPublicKey, SealError, sealSecret } from '@gatehouse/auth/credentials/sealed'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const gateway = generateKeyPairSync('x25519')
const recipient = rawPublicKey(gateway.publicKey)
const name = { id: 'sec_01', version: 3 }

describe('sealed secrets', () => {
  test('open to what was sealed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        expect(openSealed(gateway.privateKey, name, sealSecret(recipient, name, text))).toBe(text)
      }),
      { numRuns: 50 },
    )
  })

  test('never show their text, and two seals of one text differ', () => {
    const first = sealSecret(recipient, name, 'planted-secret')
    expect(first).not.toBe(sealSecret(recipient, name, 'planted-secret'))
    expect(Buffer.from(first, 'base64url').toString('latin1')).not.toContain('planted')
  })

  test('rejects another key, another name, another version, and every flipped byte', () => {
    const sealed = sealSecret(recipient, name, 'text')
    const other = generateKeyPairSync('x25519')
    expect(() => openSealed(other.privateKey, name, sealed)).toThrow(SealError)
    expect(() => openSealed(gateway.privateKey, { ...name, id: 'sec_02' }, sealed)).toThrow(SealError)
    expect(() => openSealed(gateway.privateKey, { ...name, version: 2 }, sealed)).toThrow(SealError)
    const bytes = Buffer.from(sealed, 'base64url')
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes)
      // The top bit of an X25519 coordinate is ignored by the curve, never by the salt: all bits count.
      changed[at] = (changed[at] ?? 0) ^ 0x80
      expect(() => openSealed(gateway.privateKey, name, changed.toString('base64url'))).toThrow(SealError)
    }
  })
})
