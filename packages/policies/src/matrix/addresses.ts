import { isIP } from 'node:net'
import { plainAddress } from '../address-matcher.ts'

/** An address that no list names by accident (RFC 5737). */
export const anAddress = '192.0.2.1'

/** First address of a range, and the first one behind it: between them all addresses are alike for a list. */
export function edgesOf(range: string): string[] {
  const [raw = '', bits] = range.split('/')
  const text = plainAddress(raw)
  const version = isIP(text)
  if (version === 0) return []
  const width = version === 6 ? 128 : 32
  const size = 1n << BigInt(width - (bits === undefined ? width : Number(bits)))
  const address = version === 6 ? read6(text) : read4(text)
  const first = (address / size) * size
  const behind = first + size
  const write = version === 6 ? write6 : write4
  return [write(first), ...(behind < 1n << BigInt(width) ? [write(behind)] : [])]
}

function read4(text: string): bigint {
  return text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n)
}

function write4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.')
}

function read6(text: string): bigint {
  const [head = '', tail] = withoutDots(text).split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const words =
    tail === undefined ? left : [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right]
  return words.reduce((sum, word) => sum * 65_536n + BigInt(`0x${word}`), 0n)
}

/** `::ffff:1.2.3.4` and the like: the last four bytes as two words. */
function withoutDots(text: string): string {
  const at = text.lastIndexOf(':')
  const dotted = text.slice(at + 1)
  if (!dotted.includes('.')) return text
  const value = read4(dotted)
  return `${text.slice(0, at + 1)}${(value >> 16n).toString(16)}:${(value & 65_535n).toString(16)}`
}

function write6(value: bigint): string {
  const words: string[] = []
  for (let shift = 112n; shift >= 0n; shift -= 16n) words.push(((value >> shift) & 65_535n).toString(16))
  return words.join(':')
}
