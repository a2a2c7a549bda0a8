import { describe, expect, test } from 'vitest'
import { type AddressClass, type AddressRules, classifyAddress, refusalOf } from '../src/address.ts'

const table: readonly (readonly [AddressClass, readonly string[]])[] = [
  [
    'public',
    [
      '1.1.1.1',
      '8.8.8.8',
      '172.32.0.1',
      '172.15.255.255',
      '192.169.0.1',
      '100.63.255.255',
      '100.128.0.1',
      '2606:4700::1111',
      '2a00:1450:4001::8a',
      '::ffff:8.8.8.8',
      '64:ff9b::808:808',
      '2002:808:808::1',
    ],
  ],
  [
    'private',
    [
      '10.0.0.1',
      '10.255.255.255',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '100.64.0.1',
      '100.127.255.255',
      'fd00::1',
      'fc00::1',
      'fec0::1',
      '::ffff:10.0.0.1',
      '::ffff:a00:1',
      '0:0:0:0:0:ffff:192.168.0.1',
      '64:ff9b::10.0.0.1',
      '64:ff9b:1::1',
      '2002:a00:1::1',
      '::10.0.0.1',
      '::ffff:0:10.0.0.1',
    ],
  ],
  [
    'loopback',
    [
      '127.0.0.1',
      '127.1.2.3',
      '127.255.255.255',
      '::1',
      '0:0:0:0:0:0:0:1',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '::127.0.0.1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      '::ffff:0:7f00:1',
      '2a00:1450::5efe:7f00:1',
      '2a00:1450::200:5efe:127.0.0.1',
    ],
  ],
  [
    'link-local',
    ['169.254.0.1', '169.254.1.1', 'fe80::1', 'fe80::1%eth0', 'febf::1', '::ffff:169.254.0.1', '::ffff:a9fe:1'],
  ],
  [
    'metadata',
    [
      '169.254.169.254',
      '::ffff:a9fe:a9fe',
      '::ffff:169.254.169.254',
      '0:0:0:0:0:ffff:a9fe:a9fe',
      '64:ff9b::a9fe:a9fe',
      '2002:a9fe:a9fe::',
      '::a9fe:a9fe',
      '169.254.170.2',
      '169.254.170.23',
      '100.100.100.200',
      '168.63.129.16',
      '192.0.0.192',
      'fd00:ec2::254',
      'FD00:EC2:0::254',
      'fd20:ce::254',
    ],
  ],
  [
    'reserved',
    [
      '0.0.0.0',
      '0.1.2.3',
      '192.0.2.1',
      '198.18.0.1',
      '198.51.100.7',
      '203.0.113.9',
      '224.0.0.1',
      '239.255.255.250',
      '240.0.0.1',
      '255.255.255.255',
      '::',
      '::ffff:0.0.0.0',
      'ff02::1',
      '2001:db8::1',
      '2001::1',
      '100::1',
      '3fff::1',
      '4000::1',
    ],
  ],
  [
    'invalid',
    [
      '',
      'localhost',
      '127.1',
      '0177.0.0.1',
      '0x7f.0.0.1',
      '2130706433',
      '127.0.0.1:80',
      '[::1]',
      '127.0.0.1/8',
      '1.2.3',
      '1.2.3.4.5',
      '256.0.0.1',
      ':::1',
      '::g',
      '127.0.0.1 ',
      '①②⑦.⓪.⓪.①',
      '%',
      '::1%',
    ],
  ],
]

describe('D34: classifyAddress', () => {
  test.each(table.flatMap(([kind, addresses]) => addresses.map((address) => [address, kind] as const)))(
    '%s is %s',
    (address, kind) => expect(classifyAddress(address)).toBe(kind),
  )
})

describe('D33: where each mode may connect', () => {
  const rules = (mode: AddressRules['mode'], more: Partial<AddressRules> = {}): AddressRules => ({ mode, ...more })

  test.each(['import', 'webhook'] as const)('%s reaches public addresses only', (mode) => {
    expect(refusalOf('8.8.8.8', 443, rules(mode))).toBeUndefined()
    for (const address of ['10.0.0.1', '127.0.0.1', '169.254.169.254', 'fe80::1', 'fd00::1', '0.0.0.0', 'nonsense']) {
      expect(refusalOf(address, 443, rules(mode))).toBeDefined()
      if (mode === 'import' || address !== '127.0.0.1')
        expect(refusalOf(address, 443, rules(mode, { loopback: 'all' }))).toBeDefined()
    }
  })

  test('webhook reaches loopback only where the operator lists the port, and never a port of the installation', () => {
    const listed = rules('webhook', { loopback: [9_000, 4_002], ownPorts: [4_002] })
    expect(refusalOf('127.0.0.1', 9_000, listed)).toBeUndefined()
    expect(refusalOf('127.0.0.1', 9_001, listed)).toBe('loopback')
    expect(refusalOf('127.0.0.1', 4_002, listed)).toBe('own-port')
    expect(refusalOf('10.0.0.1', 9_000, listed)).toBe('private')
  })

  test.each(['backend', 'idp'] as const)('%s reaches private addresses, never link-local and metadata', (mode) => {
    for (const address of ['8.8.8.8', '10.0.0.1', '192.168.1.1', 'fd00::1'])
      expect(refusalOf(address, 443, rules(mode))).toBeUndefined()
    for (const address of [
      '169.254.169.254',
      '169.254.1.1',
      'fe80::1',
      '100.100.100.200',
      'fd00:ec2::254',
      '0.0.0.0',
      '::',
      '',
    ]) {
      expect(refusalOf(address, 443, rules(mode, { loopback: 'all' }))).toBeDefined()
    }
  })

  test('loopback is open only by the operator’s list', () => {
    expect(refusalOf('127.0.0.1', 4010, rules('backend'))).toBe('loopback')
    expect(refusalOf('127.0.0.1', 4010, rules('backend', { loopback: [4011] }))).toBe('loopback')
    expect(refusalOf('127.0.0.1', 4010, rules('backend', { loopback: [4010] }))).toBeUndefined()
    expect(refusalOf('::ffff:127.0.0.1', 4010, rules('backend', { loopback: 'all' }))).toBeUndefined()
  })

  test('ports of the installation are refused on loopback, on own addresses and where listed', () => {
    const own = rules('backend', {
      loopback: 'all',
      ownPorts: [4032],
      ownAddresses: ['10.1.2.3'],
      ownPlaces: ['10.9.9.9:5432', '[fd00::9]:6379'],
    })
    for (const [address, port] of [
      ['127.0.0.1', 4032],
      ['::1', 4032],
      ['127.9.9.9', 4032],
      ['10.1.2.3', 4032],
      ['::ffff:10.1.2.3', 4032],
      ['10.9.9.9', 5432],
      ['fd00:0::9', 6379],
    ] as const) {
      expect(refusalOf(address, port, own)).toBe('own-port')
    }
    expect(refusalOf('10.9.9.9', 80, own)).toBeUndefined()
    expect(refusalOf('10.7.7.7', 4032, own)).toBeUndefined()
  })
})
