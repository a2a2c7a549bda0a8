import { hashKey } from '@gatehouse/auth/credentials'
import { addressRanges } from '@gatehouse/contracts/address-range'
import { describe, expect, it } from 'vitest'
import { addressMatcher } from '../src/address-matcher.ts'
import type { VersionInput } from './fixtures.ts'
import { allowed, header, refused, world } from './orders-world.ts'

const narrowed = (ipRanges: string[], scopes: string[] = []) =>
  world({ rows: (rows) => rows.map((row) => (row.kind === 'credential' ? { ...row, ipRanges, scopes } : row)) })

describe('S1f: a key with a list of addresses', () => {
  const { ask } = narrowed(['198.51.100.7', '10.0.0.0/8', '2001:db8:1::/48'])
  it.each(['198.51.100.7', '10.255.0.1', '::ffff:10.1.2.3', '2001:db8:1::5'])('passes from %s', (remoteAddress) => {
    allowed(ask('/orders/v1/orders', { remoteAddress }))
  })

  it.each(['198.51.100.8', '11.0.0.1', '2001:db8:2::5', '::1', '', 'nonsense', '10.0.0.1, 10.0.0.2'])(
    'is refused from %j, without asking for another key',
    (remoteAddress) => {
      const decision = refused(ask('/orders/v1/orders', { remoteAddress }))
      expect([decision.code, decision.phase]).toEqual(['key_address_denied', 'authenticate'])
      expect(header(decision, 'WWW-Authenticate')).toBeUndefined()
    },
  )

  it('tells nothing of its owner on an operation that is open to everybody', () => {
    expect(allowed(ask('/orders/v1/health', { remoteAddress: '203.0.113.1' })).identity).toBeNull()
  })

  it('has its scopes beside it, and loses the list at the next change', () => {
    const { ask: askNarrow, table, caller } = narrowed(['203.0.113.1'], ['read'])
    expect(refused(askNarrow('/orders/v1/orders')).code).toBe('key_address_denied')
    const row = caller.rows.find(({ kind }) => kind === 'credential')
    if (row) table.apply([{ seq: 50, row }], [])
    allowed(askNarrow('/orders/v1/orders'))
  })
})

it('S1f: without a list nothing is asked about the address', () => {
  const { ask } = world()
  allowed(ask('/orders/v1/orders', { remoteAddress: 'nonsense' }))
})

it('S1f: what may be written into a list is what the gateway can judge', () => {
  const good = ['1.2.3.4', '1.2.3.0/24', '2001:db8::1', '2001:db8::/32', '0.0.0.0/0', '::/0']
  expect(addressRanges.parse(good)).toEqual(good)
  for (const range of good) addressMatcher([range])
  for (const bad of [
    '',
    '1.2.3',
    '1.2.3.4/33',
    '1.2.3.4/',
    '::ffff:1.2.3.4',
    '::ffff:1.2.3.0/120',
    'example.com',
    '1.2.3.4 5.6.7.8',
    '2001:db8::/129',
  ])
    expect(addressRanges.safeParse([bad]).success, bad).toBe(false)
})

describe('S31: a key that moved in from elsewhere', () => {
  const foreign = 'dGhlIG9sZCBrZXk=-7f3e'
  const moved = (version?: VersionInput['version']) =>
    world({
      ...(version ? { version } : {}),
      rows: (rows) => rows.map((row) => (row.kind === 'credential' ? { ...row, hash: hashKey(foreign) } : row)),
    })

  it('is found by its hash, whatever its form', () => {
    allowed(moved().ask('/orders/v1/orders', { rawHeaders: ['x-api-key', foreign] }))
    expect(refused(moved().ask('/orders/v1/orders', { rawHeaders: ['x-api-key', `${foreign}x`] })).code).toBe(
      'key_malformed',
    )
  })

  it('is found where its API says that keys stand: its old header, its old parameter, alone in Authorization', () => {
    const { ask } = moved({
      keyLocations: [
        { in: 'header', name: 'apikey' },
        { in: 'query', name: 'apikey' },
        { in: 'header', name: 'authorization' },
      ],
    })
    for (const rawHeaders of [
      ['ApiKey', foreign],
      ['Authorization', foreign],
    ]) {
      const decision = allowed(ask('/orders/v1/orders', { rawHeaders }))
      expect(decision.version.credentialHeaders).toContain('authorization')
    }
    const byQuery = allowed(ask(`/orders/v1/orders?apikey=${encodeURIComponent(foreign)}`, { rawHeaders: [] }))
    expect(byQuery.upstreamTarget()).toBe('/base/orders')
    const other = ask('/orders/v1/orders', { rawHeaders: ['authorization', `Basic ${foreign}`] })
    expect(refused(other).code).toBe('key_missing')
  })
})
