import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import { addressMatcher } from '../src/address-matcher.ts'
import { addressRanges } from '../src/policies/access-rules/address-ranges.ts'

const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.ipV4().map((ip) => `::ffff:${ip}`),
  fc.constantFrom(
    '10.0.0.1',
    '10.255.255.255',
    '2001:db8::',
    '2001:db8:0:0:1::',
    '::',
    '::1',
    '1::',
    '::1.2.3.4',
    '1:2:3:4:5:6:7.8.9.10',
  ),
)
const range = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([ip, bits]) => `${ip}/${bits}`),
  fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })).map(([ip, bits]) => `${ip}/${bits}`),
  fc.constantFrom('10.0.0.0/8', '2001:db8::/32', '0.0.0.0/0', '::/0', '::/1'),
)

test('ranges are judged as the gateway’s network library judges them', () => {
  fc.assert(
    fc.property(fc.array(range, { minLength: 1, maxLength: 4 }), address, (ranges, one) => {
      expect(addressRanges(ranges)(one)).toBe(addressMatcher(ranges)(one))
    }),
    { numRuns: 3000 },
  )
})

test('an address is in its own range, however it is written', () => {
  fc.assert(
    fc.property(address, (one) => {
      expect(addressRanges([one])(one.toUpperCase())).toBe(true)
    }),
  )
})

it.each([
  '',
  '10.0.0',
  '10.0.0.256',
  '010.0.0.1',
  '1.2.3.4.5',
  ':::',
  '1::2::3',
  '12345::',
  '1:2:3:4:5:6:7:8:9',
  '1:2',
  'g::',
  '::1.2.3',
  '1::2:',
  'fe80::1%eth0',
  ' ::1',
])('“%s” is no address: it is in no range, and makes none', (text) => {
  expect(addressRanges(['0.0.0.0/0', '::/0'])(text)).toBe(false)
  expect(() => addressRanges([text])).toThrow()
})

it.each(['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/-1', '::/129', '::/x'])('“%s” is no range', (text) => {
  expect(() => addressRanges([text])).toThrow()
})
