/** A set of code points: first and last of each range in turn, ascending, no two ranges touching. */
export type CodePoints = readonly number[]

export const lastCodePoint = 0x10ffff

export const everyCodePoint: CodePoints = [0, lastCodePoint]
export const noCodePoint: CodePoints = []

/** The set of ranges in any order, overlapping or not. */
export function codePoints(ranges: Iterable<readonly [first: number, last: number]>): CodePoints {
  const set: number[] = []
  for (const [first, last] of [...ranges].sort(([a], [b]) => a - b)) {
    const end = set.at(-1)
    if (end === undefined || first > end + 1) set.push(first, last)
    else if (last > end) set[set.length - 1] = last
  }
  return set
}

export function rangesOf(set: CodePoints): (readonly [first: number, last: number])[] {
  const ranges: (readonly [number, number])[] = []
  for (let at = 0; at < set.length; at += 2) ranges.push([set[at] as number, set[at + 1] as number])
  return ranges
}

export function union(sets: readonly CodePoints[]): CodePoints {
  return codePoints(sets.flatMap(rangesOf))
}

export function complement(set: CodePoints): CodePoints {
  const others: number[] = []
  let from = 0
  for (const [first, last] of rangesOf(set)) {
    if (first > from) others.push(from, first - 1)
    from = last + 1
  }
  if (from <= lastCodePoint) others.push(from, lastCodePoint)
  return others
}

export function sameCodePoints(a: CodePoints, b: CodePoints): boolean {
  return a === b || (a.length === b.length && a.every((point, at) => point === b[at]))
}
