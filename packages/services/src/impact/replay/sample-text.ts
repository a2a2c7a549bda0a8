import { textOfPattern } from '@gatehouse/compiler/mock/pattern-text'
import { stringFormatChecks } from '@gatehouse/policies/validation/formats'

/** Nothing was found that has the shape's facts: the call cannot be replayed. */
export class NotRebuilt extends Error {}

const longest = 100_000

type TextFacts = { n: number; c?: 'd' | 'w' | undefined; f?: string | undefined; p?: boolean | undefined }

/** A text with the length and the facts of a recorded one, and nothing of it. `seed` tells several apart. */
export function sampleText({ n, c, f, p }: TextFacts, patterns: readonly string[], seed: number): string {
  if (n > longest) throw new NotRebuilt()
  if (p === true && patterns[0] !== undefined) {
    const text = textOfKnown(patterns[0], n, seed)
    if (text === undefined) throw new NotRebuilt()
    return text
  }
  if (f !== undefined) return textOfFormat(f, n, seed)
  if (c === 'd') return digits(n, seed)
  if (c === 'w') return letters(n, seed)
  // Neither digits nor one word, as it was.
  return n < 2 ? '.'.repeat(n) : `${letters(n - 1, seed)}.`
}

const known = new Map<string, string | undefined>()

/** Dear to find and asked for again and again: each found once. A few differ by seed, for lists of different items. */
function textOfKnown(pattern: string, n: number, seed: number): string | undefined {
  const key = JSON.stringify([pattern, n, seed % 32])
  if (known.has(key)) return known.get(key)
  if (known.size > 10_000) known.clear()
  const text = textOfPattern(pattern, n, n, seed % 32)
  known.set(key, text)
  return text
}

function digits(n: number, seed: number): string {
  return String(seed % 10 ** Math.min(n, 9))
    .padStart(n, '7')
    .slice(0, n)
}

function letters(n: number, seed: number): string {
  let text = ''
  for (let left = seed; text.length < n && left > 0; left = Math.floor(left / 26))
    text += String.fromCharCode(97 + (left % 26))
  return text.padStart(n, 'k')
}

function textOfFormat(format: string, n: number, seed: number): string {
  const check = Object.hasOwn(stringFormatChecks, format) ? stringFormatChecks[format] : undefined
  const found = candidates(format, n, seed).find((text) => text.length === n && check?.(text) !== false)
  if (found === undefined) throw new NotRebuilt()
  return found
}

function* candidatesOf(format: string, n: number, seed: number): Generator<string> {
  const pad = (length: number) => letters(Math.max(0, length), seed)
  const two = String(seed % 60).padStart(2, '0')
  const fraction = (length: number) => (length > 1 ? `.${digits(length - 1, seed)}` : '')
  switch (format.replace(/^iso-/, '')) {
    case 'date':
      yield `2024-01-${String(1 + (seed % 28)).padStart(2, '0')}`
      return
    case 'date-time':
      for (const zone of ['Z', '+00:00']) yield `2024-01-15T09:30:${two}${fraction(n - 19 - zone.length)}${zone}`
      return
    case 'time':
      for (const zone of ['Z', '+00:00', '']) yield `09:30:${two}${fraction(n - 8 - zone.length)}${zone}`
      return
    case 'duration':
      yield `P${digits(Math.max(1, n - 2), seed + 1)}D`
      yield `PT${digits(Math.max(1, n - 3), seed + 1)}S`
      return
    case 'uuid': {
      const uuid = `3fa85f64-5717-4562-b3fc-${(seed + 713).toString(16).padStart(12, '0')}`
      yield uuid
      yield `urn:uuid:${uuid}`
      return
    }
    case 'email':
    case 'idn-email':
      yield `${pad(n - 12)}@example.com`
      yield `a@${pad(n - 5)}.co`
      yield `${pad(60)}@${host(n - 61, seed)}`
      return
    case 'hostname':
    case 'idn-hostname':
      yield host(n, seed)
      return
    case 'ipv4': {
      const extra = Math.max(0, n - 7)
      yield [0, 1, 2, 3].map((at) => '1'.repeat(1 + Math.min(2, Math.max(0, extra - 2 * at)))).join('.')
      return
    }
    case 'ipv6':
      yield hexGroups(n - 7, 8)
      yield `::${hexGroups(n - 2 - Math.ceil((n - 1) / 5) + 1, Math.ceil((n - 1) / 5))}`
      return
    case 'uri':
    case 'url':
    case 'iri':
    case 'uri-template':
      yield `https://example.com/${pad(n - 20)}`
      yield `http://e.co/${pad(n - 12)}`
      yield `a:${pad(n - 2)}`
      return
    case 'uri-reference':
    case 'iri-reference':
    case 'json-pointer':
      yield n === 0 ? '' : `/${pad(n - 1)}`
      return
    case 'relative-json-pointer':
      yield n === 1 ? '0' : `0/${pad(n - 2)}`
      return
    case 'byte':
      yield `${letters(Math.max(0, n - 2), seed)}==`
      yield letters(n, seed)
      return
    default:
      yield pad(n)
  }
}

function candidates(format: string, n: number, seed: number): string[] {
  return [...candidatesOf(format, n, seed)]
}

/** So many hexadecimal digits in so many groups of up to four. */
function hexGroups(digits: number, groups: number): string {
  const least = Math.floor(digits / groups)
  return Array.from({ length: groups }, (_, at) =>
    'a'.repeat(Math.max(0, least + (at < digits % groups ? 1 : 0))),
  ).join(':')
}

/** Labels of at most 40 letters. */
function host(n: number, seed: number): string {
  if (n < 1) return ''
  const labels: string[] = []
  for (let left = n; left > 0; left -= 41) labels.unshift(letters(Math.min(40, left), seed))
  const text = labels.join('.')
  // A single letter can be left over: the label before takes it.
  return text.length === n ? text : `k${text}`.slice(0, n)
}
