import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvRows } from '../src/keys/csv-rows.ts'
import { UnreadableKeyFile } from '../src/keys/key-file.ts'
import { type KeySource, readKeys } from '../src/keys/read-keys.ts'

const now = Date.UTC(2026, 10, 22)
const sha = 'a'.repeat(64)
const read = (source: KeySource, text: string | object, more: { hashed?: boolean; files?: (string | object)[] } = {}) =>
  readKeys(
    source,
    [text, ...(more.files ?? [])].map((one, at) => ({
      name: `file-${at}`,
      text: typeof one === 'string' ? one : JSON.stringify(one),
    })),
    { hashed: more.hashed ?? false, now },
  )

describe('S31: CSV', () => {
  it('takes keys by value and by hash, with consumers, plans, scopes and ends, whatever the order and case of columns', () => {
    const file = read(
      'csv',
      `Consumer;API-Key;SHA256;Plans;Scopes;Expires\r\n"Acme; Shop";old-key-1;;gold;orders:read orders:write;2027-01-01\r\nBeta;;${sha.toUpperCase()};;;\r\n`,
    )
    expect(file.refused).toEqual([])
    expect(file.records).toEqual([
      {
        at: 'line 2',
        name: null,
        consumer: 'Acme; Shop',
        key: { value: 'old-key-1' },
        groups: ['gold'],
        scopes: ['orders:read', 'orders:write'],
        expiresAt: Date.UTC(2027, 0, 1),
      },
      { at: 'line 3', name: null, consumer: 'Beta', key: { sha256: sha }, groups: [], scopes: [], expiresAt: null },
    ])
  })

  it('names the line of each that it refuses, and counts columns that it does not know', () => {
    const file = read(
      'csv',
      `key,expires,shoe size\nok-key,,\n,,\n"two words",,\nx,soon,\nold,2020-01-01,\nwide,,,9\n"multi\nline",,\n`,
    )
    expect(file.records.map(({ at }) => at)).toEqual(['line 2'])
    expect(file.refused.map(({ at, reason }) => `${at}: ${reason}`)).toEqual([
      'line 3: It has neither a value nor a hash.',
      'line 4: The key has spaces or characters that no header carries.',
      'line 5: Its end is no date.',
      'line 6: It has ended.',
      'line 7: The row has more cells than the first one.',
      'line 8: The key has spaces or characters that no header carries.',
    ])
    expect(file.leftOut).toEqual([{ what: 'column “shoe size”', count: 7 }])
  })

  it.each(['', 'name,plan\nx,y', 'key\n"open', '\n\n'])('says what is wrong with %j', (text) => {
    expect(() => read('csv', text)).toThrow(UnreadableKeyFile)
  })

  it('reads back what was quoted, whatever it was', () => {
    const cell = fc.string({ unit: 'binary', maxLength: 12 })
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 }), (table) => {
        const text = table.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')).join('\n')
        expect(csvRows(text).map(({ cells }) => cells)).toEqual(table)
      }),
    )
  })
})

it('S31: JSON takes a list or its member `keys`, and counts members that it does not know', () => {
  const keys = [
    { key: 'k1', consumer: 'Acme', groups: ['gold'], expiresAt: '2027-01-01T00:00:00Z', colour: 'red' },
    { sha256: sha },
    7,
  ]
  const file = read('json', { keys })
  expect(file.records.map(({ at, consumer }) => [at, consumer])).toEqual([
    ['[0]', 'Acme'],
    ['[1]', null],
  ])
  expect(file.refused).toMatchObject([{ at: '[2]', reason: 'It is no object.' }])
  expect(file.leftOut).toEqual([{ what: 'member “colour”', count: 1 }])
  expect(() => read('json', '{"planted-key"')).toThrow(/^file-0 is no JSON\.$/)
})

describe('S31: Kong', () => {
  const deck = `
_format_version: "3.0"
services:
- name: orders
  url: http://orders.internal
  routes: [{ name: orders, paths: [/orders] }]
consumer_groups:
- name: partners
consumers:
- username: acme
  custom_id: "4711"
  tags: [vip]
  acls:
  - group: gold
  groups:
  - name: partners
  keyauth_credentials:
  - key: Zx3pQ9-acme-first
    tags: [mobile]
  - key: Zx3pQ9-acme-second
    ttl: 3600
  basicauth_credentials:
  - { username: acme, password: secret }
- username: idle
plugins:
- name: key-auth
`
  it('reads deck’s dump: keys in their consumers with ACL groups, consumer groups and tags', () => {
    const file = read('kong', deck)
    expect(file.records).toMatchObject([
      { at: 'consumers[0].keyauth_credentials[0]', consumer: 'acme', key: { value: 'Zx3pQ9-acme-first' } },
    ])
    expect(file.records[0]?.groups).toEqual(['gold', 'partners', 'tag:vip', 'tag:mobile'])
    expect(file.refused.map(({ at }) => at)).toEqual(['consumers[0].keyauth_credentials[1]'])
    expect(new Map(file.leftOut.map(({ what, count }) => [what, count]))).toEqual(
      new Map([
        ['services', 1],
        ['basicauth_credentials', 1],
        ['plugins', 1],
        ['consumers without a key', 1],
      ]),
    )
  })

  it('reads db_export: keys and ACLs beside their consumers, by id or by name', () => {
    const file = read('kong', {
      _format_version: '1.1',
      consumers: [{ id: 'c-1', username: 'beta' }],
      keyauth_credentials: [
        { consumer: 'c-1', key: 'beta-key-value-1', created_at: now / 1000 - 10, ttl: 3600 },
        { consumer: { username: 'beta' }, key: 'beta-key-value-2' },
        { consumer: 'gone', key: 'orphan' },
      ],
      acls: [{ consumer: 'c-1', group: 'silver' }],
      consumer_groups: [{ name: 'trial', consumers: ['beta'] }],
    })
    expect(file.records.map(({ consumer, groups, expiresAt }) => [consumer, groups, expiresAt])).toEqual([
      ['beta', ['silver', 'trial'], now + 3590_000],
      ['beta', ['silver', 'trial'], null],
    ])
    expect(file.refused).toMatchObject([{ at: 'keyauth_credentials[2]', reason: 'Its consumer is not in the file.' }])
  })

  it.each(['[]', 'services: []', '"text"', 'a: &a [*a, *a]', 'a: b: c'])('says that %j is none', (text) => {
    expect(() => read('kong', text)).toThrow(UnreadableKeyFile)
  })
})

describe('S31: Tyk', () => {
  const session = {
    org_id: '5e9d9544a1dcd60001d0ed20',
    expires: 0,
    apply_policies: ['gold-policy'],
    alias: 'acme',
    tags: ['vip'],
    meta_data: { tyk_developer_id: 'dev-1' },
    access_rights: { a1: { api_id: 'a1', api_name: 'Orders', versions: ['Default'] } },
  }
  const plain = '5e9d9544a1dcd60001d0ed20f0b4fd27c2b04c1a9d2ab4a5bd6b4a3d'

  it('reads the dashboard’s list by value', () => {
    const file = read('tyk', { data: [{ key_id: plain, key_hash: 'f1f2f3f4', data: session }] })
    expect(file.records).toMatchObject([
      { name: 'acme', consumer: 'dev-1', key: { value: plain }, groups: ['gold-policy', 'tag:vip'], expiresAt: null },
    ])
  })

  it('reads a dump of sessions by name, hashed or not', () => {
    expect(read('tyk', { [`apikey-${plain}`]: session }).records).toMatchObject([{ key: { value: plain } }])
    const hashed = read('tyk', { [`apikey-${sha}`]: session, 'apikey-f1f2f3f4': session }, { hashed: true })
    expect(hashed.records).toMatchObject([{ at: 'entry 1', key: { sha256: sha } }])
    expect(hashed.refused.map(({ at }) => at)).toEqual(['entry 2'])
    expect(hashed.refused[0]?.reason).toContain('murmur')
  })

  it('refuses what is inactive, has ended, or is no plain key; a report never shows a key', () => {
    const file = read('tyk', {
      'planted-1': { ...session, is_inactive: true },
      'planted-2': { ...session, expires: 1_500_000_000 },
      'planted-3': { ...session, hmac_enabled: true },
      'planted-4': 'nothing',
    })
    expect(file.records).toEqual([])
    expect(file.refused).toHaveLength(4)
    expect(JSON.stringify(file)).not.toContain('planted')
    expect(read('tyk', { keys: ['f1f2', 'e3e4'] }).refused).toHaveLength(2)
  })
})

describe('S31: AWS API Gateway', () => {
  it('reads the CSV of its key file format', () => {
    const file = read(
      'aws',
      'Name,key,description,Enabled,usageplanIds\nacme,apikey1234abcdefghij0123456789,The shop,TRUE,"gxy1, gxy2"\nold,apikey9999abcdefghij0123456789,,FALSE,gxy1\n',
      { files: [{ items: [{ id: 'gxy1', name: 'Gold', apiStages: [], throttle: { rateLimit: 10 } }] }] },
    )
    expect(file.records).toMatchObject([
      {
        at: 'line 2',
        name: 'acme',
        consumer: 'acme',
        key: { value: 'apikey1234abcdefghij0123456789' },
        groups: ['Gold', 'gxy2'],
      },
    ])
    expect(file.refused).toMatchObject([{ at: 'line 3', reason: 'It is disabled there.' }])
  })

  it('reads get-api-keys with get-usage-plans and, by plan, get-usage-plan-keys', () => {
    const file = read('aws', {
      apiKeys: {
        items: [
          { id: 'k1', value: 'vvvvvvvvvvvvvvvvvvvv1', name: 'acme', customerId: 'cust-1', enabled: true },
          { id: 'k2', name: 'without value', enabled: true },
        ],
      },
      usagePlans: { items: [{ id: 'p1', name: 'Gold', quota: { limit: 1000, period: 'MONTH' }, apiStages: [] }] },
      usagePlanKeys: { p1: { items: [{ id: 'k1', type: 'API_KEY' }] } },
    })
    expect(file.records).toMatchObject([{ consumer: 'cust-1', groups: ['Gold'] }])
    expect(file.refused).toMatchObject([{ name: 'without value' }])
  })

  it('says so where no key is in it', () => {
    expect(() => read('aws', { items: [] })).toThrow(/get-api-keys/)
  })
})

describe('S31: whatever the file is', () => {
  const junk = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.jsonValue().map((value) => JSON.stringify({ data: value, keys: value, consumers: value, items: value })),
  )
  it.each(['csv', 'json', 'kong', 'tyk', 'aws'] as const)(
    '%s is read or said to be none, never with its text',
    (source) => {
      fc.assert(
        fc.property(junk, fc.boolean(), (text, hashed) => {
          try {
            const { records, refused } = read(source, text, { hashed })
            const places = [...records, ...refused].map(({ at }) => at)
            expect(new Set(places).size).toBe(places.length)
          } catch (error) {
            if (!(error instanceof UnreadableKeyFile)) throw error
          }
        }),
        { numRuns: 200 },
      )
    },
  )
})
