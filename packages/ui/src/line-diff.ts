export type DiffRow = {
  kind: 'same' | 'changed' | 'added' | 'removed'
  before?: { number: number; text: string }
  after?: { number: number; text: string }
}

/** Longest texts that are compared line by line; beyond, the work grows with the product of both lengths. */
const longestCompared = 2_000

/** Rows of a side-by-side diff of two texts: equal lines face each other, replaced ones pair up. */
export function diffLines(before: string, after: string): DiffRow[] {
  const left = before === '' ? [] : before.replace(/\n$/, '').split('\n')
  const right = after === '' ? [] : after.replace(/\n$/, '').split('\n')
  let start = 0
  while (start < left.length && start < right.length && left[start] === right[start]) start += 1
  let end = 0
  while (end < left.length - start && end < right.length - start && left.at(-1 - end) === right.at(-1 - end)) end += 1

  const rows: DiffRow[] = []
  const removed: number[] = []
  const added: number[] = []
  const side = (lines: string[], index: number) => ({ number: index + 1, text: lines[index] ?? '' })
  const flush = () => {
    for (let i = 0; i < Math.max(removed.length, added.length); i += 1) {
      const from = removed[i]
      const to = added[i]
      rows.push({
        kind: from === undefined ? 'added' : to === undefined ? 'removed' : 'changed',
        ...(from === undefined ? {} : { before: side(left, from) }),
        ...(to === undefined ? {} : { after: side(right, to) }),
      })
    }
    removed.length = 0
    added.length = 0
  }
  const same = (i: number, j: number) => {
    flush()
    rows.push({ kind: 'same', before: side(left, i), after: side(right, j) })
  }

  for (let i = 0; i < start; i += 1) same(i, i)
  for (const [i, j] of alignment(left.slice(start, left.length - end), right.slice(start, right.length - end))) {
    if (i !== undefined && j !== undefined) same(start + i, start + j)
    else if (i !== undefined) removed.push(start + i)
    else if (j !== undefined) added.push(start + j)
  }
  flush()
  for (let k = end; k > 0; k -= 1) same(left.length - k, right.length - k)
  return rows
}

/** Pairs of indices by the longest common subsequence; one side undefined where a line stands alone. */
function alignment(left: string[], right: string[]): [number | undefined, number | undefined][] {
  const pairs: [number | undefined, number | undefined][] = []
  if (left.length > longestCompared || right.length > longestCompared) {
    for (let i = 0; i < left.length; i += 1) pairs.push([i, undefined])
    for (let j = 0; j < right.length; j += 1) pairs.push([undefined, j])
    return pairs
  }
  const width = right.length + 1
  const lengths = new Uint16Array((left.length + 1) * width)
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = left[i] === right[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  let i = 0
  let j = 0
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) pairs.push([i++, j++])
    else if (j >= right.length || (i < left.length && at(i + 1, j) >= at(i, j + 1))) pairs.push([i++, undefined])
    else pairs.push([undefined, j++])
  }
  return pairs
}

/** The part of two facing lines that differs: `[start, endBefore, endAfter]`, or nothing when they share too little to be worth showing. */
export function changedSpan(
  before: string,
  after: string,
): [start: number, endBefore: number, endAfter: number] | undefined {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1
  let tail = 0
  while (tail < before.length - start && tail < after.length - start && before.at(-1 - tail) === after.at(-1 - tail))
    tail += 1
  const shared = before.slice(0, start).trim().length + tail
  return shared * 3 < Math.min(before.length, after.length)
    ? undefined
    : [start, before.length - tail, after.length - tail]
}
