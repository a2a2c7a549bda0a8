import { type CodePoints, codePoints, complement, rangesOf } from '../code-points/code-points.ts'
import type { Cursor } from './cursor.ts'
import { readEscape } from './read-escape.ts'

const hyphen = 0x2d

/** Reads a class whose opening bracket is behind the cursor. */
export function readClass(cursor: Cursor, unicode: boolean): CodePoints {
  const negated = cursor.take('^')
  const ranges: (readonly [number, number])[] = []
  const add = (item: number | CodePoints) =>
    ranges.push(...(typeof item === 'number' ? [[item, item] as const] : rangesOf(item)))
  while (!cursor.take(']')) {
    const first = readItem(cursor, unicode)
    if (cursor.peek() !== '-' || cursor.peek(1) === ']') {
      add(first)
      continue
    }
    cursor.take('-')
    const last = readItem(cursor, unicode)
    if (typeof first === 'number' && typeof last === 'number') ranges.push([first, last])
    else {
      // Without the flag `u`: a set is no end of a range, the hyphen stands for itself.
      add(first)
      add(hyphen)
      add(last)
    }
  }
  const set = codePoints(ranges)
  return negated ? complement(set) : set
}

function readItem(cursor: Cursor, unicode: boolean): number | CodePoints {
  return cursor.take('\\') ? readEscape(cursor, unicode, true) : cursor.codePoint()
}
