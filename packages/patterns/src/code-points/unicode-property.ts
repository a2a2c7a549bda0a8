import { type CodePoints, codePoints, complement } from './code-points.ts'

const known = new Map<string, CodePoints>()

/**
 * The code points of `\p{NAME}`. The platform knows them and nobody else needs to: each property is looked up once in texts of all code
 * points, some milliseconds, and kept. The name must be one that the platform takes.
 */
export function unicodeProperty(name: string, negated: boolean): CodePoints {
  const found = known.get(name) ?? look(name)
  known.set(name, found)
  return negated ? complement(found) : found
}

function look(name: string): CodePoints {
  // Each match is a run of those inside or of those outside; there is nothing to go back to.
  const runs = new RegExp(`(\\p{${name}}+)|\\P{${name}}+`, 'gu')
  const ranges: [number, number][] = []
  for (const { first, text, units } of allCodePoints())
    for (const { index, 0: run, 1: inside } of text.matchAll(runs))
      if (inside !== undefined) ranges.push([first + index / units, first + (index + run.length) / units - 1])
  return codePoints(ranges)
}

type Stretch = { first: number; text: string; units: number }
let held: WeakRef<Stretch[]> | undefined

/** Every code point in some texts, kept while several properties are looked up. */
function allCodePoints(): Stretch[] {
  const found = held?.deref()
  if (found !== undefined) return found
  // No text has a high surrogate before a low one, which would be read as a pair.
  const stretches = [
    [0, 0xd7ff],
    [0xd800, 0xdbff],
    [0xdc00, 0xdfff],
    [0xe000, 0xffff],
  ].map(([first = 0, last = 0]) => ({ first, text: units(first, last), units: 1 }))
  for (let plane = 0x10000; plane <= 0x100000; plane += 0x10000)
    stretches.push({ first: plane, text: pairs(plane), units: 2 })
  held = new WeakRef(stretches)
  return stretches
}

function units(first: number, last: number): string {
  let text = ''
  for (let unit = first; unit <= last; unit += 1) text += String.fromCharCode(unit)
  return text
}

function pairs(plane: number): string {
  const text = new Uint16Array(0x20000)
  for (let at = 0; at < 0x10000; at += 1) {
    text[2 * at] = 0xd800 + ((plane - 0x10000 + at) >> 10)
    text[2 * at + 1] = 0xdc00 + (at & 0x3ff)
  }
  return new TextDecoder('utf-16le').decode(text)
}
