import { describe, expect, test } from 'vitest'
import { hashPassword, refuseNewPassword, verifyPassword } from '../src/passwords.ts'

describe('a password', () => {
  test('is kept as argon2id with OWASP’s cost and a salt of its own', async () => {
    const [first, second] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')])
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(first).not.toBe(second)
  })

  test('opens only with itself, however its characters were typed', async () => {
    const stored = await hashPassword('Zo\u00eb’s long password')
    expect(await verifyPassword(stored, 'Zoe\u0308’s long password')).toBe(true)
    expect(await verifyPassword(stored, 'Zoe’s long password')).toBe(false)
  })

  test('of nobody is never right', async () => {
    expect(await verifyPassword(undefined, '')).toBe(false)
    expect(await verifyPassword(null, 'anything at all')).toBe(false)
  })

  test.each([
    'short',
    'elevenchars',
    'x'.repeat(257),
    'password1234',
    'Password1234',
    'pass-word 1234',
    'qwertyuiop123',
    'abcabcabcabc',
    '121212121212',
    'dana@example.com',
    'danasmithson1',
  ])('refuses %j', (password) => {
    expect(refuseNewPassword(password, ['dana@example.com', 'dana', 'Dana Smithson'])).toBeTypeOf('string')
  })

  test.each(['correct horse battery', 'twelve chars', 'ünïcödé ünïcödé', '😀😁😂🤣😃😄😅😆😉😊😋😎'])(
    'takes %j',
    (password) => {
      expect(refuseNewPassword(password, ['dana@example.com', 'dana', 'Dana Smithson'])).toBeUndefined()
    },
  )
})
