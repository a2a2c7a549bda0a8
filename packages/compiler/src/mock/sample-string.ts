import type { JsonObject } from '@gatehouse/contracts/json'
import { textOfPattern } from './pattern-text.ts'

/** Longer than this no text is written, whatever `minLength` asks. */
const longest = 10_000

const two = (value: number) => String(value % 100).padStart(2, '0')
const hex = (value: number) => (value % 4096).toString(16).padStart(12, '0')

/** One value of each format that people know by sight; `seed` tells several apart. */
const formats: Readonly<Record<string, (seed: number) => string>> = {
  'date-time': (seed) => `2024-01-15T09:30:${two(seed % 60)}Z`,
  date: (seed) => `2024-01-${two(1 + (seed % 28))}`,
  time: (seed) => `09:30:${two(seed % 60)}Z`,
  duration: (seed) => `P${seed + 1}D`,
  email: (seed) => `person${seed === 0 ? '' : seed}@example.com`,
  'idn-email': (seed) => `person${seed === 0 ? '' : seed}@example.com`,
  hostname: (seed) => `host${seed === 0 ? '' : seed}.example.com`,
  'idn-hostname': (seed) => `host${seed === 0 ? '' : seed}.example.com`,
  ipv4: (seed) => `192.0.2.${1 + (seed % 254)}`,
  ipv6: (seed) => `2001:db8::${(1 + seed).toString(16)}`,
  uri: (seed) => `https://example.com/${seed + 1}`,
  'uri-reference': (seed) => `/${seed + 1}`,
  iri: (seed) => `https://example.com/${seed + 1}`,
  'iri-reference': (seed) => `/${seed + 1}`,
  url: (seed) => `https://example.com/${seed + 1}`,
  'uri-template': (seed) => `https://example.com/${seed + 1}/{id}`,
  uuid: (seed) => `3fa85f64-5717-4562-b3fc-${hex(0x2c9 + seed)}`,
  'json-pointer': (seed) => `/items/${seed}`,
  'relative-json-pointer': (seed) => `${seed}/items`,
  regex: () => '^[a-z]+$',
  byte: (seed) => ['c3RyaW5n', 'bW9jaw==', 'dGV4dA=='][seed % 3] ?? 'c3RyaW5n',
  int64: (seed) => String(seed + 1),
  decimal: (seed) => `${seed + 1}.5`,
}

/** A text that fits pattern, format and length, or undefined when none was found. */
export function sampleString(schema: JsonObject, seed: number): string | undefined {
  const min = typeof schema.minLength === 'number' ? schema.minLength : 0
  const max = typeof schema.maxLength === 'number' ? schema.maxLength : Number.POSITIVE_INFINITY
  if (min > longest || min > max) return undefined
  if (typeof schema.pattern === 'string') return textOfPattern(schema.pattern, min, max, seed)
  const make =
    typeof schema.format === 'string' && Object.hasOwn(formats, schema.format) ? formats[schema.format] : undefined
  if (make !== undefined) {
    const text = make(seed)
    if (text.length >= min && text.length <= max) return text
  }
  const word = seed === 0 ? 'string' : `string${seed}`
  if (word.length <= max) return word.padEnd(min, ' text')
  // Short texts: letters, told apart by the seed as a number of base 26.
  let text = ''
  for (let left = seed, length = 0; length < max; length += 1) {
    text = String.fromCharCode(97 + (left % 26)) + text
    left = Math.floor(left / 26)
  }
  return text
}
