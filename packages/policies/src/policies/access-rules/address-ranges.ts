/**
 * Addresses against ranges without a network library, so that rules are judged in browsers as at gateways. IPv4 in IPv6 clothes
 * (`::ffff:10.0.0.1`) is IPv4, and stands in IPv6 ranges in these clothes (`::/0` is everybody): as in address-matcher.ts.
 */

/** IPv4: in its IPv6 clothes, so that the address is the last word. */
type Address = { width: 32 | 128; readonly words: Uint32Array }

const scratch: Address = { width: 32, words: new Uint32Array(4) }
/** What `scratch` holds; undefined: nothing that is an address. */
let scratchText: string | undefined
let scratchValid = false

/** Whether an address stands in one of the ranges. Throws when one of them is none; what is no address stands in none. */
export function addressRanges(ranges: readonly string[]): (address: string) => boolean {
  const v4: { word: number; mask: number }[] = []
  const v6: { words: Uint32Array; masks: Uint32Array }[] = []
  for (const text of ranges) {
    const { width, words, masks } = parseRange(text)
    if (width === 32) v4.push({ word: words[3] as number, mask: masks[3] as number })
    else v6.push({ words, masks })
  }
  return (text) => {
    if (!readOnce(text)) return false
    const { width, words } = scratch
    if (width === 32) for (const { word, mask } of v4) if (((words[3] as number) & mask) >>> 0 === word) return true
    for (const range of v6) if (holds(range.words, range.masks, words)) return true
    return false
  }
}

function holds(range: Uint32Array, masks: Uint32Array, words: Uint32Array): boolean {
  for (let w = 0; w < 4; w += 1) {
    if (((words[w] as number) & (masks[w] as number)) >>> 0 !== range[w]) return false
  }
  return true
}

function parseRange(text: string): { width: 32 | 128; words: Uint32Array; masks: Uint32Array } {
  const slash = text.indexOf('/')
  const address: Address = { width: 32, words: new Uint32Array(4) }
  if (!readAddress(slash < 0 ? text : text.slice(0, slash), address))
    throw new Error(`“${text}” is not an address or range.`)
  const bits = slash < 0 ? String(address.width) : text.slice(slash + 1)
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > address.width) throw new Error(`“${text}” is not a range.`)
  const masks = new Uint32Array(4)
  const words = address.words
  const prefix = Number(bits) + 128 - address.width
  for (let w = 0; w < 4; w += 1) {
    const left = Math.min(32, Math.max(0, prefix - w * 32))
    masks[w] = left === 0 ? 0 : (0xffffffff << (32 - left)) >>> 0
    words[w] = ((words[w] as number) & (masks[w] as number)) >>> 0
  }
  return { width: address.width, words, masks }
}

/** Rules of one list often ask several times for the same address. */
function readOnce(text: string): boolean {
  if (text !== scratchText) {
    scratchValid = readAddress(text, scratch)
    scratchText = text
  }
  return scratchValid
}

function readAddress(text: string, into: Address): boolean {
  const { words } = into
  words.fill(0)
  if (!text.includes(':')) {
    into.width = 32
    words[2] = 0xffff
    return readV4(text, 0, words, 3)
  }
  into.width = 128
  if (!readV6(text, words)) return false
  if (words[0] === 0 && words[1] === 0 && words[2] === 0xffff) into.width = 32
  return true
}

/** Dotted decimal from `from` to the end; no leading zeros, as some programs read those as octal. */
function readV4(text: string, from: number, words: Uint32Array, at: number): boolean {
  let value = 0
  let octet = 0
  let digits = 0
  let octets = 0
  for (let i = from; i <= text.length; i += 1) {
    const code = i === text.length ? 46 : text.charCodeAt(i)
    if (code === 46) {
      if (digits === 0 || octet > 255 || octets === 4) return false
      value = value * 256 + octet
      octets += 1
      octet = 0
      digits = 0
    } else if (code >= 48 && code <= 57) {
      if ((digits > 0 && octet === 0) || digits === 3) return false
      octet = octet * 10 + code - 48
      digits += 1
    } else return false
  }
  words[at] = value
  return octets === 4
}

function readV6(text: string, words: Uint32Array): boolean {
  let group = 0
  // Groups before `::`; −1: there is none.
  let gap = -1
  let at = 0
  if (text.startsWith('::')) {
    gap = 0
    at = 2
  } else if (text.startsWith(':')) return false
  while (at < text.length) {
    let value = 0
    const start = at
    for (; at < text.length; at += 1) {
      const digit = hexValue(text.charCodeAt(at))
      if (digit < 0) break
      value = value * 16 + digit
    }
    if (at < text.length && text.charCodeAt(at) === 46) {
      if (group > 6) return false
      const tail = new Uint32Array(1)
      if (!readV4(text, start, tail, 0)) return false
      setGroup(words, group, (tail[0] as number) >>> 16)
      setGroup(words, group + 1, (tail[0] as number) & 0xffff)
      group += 2
      at = text.length
      break
    }
    if (at === start || at - start > 4 || group > 7) return false
    setGroup(words, group, value)
    group += 1
    if (at === text.length) break
    if (text.charCodeAt(at) !== 58) return false
    at += 1
    if (at === text.length) return false
    if (text.charCodeAt(at) !== 58) continue
    if (gap >= 0) return false
    gap = group
    at += 1
  }
  if (gap < 0) return group === 8
  if (group > 7) return false
  for (let i = group - 1; i >= gap; i -= 1) {
    const to = i + 8 - group
    const value = groupOf(words, i)
    setGroup(words, i, 0)
    setGroup(words, to, value)
  }
  return true
}

function hexValue(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const lower = code | 32
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}

function groupOf(words: Uint32Array, group: number): number {
  const word = words[group >> 1] as number
  return (group & 1) === 0 ? word >>> 16 : word & 0xffff
}

function setGroup(words: Uint32Array, group: number, value: number): void {
  const word = words[group >> 1] as number
  words[group >> 1] = (group & 1) === 0 ? ((value << 16) | (word & 0xffff)) >>> 0 : ((word & 0xffff0000) | value) >>> 0
}
