import { idPrefixes } from '@gatehouse/contracts/ids'
import { billableReasons, phases, type UsageEvent, usageEvent } from '@gatehouse/contracts/usage-event'
import {
  actors,
  factTypes,
  findingPlaces,
  idFields,
  methods,
  ofResponse,
  outcomes,
  presence,
  recordVersion,
  statusSources,
} from './record-layout.ts'

/** A payload that no encoder wrote: cut, of another version, or with a number outside its list. */
export class UsageRecordError extends Error {}

class Reader {
  readonly bytes: Buffer
  at = 0
  constructor(bytes: Buffer) {
    this.bytes = bytes
  }
  need(count: number): number {
    const at = this.at
    if (at + count > this.bytes.length) throw new UsageRecordError('record ends too early')
    this.at = at + count
    return at
  }
  byte(): number {
    return this.bytes[this.need(1)] as number
  }
  double(): number {
    return this.bytes.readDoubleLE(this.need(8))
  }
  count(): number {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = this.byte()
      value += (byte & 127) * scale
      if (value > Number.MAX_SAFE_INTEGER) throw new UsageRecordError('number too large')
      if (byte < 128) return value
      scale *= 128
    }
  }
  text(): string {
    const length = this.count()
    const at = this.need(length)
    return this.bytes.toString('utf8', at, at + length)
  }
  /** A copy: the batch's buffer does not live on for its sake. */
  block(): Uint8Array {
    const length = this.count()
    const at = this.need(length)
    return new Uint8Array(this.bytes.subarray(at, at + length))
  }
  hex(count: number): string {
    const at = this.need(count)
    return this.bytes.toString('hex', at, at + count)
  }
  limit(): NonNullable<UsageEvent['rate']> {
    return { limit: this.double(), remaining: this.double(), resetAt: this.double() }
  }
}

function named<T>(list: readonly T[], number: number): T {
  const name = list[number]
  if (name === undefined) throw new UsageRecordError(`number ${number} is not in its list`)
  return name
}

function readTrace(reader: Reader): UsageEvent['trace'] {
  const trace: UsageEvent['trace'] = []
  for (let left = reader.count(); left > 0; left -= 1) {
    const phase = named(phases, reader.byte())
    const outcome = named(outcomes, reader.byte())
    const us = reader.count()
    const facts: Record<string, string | number | boolean> = {}
    let any = false
    for (let more = reader.count(); more > 0; more -= 1) {
      any = true
      const name = reader.text()
      const type = reader.byte()
      if (type === factTypes.number) facts[name] = reader.double()
      else if (type === factTypes.text) facts[name] = reader.text()
      else if (type === factTypes.yes || type === factTypes.no) facts[name] = type === factTypes.yes
      else throw new UsageRecordError(`fact type ${type}`)
    }
    trace.push(any ? { phase, outcome, us, facts } : { phase, outcome, us })
  }
  return trace
}

function readErrors(reader: Reader): UsageEvent['errors'] {
  const errors: UsageEvent['errors'] = []
  for (let left = reader.count(); left > 0; left -= 1) {
    const byte = reader.byte()
    const place = named(findingPlaces, byte & ~ofResponse)
    const error: UsageEvent['errors'][number] = {
      in: place,
      pointer: reader.text(),
      rule: reader.text(),
      expected: reader.text(),
    }
    const got = reader.text()
    if (got !== '') error.got = got
    if ((byte & ofResponse) !== 0) error.of = 'response'
    errors.push(error)
  }
  return errors
}

/**
 * Reads one payload back. It is checked against the contract's schema, so a store may trust every field.
 * @throws UsageRecordError when it is not a whole, known record; such a record is rejected by itself, never its log.
 */
export function decodeUsageEvent(payload: Buffer): UsageEvent {
  const reader = new Reader(payload)
  if (reader.byte() !== recordVersion) throw new UsageRecordError('unknown record version')
  const present = payload.readUInt32LE(reader.need(4))
  const has = (bit: number) => (present & bit) !== 0
  const requestId = `${idPrefixes.request}_${reader.hex(16)}`
  const at = reader.double()
  const method = named(methods, reader.byte())
  const sources = reader.byte()
  const event: Record<string, unknown> = {
    requestId,
    at,
    interim: has(presence.interim),
    method,
    statusSource: named(statusSources, sources & 15),
    actor: named(actors, sources >> 4),
    billableReason: named(billableReasons, reader.byte()),
    billable: has(presence.billable),
    status: reader.count(),
    bytesIn: reader.count(),
    bytesOut: reader.count(),
    units: reader.double(),
  }
  const us: Record<string, number> = { total: reader.count(), gateway: reader.count() }
  event.us = us
  for (const [field, prefix] of idFields) if (has(presence[field])) event[field] = `${prefix}_${reader.hex(16)}`
  if (has(presence.unknownKey)) event.unknownKey = { prefix: reader.text(), sha256: reader.hex(32) }
  if (has(presence.code)) event.code = reader.text()
  if (has(presence.connect)) us.connect = reader.count()
  if (has(presence.firstByte)) us.firstByte = reader.count()
  if (has(presence.body)) us.body = reader.count()
  if (has(presence.userAgent)) event.userAgent = reader.text()
  if (has(presence.clientAddress)) event.clientAddress = reader.text()
  if (has(presence.rate)) event.rate = reader.limit()
  if (has(presence.quota)) event.quota = reader.limit()
  if (has(presence.features)) event.features = reader.block()
  if (has(presence.shape)) event.shape = reader.text()
  if (has(presence.rule)) event.rule = reader.text()
  event.host = reader.text()
  event.path = reader.text()
  event.trace = readTrace(reader)
  event.errors = readErrors(reader)
  if (reader.at !== payload.length) throw new UsageRecordError('bytes behind the record')
  const parsed = usageEvent.safeParse(event)
  if (!parsed.success) throw new UsageRecordError(parsed.error.issues[0]?.message ?? 'not a usage event')
  return parsed.data
}
