import { choice, empty, isEmpty, type PatternNode, repeat, sequence } from './pattern-node.ts'

/**
 * The same search with less to do: a match may begin and end anywhere, so what is optional at the edges of a pattern asks for nothing.
 * `\s+$` is `\s$`, `x.{0,500}` is `x`.
 */
export function withoutOptionalEdges(node: PatternNode): PatternNode {
  return trimmed(trimmed(node, 'end'), 'start')
}

function trimmed(node: PatternNode, edge: 'start' | 'end'): PatternNode {
  switch (node.kind) {
    case 'set':
    case 'assertion':
      return node
    case 'choice': {
      const branches = node.branches.map((branch) => trimmed(branch, edge))
      return branches.some(isEmpty) ? empty : choice(branches)
    }
    case 'repeat': {
      const last = node.min === 0 ? empty : trimmed(node.of, edge)
      if (isEmpty(last)) return empty
      const others = repeat(node.of, node.min - 1, node.min - 1)
      return sequence(edge === 'end' ? [others, last] : [last, others])
    }
    case 'sequence': {
      const items = [...node.items]
      const outermost = edge === 'end' ? items.pop() : items.shift()
      if (outermost === undefined) return empty
      const rest = sequence(items)
      const inner = trimmed(outermost, edge)
      if (isEmpty(inner)) return trimmed(rest, edge)
      return sequence(edge === 'end' ? [rest, inner] : [inner, rest])
    }
  }
}

/** Whether a match can begin nowhere but at the start of the text. */
export function beginsAtTextStart(node: PatternNode): boolean {
  switch (node.kind) {
    case 'assertion':
      return node.assertion === 'text-start'
    case 'set':
      return false
    case 'choice':
      return node.branches.every(beginsAtTextStart)
    case 'repeat':
      return node.min > 0 && beginsAtTextStart(node.of)
    case 'sequence': {
      // Assertions take no character, so what stands behind them is at the same place.
      const first = node.items.findIndex((item) => item.kind !== 'assertion' || item.assertion === 'text-start')
      const item = node.items[first]
      return item !== undefined && beginsAtTextStart(item)
    }
  }
}
