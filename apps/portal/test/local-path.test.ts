import { describe, expect, it } from 'vitest'
import { localPath } from '../src/features/account/local-path.ts'

const hostile = [
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/.//evil.example',
  '/%2e//evil.example',
  '/..//evil.example',
  '/./\\evil.example',
  'https://evil.example',
  'https:evil.example',
  'http:/evil.example',
  'javascript:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,x',
  ' //evil.example',
  '\u0000//evil.example',
  '/ /evil.example',
  '@evil.example',
  'evil.example',
  '.evil.example',
  '/\u2028/evil.example',
  '/／evil.example',
  '',
  '?next=//evil.example',
  '/x\r\nlocation: //evil.example',
  '/api/auth/signout',
  '/sign-in?next=/sign-in',
  `/${'a'.repeat(3_000)}`,
]

describe('D11: a return path', () => {
  it.each(hostile)('drops %j', (given) => {
    expect(localPath(given)).toBe('/')
  })

  it.each(['/', '/apis/orders/v1/start?plan=pln_1', '/requests?status=4xx#top', '/apis/a%2Fb/v1', '/x//y'])(
    'keeps %j',
    (given) => {
      expect(localPath(given)).toBe(given)
    },
  )

  it('never leaves the origin, whatever a browser makes of it', () => {
    for (const given of hostile)
      expect(new URL(localPath(given), 'https://portal.example').origin).toBe('https://portal.example')
  })
})
