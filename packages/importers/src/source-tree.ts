import type { ImportIssue } from '@gatehouse/contracts/import-report'
import type { Json, JsonObject } from '@gatehouse/contracts/json'

/** Where the members of one object or list begin in the text: aligned lists, in source order. */
export interface MemberPositions {
  keys: string[]
  offsets: number[]
  /** Text of numbers that lose their form as a number: `version: 1.0`. */
  raw?: Map<string, string>
}

/** A parsed document that still knows the line of each of its keys. Each object stands in it at one place only. */
export interface SourceTree {
  syntax: 'json' | 'yaml'
  value: Json
  /** Members that must never be copied into another object (`__proto__`): left out of `value`. */
  unsafe: { container: object; key: string; line: number }[]
  /** 1-based line of a member. */
  lineOf(container: object, key: string): number | undefined
  /** Text of a number as the source writes it, where the number alone would lose it. */
  rawOf(container: object, key: string): string | undefined
  /** Each object and list of the document. */
  containers(): Iterable<object>
}

/** Ends an import with one issue; caught at the importer's entry, where it becomes a value. */
export class ImportRefused extends Error {
  readonly issue: ImportIssue
  constructor(issue: ImportIssue) {
    super(issue.message)
    this.issue = issue
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Own member only: `toString` of a prototype is no part of a document. */
export function member(container: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(container, key) ? container[key] : undefined
}

export function pointerToken(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** Offsets at which lines begin, for a binary search. */
export function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

export function lineAndColumn(starts: number[], offset: number): { line: number; column: number } {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
}

export function positionedTree(
  syntax: 'json' | 'yaml',
  value: Json,
  starts: number[],
  positions: Map<object, MemberPositions>,
  unsafe: { container: object; key: string; offset: number }[],
): SourceTree {
  return {
    syntax,
    value,
    unsafe: unsafe.map(({ container, key, offset }) => ({ container, key, line: lineAndColumn(starts, offset).line })),
    lineOf(container, key) {
      const members = positions.get(container)
      const offset = members?.offsets[Array.isArray(container) ? Number(key) : members.keys.indexOf(key)]
      return offset === undefined ? undefined : lineAndColumn(starts, offset).line
    },
    rawOf: (container, key) => positions.get(container)?.raw?.get(key),
    containers: () => positions.keys(),
  }
}
