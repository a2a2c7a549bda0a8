import { maxFeatureBytes, type UsageEvent } from '@gatehouse/contracts/usage-event'
import { maxPayloadBytes } from './record-frame.ts'
import {
  actorNumbers,
  billableReasonNumbers,
  factTypes,
  findingPlaceNumbers,
  maxErrors,
  maxFacts,
  maxSteps,
  methodNumbers,
  ofResponse,
  outcomeNumbers,
  phaseNumbers,
  presence,
  recordVersion,
  statusSourceNumbers,
  textBytes,
} from './record-layout.ts'

/** Value of each hex digit's char code; anything else is 0: ids were checked when they came in. */
const nibble = new Uint8Array(128)
for (let digit = 0; digit < 16; digit += 1) nibble[digit.toString(16).charCodeAt(0)] = digit

const scratchDouble = new Float64Array(1)
const scratchBytes = new Uint8Array(scratchDouble.buffer)

/** Last 32 characters of an id (or of any hex text's end) as 16 bytes. */
function writeHex(bytes: Buffer, at: number, text: string, count: number): number {
  let from = text.length - count * 2
  for (let i = 0; i < count; i += 1) {
    const high = nibble[text.charCodeAt(from) & 127] as number
    const low = nibble[text.charCodeAt(from + 1) & 127] as number
    bytes[at + i] = (high << 4) | low
    from += 2
  }
  return at + count
}

function writeDouble(bytes: Buffer, at: number, value: number): number {
  scratchDouble[0] = value
  for (let i = 0; i < 8; i += 1) bytes[at + i] = scratchBytes[i] as number
  return at + 8
}

function writeCount(bytes: Buffer, at: number, value: number): number {
  // Clamped: a negative or broken duration must not turn into an endless number.
  let rest = value > 0 ? Math.min(Math.floor(value), Number.MAX_SAFE_INTEGER) : 0
  let end = at
  while (rest > 127) {
    bytes[end] = (rest % 128) | 128
    rest = Math.floor(rest / 128)
    end += 1
  }
  bytes[end] = rest
  return end + 1
}

function writeText(bytes: Buffer, at: number, text: string, most: number): number {
  const length = text.length
  if (length <= most && length < 128) {
    let i = 0
    for (; i < length; i += 1) {
      const code = text.charCodeAt(i)
      if (code > 127) break
      bytes[at + 1 + i] = code
    }
    if (i === length) {
      bytes[at] = length
      return at + 1 + length
    }
  }
  let encoded = Buffer.from(text, 'utf8')
  if (encoded.length > most) {
    let end = most
    // Never in the middle of a character: continuation bytes begin with binary 10.
    while (end > 0 && ((encoded[end] as number) & 0xc0) === 0x80) end -= 1
    encoded = encoded.subarray(0, end)
  }
  const start = writeCount(bytes, at, encoded.length)
  bytes.set(encoded, start)
  return start + encoded.length
}

function presenceOf(event: UsageEvent): number {
  return (
    (event.interim ? presence.interim : 0) |
    (event.billable ? presence.billable : 0) |
    (event.apiId === undefined ? 0 : presence.apiId) |
    (event.versionId === undefined ? 0 : presence.versionId) |
    (event.operationId === undefined ? 0 : presence.operationId) |
    (event.deploymentId === undefined ? 0 : presence.deploymentId) |
    (event.credentialId === undefined ? 0 : presence.credentialId) |
    (event.applicationId === undefined ? 0 : presence.applicationId) |
    (event.teamId === undefined ? 0 : presence.teamId) |
    (event.subscriptionId === undefined ? 0 : presence.subscriptionId) |
    (event.planVersionId === undefined ? 0 : presence.planVersionId) |
    (event.unknownKey === undefined ? 0 : presence.unknownKey) |
    (event.code === undefined ? 0 : presence.code) |
    (event.us.connect === undefined ? 0 : presence.connect) |
    (event.us.firstByte === undefined ? 0 : presence.firstByte) |
    (event.us.body === undefined ? 0 : presence.body) |
    (event.userAgent === undefined ? 0 : presence.userAgent) |
    (event.clientAddress === undefined ? 0 : presence.clientAddress) |
    (event.rate === undefined ? 0 : presence.rate) |
    (event.quota === undefined ? 0 : presence.quota) |
    (event.features === undefined ? 0 : presence.features) |
    (event.shape === undefined ? 0 : presence.shape) |
    (event.rule === undefined ? 0 : presence.rule)
  )
}

/**
 * Writes the payload of one usage record at `at` and returns the offset behind it. `bytes` needs `maxPayloadBytes` of room
 * behind `at`; texts are cut so that this always suffices. No allocation for ASCII texts: it runs once per request.
 */
export function encodeUsageEventInto(bytes: Buffer, at: number, event: UsageEvent): number {
  const present = presenceOf(event)
  bytes[at] = recordVersion
  bytes[at + 1] = present & 0xff
  bytes[at + 2] = (present >>> 8) & 0xff
  bytes[at + 3] = (present >>> 16) & 0xff
  bytes[at + 4] = present >>> 24
  let end = writeHex(bytes, at + 5, event.requestId, 16)
  end = writeDouble(bytes, end, event.at)
  bytes[end] = methodNumbers[event.method]
  bytes[end + 1] = statusSourceNumbers[event.statusSource] | (actorNumbers[event.actor] << 4)
  bytes[end + 2] = billableReasonNumbers[event.billableReason]
  end = writeCount(bytes, end + 3, event.status)
  end = writeCount(bytes, end, event.bytesIn)
  end = writeCount(bytes, end, event.bytesOut)
  end = writeDouble(bytes, end, event.units)
  end = writeCount(bytes, end, event.us.total)
  end = writeCount(bytes, end, event.us.gateway)
  if (event.apiId !== undefined) end = writeHex(bytes, end, event.apiId, 16)
  if (event.versionId !== undefined) end = writeHex(bytes, end, event.versionId, 16)
  if (event.operationId !== undefined) end = writeHex(bytes, end, event.operationId, 16)
  if (event.deploymentId !== undefined) end = writeHex(bytes, end, event.deploymentId, 16)
  if (event.credentialId !== undefined) end = writeHex(bytes, end, event.credentialId, 16)
  if (event.applicationId !== undefined) end = writeHex(bytes, end, event.applicationId, 16)
  if (event.teamId !== undefined) end = writeHex(bytes, end, event.teamId, 16)
  if (event.subscriptionId !== undefined) end = writeHex(bytes, end, event.subscriptionId, 16)
  if (event.planVersionId !== undefined) end = writeHex(bytes, end, event.planVersionId, 16)
  if (event.unknownKey !== undefined) {
    end = writeText(bytes, end, event.unknownKey.prefix, textBytes.keyPrefix)
    end = writeHex(bytes, end, event.unknownKey.sha256, 32)
  }
  if (event.code !== undefined) end = writeText(bytes, end, event.code, textBytes.code)
  if (event.us.connect !== undefined) end = writeCount(bytes, end, event.us.connect)
  if (event.us.firstByte !== undefined) end = writeCount(bytes, end, event.us.firstByte)
  if (event.us.body !== undefined) end = writeCount(bytes, end, event.us.body)
  if (event.userAgent !== undefined) end = writeText(bytes, end, event.userAgent, textBytes.userAgent)
  if (event.clientAddress !== undefined) end = writeText(bytes, end, event.clientAddress, textBytes.clientAddress)
  if (event.rate !== undefined) end = writeLimit(bytes, end, event.rate)
  if (event.quota !== undefined) end = writeLimit(bytes, end, event.quota)
  if (event.features !== undefined) end = writeFeatures(bytes, end, event.features)
  if (event.shape !== undefined) end = writeText(bytes, end, event.shape, textBytes.shape)
  if (event.rule !== undefined) end = writeText(bytes, end, event.rule, textBytes.ruling)
  end = writeText(bytes, end, event.host, textBytes.host)
  end = writeText(bytes, end, event.path, textBytes.path)
  end = writeTrace(bytes, end, event.trace)
  return writeErrors(bytes, end, event.errors)
}

function writeLimit(bytes: Buffer, at: number, state: NonNullable<UsageEvent['rate']>): number {
  let end = writeDouble(bytes, at, state.limit)
  end = writeDouble(bytes, end, state.remaining)
  return writeDouble(bytes, end, state.resetAt)
}

function writeFeatures(bytes: Buffer, at: number, features: Uint8Array): number {
  let length = Math.min(features.length, maxFeatureBytes)
  while (length > 0 && features[length - 1] === 0) length -= 1
  const start = writeCount(bytes, at, length)
  for (let i = 0; i < length; i += 1) bytes[start + i] = features[i] as number
  return start + length
}

function writeTrace(bytes: Buffer, at: number, trace: UsageEvent['trace']): number {
  const count = Math.min(trace.length, maxSteps)
  bytes[at] = count
  let end = at + 1
  for (let i = 0; i < count; i += 1) {
    const step = trace[i] as UsageEvent['trace'][number]
    bytes[end] = phaseNumbers[step.phase]
    bytes[end + 1] = outcomeNumbers[step.outcome]
    end = writeCount(bytes, end + 2, step.us)
    const facts = step.facts
    const countAt = end
    bytes[countAt] = 0
    end += 1
    if (facts === undefined) continue
    let written = 0
    for (const name in facts) {
      if (written === maxFacts) break
      end = writeFact(bytes, end, name, facts[name] as string | number | boolean)
      written += 1
    }
    bytes[countAt] = written
  }
  return end
}

function writeFact(bytes: Buffer, at: number, name: string, value: string | number | boolean): number {
  const end = writeText(bytes, at, name, textBytes.factName)
  if (typeof value === 'number') {
    bytes[end] = factTypes.number
    return writeDouble(bytes, end + 1, value)
  }
  if (typeof value === 'string') {
    bytes[end] = factTypes.text
    return writeText(bytes, end + 1, value, textBytes.fact)
  }
  bytes[end] = value ? factTypes.yes : factTypes.no
  return end + 1
}

function writeErrors(bytes: Buffer, at: number, errors: UsageEvent['errors']): number {
  const count = Math.min(errors.length, maxErrors)
  bytes[at] = count
  let end = at + 1
  for (let i = 0; i < count; i += 1) {
    const error = errors[i] as UsageEvent['errors'][number]
    bytes[end] = findingPlaceNumbers[error.in] | (error.of === undefined ? 0 : ofResponse)
    end = writeText(bytes, end + 1, error.pointer, textBytes.pointer)
    end = writeText(bytes, end, error.rule, textBytes.rule)
    end = writeText(bytes, end, error.expected, textBytes.expected)
    end = writeText(bytes, end, error.got ?? '', textBytes.got)
  }
  return end
}

/** The payload of one usage record, in a buffer of its own. */
export function encodeUsageEvent(event: UsageEvent): Buffer {
  const bytes = Buffer.allocUnsafe(maxPayloadBytes)
  return Buffer.from(bytes.subarray(0, encodeUsageEventInto(bytes, 0, event)))
}
