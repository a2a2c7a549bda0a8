import { crc32c } from '@gatehouse/analytics/events/crc32c'
import { decodeUsageEvent, UsageRecordError } from '@gatehouse/analytics/events/decode-usage-event'
import { encodeUsageEvent } from '@gatehouse/analytics/events/encode-usage-event'
import { frameRecord, maxPayloadBytes, readRecords, wholeRecordsEnd } from '@gatehouse/analytics/events/record-frame'
import { actors, findingPlaces, methods, outcomes, statusSources } from '@gatehouse/analytics/events/record-layout'
import { newId } from '@gatehouse/contracts/ids'
import {
  billableReasons,
  maxFeatureBytes,
  maxShapeBytes,
  phases,
  type UsageEvent,
} from '@gatehouse/contracts/usage-event'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const count = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })
const short = (max: number) => fc.string({ maxLength: max, unit: 'grapheme-ascii' })
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const limit = fc.record({
  limit: count,
  remaining: fc.double({ noNaN: true, noDefaultInfinity: true }),
  resetAt: count,
})
const id = (kind: Parameters<typeof newId>[0]) => fc.constant(null).map(() => newId(kind))

const event = fc
  .record({
    requestId: id('request'),
    at: fc.integer(),
    interim: fc.boolean(),
    apiId: maybe(id('api')),
    versionId: maybe(id('version')),
    operationId: maybe(id('operation')),
    deploymentId: maybe(id('deployment')),
    credentialId: maybe(id('credential')),
    applicationId: maybe(id('application')),
    teamId: maybe(id('team')),
    subscriptionId: maybe(id('subscription')),
    planVersionId: maybe(id('planVersion')),
    unknownKey: maybe(
      fc.record({
        prefix: short(12),
        sha256: fc.string({ minLength: 64, maxLength: 64, unit: fc.constantFrom(...'0123456789abcdef') }),
      }),
    ),
    actor: fc.constantFrom(...actors),
    method: fc.constantFrom(...methods),
    host: short(120),
    path: short(500),
    status: fc.integer({ min: 100, max: 599 }),
    statusSource: fc.constantFrom(...statusSources),
    code: maybe(short(30)),
    bytesIn: count,
    bytesOut: count,
    us: fc.record({ total: count, gateway: count }),
    connect: maybe(count),
    body: maybe(count),
    billable: fc.boolean(),
    billableReason: fc.constantFrom(...billableReasons),
    units: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
    userAgent: maybe(short(150)),
    clientAddress: maybe(fc.ipV4()),
    trace: fc.array(
      fc.record({
        phase: fc.constantFrom(...phases),
        outcome: fc.constantFrom(...outcomes),
        us: count,
        facts: maybe(
          fc.dictionary(
            fc.string({ minLength: 1, maxLength: 20, unit: fc.constantFrom(...'abcdefgh') }),
            fc.oneof(short(40), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()),
            { minKeys: 1, maxKeys: 6 },
          ),
        ),
      }),
      { maxLength: 17 },
    ),
    errors: fc.array(
      fc.record({
        in: fc.constantFrom(...findingPlaces),
        pointer: short(60),
        rule: short(20),
        expected: short(60),
        of: maybe(fc.constant('response' as const)),
      }),
      { maxLength: 20 },
    ),
    rate: maybe(limit),
    quota: maybe(limit),
    // As the encoder leaves it: without zeros behind the last bit.
    features: maybe(
      fc.uint8Array({ maxLength: maxFeatureBytes }).map((bytes) => bytes.slice(0, 1 + bytes.findLastIndex(Boolean))),
    ),
    shape: maybe(short(maxShapeBytes)),
    rule: maybe(short(130)),
  })
  .map(({ connect, body, features, ...rest }) => {
    const us: Record<string, number> = { ...rest.us }
    if (connect !== undefined) us.connect = connect
    if (body !== undefined) us.body = body
    const clean = JSON.parse(JSON.stringify({ ...rest, us })) as UsageEvent
    return features === undefined ? clean : { ...clean, features }
  })

describe('usage record', () => {
  test('gives back every event that it encoded', () => {
    fc.assert(
      fc.property(event, (given) => {
        expect(decodeUsageEvent(encodeUsageEvent(given))).toEqual(given)
      }),
      { numRuns: 300 },
    )
  })

  test('never outgrows its frame, whatever texts a client sends', () => {
    const long = '\u{1F6AA}'.repeat(60_000)
    const facts = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i}${long}`, long]))
    const payload = encodeUsageEvent({
      requestId: newId('request'),
      at: 1,
      interim: false,
      actor: 'client',
      method: 'OTHER',
      host: long,
      path: long,
      status: 200,
      statusSource: 'backend',
      code: long,
      bytesIn: 0,
      bytesOut: 0,
      us: { total: 1, gateway: 1 },
      billable: false,
      billableReason: 'refused',
      units: 0,
      userAgent: long,
      clientAddress: long,
      trace: Array.from({ length: 100 }, () => ({ phase: 'route' as const, outcome: 'passed' as const, us: 1, facts })),
      errors: Array.from({ length: 100 }, () => ({ in: 'body' as const, pointer: long, rule: long, expected: long })),
      features: new Uint8Array(1_000).fill(255),
      shape: 'x'.repeat(100_000),
    })
    expect(payload.length).toBeLessThan(maxPayloadBytes)
    expect(decodeUsageEvent(payload).trace).toHaveLength(32)
    expect(decodeUsageEvent(payload).features).toHaveLength(maxFeatureBytes)
  })

  test('reads records of gateways that knew neither features nor shapes nor rules', () => {
    const before =
      '01820000000102030405060708090a0b0c0d0e0f100000e065e51e7a42000100c801008b04000000000000f03f84076401020304' +
      '05060708090a0b0c0d0e0f110b6170692e6578616d706c65072f6f72646572730000'
    const event = decodeUsageEvent(Buffer.from(before, 'hex'))
    expect(event).toMatchObject({ host: 'api.example', path: '/orders', status: 200 })
    expect(event.features).toBeUndefined()
    expect(event.rule).toBeUndefined()
  })

  test('rejects payloads that no encoder wrote, and never throws anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => decodeUsageEvent(Buffer.from([1, ...bytes]))).toThrow(UsageRecordError)
      }),
    )
  })
})

describe('record frames', () => {
  test('CRC-32C equals the published check value', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283)
    expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa)
  })

  test('R34: every whole record is recovered from a log that is cut at any offset', () => {
    const payloads = Array.from({ length: 20 }, (_, i) => Buffer.alloc(10 + i * 7, i + 1))
    const frames = payloads.map((payload) => frameRecord(payload))
    const log = Buffer.concat(frames)
    const ends = [0]
    for (const frame of frames) ends.push((ends.at(-1) ?? 0) + frame.length)
    for (let cut = 0; cut <= log.length; cut += 1) {
      const whole = ends.filter((end) => end <= cut).length - 1
      const { records, end } = readRecords(log.subarray(0, cut))
      expect(records).toHaveLength(whole)
      expect(end).toBe(ends[whole])
    }
  })

  test('a flipped bit ends the log before the damaged record', () => {
    const frames = Array.from({ length: 5 }, (_, i) => frameRecord(Buffer.alloc(40, i)))
    const log = Buffer.concat(frames)
    for (let bit = 0; bit < 48 * 8; bit += 5) {
      const damaged = Buffer.from(log)
      const at = 96 + (bit >> 3)
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (bit & 7))
      expect(wholeRecordsEnd(damaged)).toBe(96)
    }
  })
})
