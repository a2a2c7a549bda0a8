import { describe, expect, it } from 'vitest'
import { decideHead } from '../src/decide.ts'
import { BAD_REQUEST, NOT_CANONICAL, OK, TargetReader } from '../src/routing/target.ts'
import { callerRows, depsOf, head, operation, parameter, snapshotOf } from './fixtures.ts'

const reader = new TargetReader()

describe('request targets (C.1-14)', () => {
  it.each([
    '/a/b',
    '/',
    '/a/',
    '/a.b/c..d/...',
    "/a-b_c~d!$&'()*+,=:@",
    '/a%20b/%C3%A9',
    '/%61',
    '/a%252e%252e',
    '/a|b',
    '/a?b=//../;\\|%2e',
    '/a?',
    '/%F0%9F%98%80',
  ])('accepts %s', (target) => {
    expect(reader.read(target)).toBe(OK)
  })

  it.each([
    '/..',
    '/.',
    '/a/../b',
    '/a/./b',
    '/a/..',
    '/a/.?x',
    '/a//b',
    '//a',
    '/a//',
    '/a%2eb',
    '/%2E%2e/b',
    '/a%2fb',
    '/a%2Fb',
    '/a%5cb',
    '/a\\b',
    '/a%00b',
    '/a%0d%0ab',
    '/a%1f',
    '/a%7f',
    '/a%',
    '/a%2',
    '/a%zz',
    '/a%c0%ae',
    '/a%c0%af',
    '/a%e0%80%af',
    '/a%ff',
    '/a%ed%a0%80',
    '/a%C3',
  ])('refuses %s as not canonical', (target) => {
    expect(reader.read(target)).toBe(NOT_CANONICAL)
  })

  it.each([
    '',
    'a',
    '*',
    'http://x/a',
    '/é',
    '/a b',
    '/a#b',
    '/a\u0000',
    '/a<b',
    '/a{b}',
    '/a"b',
    '/a?x=é',
    '/a?x y',
    '/a?x#y',
    '/\u{1F600}',
  ])('refuses %j as malformed', (target) => {
    expect(reader.read(target)).toBe(BAD_REQUEST)
  })

  it('matches on decoded unreserved characters and upper-case escapes', () => {
    reader.read('/%61b%c3%a9/%7Ex?%61')
    expect(reader.canonical).toBe('/ab%C3%A9/~x')
  })

  it('marks plain and encoded semicolons', () => {
    reader.read('/a;b')
    expect(reader.semicolon).toBe(true)
    reader.read('/a%3Bb')
    expect(reader.semicolon).toBe(true)
    reader.read('/a?b;c')
    expect(reader.semicolon).toBe(false)
  })
})

/** What a lenient backend may make of a path: decode once, back- to forward slashes, cut parameters, merge slashes, resolve dots. */
function lenientBackend(target: string): string[] {
  const path = target.split('?')[0] ?? ''
  const decoded = path.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  const readings = [
    path,
    decoded,
    decoded.replaceAll('\\', '/'),
    decoded.replace(/;[^/]*/g, ''),
    decoded.split('\u0000')[0] ?? '',
  ]
  return readings.map((reading) => {
    const out: string[] = []
    for (const segment of reading.replace(/;[^/]*/g, '').split('/')) {
      if (segment === '' || segment === '.') continue
      if (segment === '..') out.pop()
      else out.push(segment)
    }
    return `/${out.join('/')}`
  })
}

describe('D21: no spelling of a path reaches another operation', () => {
  const open = operation({
    path: '/public/{name}',
    anonymous: true,
    parameters: [parameter({ in: 'path', name: 'name', schema: { type: 'string' } })],
  })
  const deep = operation({ path: '/public/{name}/{part}', anonymous: true })
  const admin = operation({ path: '/admin/{name}' })
  const snapshot = snapshotOf([{ operations: [open, deep, admin], part: {} }])
  const { deps } = depsOf(snapshot, callerRows([]).rows)
  const dots = [
    '..',
    '%2e%2e',
    '.%2e',
    '%2E.',
    '..;',
    '..;x=1',
    '..%00',
    '..%01',
    '%c0%ae%c0%ae',
    '%e0%80%ae',
    '..%20',
    '.',
    '%2e',
    '...',
    '%252e%252e',
  ]
  const slashes = [
    '/',
    '%2f',
    '%2F',
    '\\',
    '%5c',
    '%5C',
    '//',
    '/./',
    '%c0%af',
    '%252f',
    ';/',
    '/;/',
    '%3b/',
    '%23/',
    '%3f/',
    '\u2215',
  ]
  const admins = ['admin', '%61dmin', 'Admin', 'admin%00', 'admin;', 'admin%20', 'admin%3f', './admin', '%2e/admin']
  const targets: string[] = []
  for (const dot of dots)
    for (const slash of slashes)
      for (const name of admins) {
        targets.push(`/orders/v1/public${slash}${dot}${slash}${name}${slash}x`)
        targets.push(`/orders/v1/public/x${slash}${dot}${slash}${dot}${slash}${name}/x`)
      }
  for (const name of admins)
    for (const slash of slashes) targets.push(`/orders/v1${slash}${name}${slash}x`, `/orders${slash}v1/${name}/x`)

  it(`over ${targets.length} spellings, none gets to /admin without a key`, () => {
    expect(targets.length).toBeGreaterThan(400)
    let allowed = 0
    for (const target of targets) {
      const decision = decideHead(deps, head(target))
      if (decision.kind !== 'allow') continue
      allowed += 1
      expect(decision.operation.anonymous, target).toBe(true)
      for (const reading of lenientBackend(decision.upstreamTarget())) {
        expect(reading.toLowerCase(), target).not.toMatch(/^\/base\/admin/)
        expect(reading, target).toMatch(/^\/base\/public\//)
      }
    }
    expect(allowed).toBeGreaterThan(0)
  })

  it('asks for the key whatever way the keyed path is spelt', () => {
    for (const target of ['/orders/v1/admin/x', '/orders/v1/%61dmin/x', '/%6frders/v1/a%64min/x']) {
      const decision = decideHead(deps, head(target))
      expect(decision.kind === 'refuse' && decision.code, target).toBe('key_missing')
    }
  })
})
