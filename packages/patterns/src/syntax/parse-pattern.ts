import { type CodePoints, complement, everyCodePoint } from '../code-points/code-points.ts'
import { lineEnds } from '../code-points/named-sets.ts'
import { withoutCase } from '../code-points/without-case.ts'
import { Cursor } from './cursor.ts'
import { type PatternFault, UnreadablePattern } from './pattern-fault.ts'
import { type Assertion, choice, type PatternNode, repeat, sequence } from './pattern-node.ts'
import { readClass } from './read-class.ts'
import { readEscape } from './read-escape.ts'

export type ParsedPattern = { node: PatternNode } | { fault: PatternFault }

const deepest = 200
const mostTimes = 2 ** 31 - 1

/**
 * Reads an expression as ECMA-262 writes it: with the flag `u`, as JSON Schema asks, or, where that refuses it, without, since many
 * contracts escape more than they must. In both a character is a code point.
 */
export function parsePattern(source: string): ParsedPattern {
  const unicode = isSyntax(source, 'u')
  if (!unicode && !isSyntax(source, '')) return { fault: 'syntax' }
  try {
    return { node: new PatternReader(source, unicode).read() }
  } catch (error) {
    if (error instanceof UnreadablePattern) return { fault: error.fault }
    throw error
  }
}

/** The platform is asked for the syntax alone; it runs nothing. */
function isSyntax(source: string, flags: string): boolean {
  try {
    return new RegExp(source, flags) instanceof RegExp
  } catch {
    return false
  }
}

type Modes = { readonly ignoreCase: boolean; readonly multiline: boolean; readonly dotAll: boolean }

const modifiers = /\?([ims]*)(?:-([ims]*))?:/y
const groupName = /\?<[^>]*>/y
const counts = /\{(\d+)(?:(,)(\d*))?\}/y
const anyDot = complement(lineEnds)

/** The source is known to be an expression: what could be missing is there. */
class PatternReader {
  readonly #cursor: Cursor
  readonly #unicode: boolean
  #depth = 0

  constructor(source: string, unicode: boolean) {
    this.#cursor = new Cursor(source)
    this.#unicode = unicode
  }

  read(): PatternNode {
    return this.#choice({ ignoreCase: false, multiline: false, dotAll: false })
  }

  #choice(modes: Modes): PatternNode {
    this.#depth += 1
    if (this.#depth > deepest) throw new UnreadablePattern('too-large')
    const branches = [this.#sequence(modes)]
    while (this.#cursor.take('|')) branches.push(this.#sequence(modes))
    this.#depth -= 1
    return choice(branches)
  }

  #sequence(modes: Modes): PatternNode {
    const items: PatternNode[] = []
    const cursor = this.#cursor
    while (!cursor.ended && cursor.peek() !== '|' && cursor.peek() !== ')')
      items.push(this.#quantified(this.#atom(modes)))
    return sequence(items)
  }

  #quantified(node: PatternNode): PatternNode {
    const cursor = this.#cursor
    let [min, max] = [1, 1]
    if (cursor.take('*')) [min, max] = [0, Number.POSITIVE_INFINITY]
    else if (cursor.take('+')) [min, max] = [1, Number.POSITIVE_INFINITY]
    else if (cursor.take('?')) [min, max] = [0, 1]
    else {
      const found = cursor.match(counts)
      if (found === null) return node
      min = Math.min(Number(found[1]), mostTimes)
      if (found[2] === undefined) max = min
      else max = found[3] ? Math.min(Number(found[3]), mostTimes) : Number.POSITIVE_INFINITY
    }
    cursor.take('?')
    return repeat(node, min, max)
  }

  #atom(modes: Modes): PatternNode {
    const cursor = this.#cursor
    const start = cursor.at
    if (cursor.take('^')) return assertion(modes.multiline ? 'line-start' : 'text-start')
    if (cursor.take('$')) return assertion(modes.multiline ? 'line-end' : 'text-end')
    if (cursor.take('.')) return { kind: 'set', set: modes.dotAll ? everyCodePoint : anyDot }
    if (cursor.take('(')) return this.#group(modes)
    if (cursor.take('[')) return this.#set(readClass(cursor, this.#unicode), start, modes)
    if (!cursor.take('\\')) return this.#set(cursor.codePoint(), start, modes)
    if (cursor.take('b')) return assertion(this.#folds(modes) ? 'folded-boundary' : 'boundary')
    if (cursor.take('B')) return assertion(this.#folds(modes) ? 'no-folded-boundary' : 'no-boundary')
    if (/[1-9k]/.test(cursor.peek())) throw new UnreadablePattern('back-reference')
    if (!this.#unicode) {
      // What Perl, Python and Ruby write for the edges of the text; taken for letters they would refuse everything.
      if (cursor.take('A')) return assertion('text-start')
      if (cursor.take('z')) return assertion('text-end')
    }
    return this.#set(readEscape(cursor, this.#unicode, false), start, modes)
  }

  #folds(modes: Modes): boolean {
    return modes.ignoreCase && this.#unicode
  }

  #group(modes: Modes): PatternNode {
    const cursor = this.#cursor
    if (['?=', '?!', '?<=', '?<!'].some((sign) => cursor.take(sign))) throw new UnreadablePattern('look-around')
    let inside = modes
    if (cursor.match(groupName) === null) {
      const found = cursor.match(modifiers)
      if (found !== null) inside = changed(modes, found[1] ?? '', found[2] ?? '')
    }
    const node = this.#choice(inside)
    cursor.take(')')
    return node
  }

  #set(item: number | CodePoints, start: number, modes: Modes): PatternNode {
    const set = typeof item === 'number' ? [item, item] : item
    if (!modes.ignoreCase) return { kind: 'set', set }
    const atom = this.#cursor.text.slice(start, this.#cursor.at)
    return { kind: 'set', set: withoutCase(atom, set, this.#unicode ? 'u' : '') }
  }
}

function assertion(what: Assertion): PatternNode {
  return { kind: 'assertion', assertion: what }
}

function changed(modes: Modes, added: string, removed: string): Modes {
  const holds = (sign: string, before: boolean) => (before || added.includes(sign)) && !removed.includes(sign)
  return {
    ignoreCase: holds('i', modes.ignoreCase),
    multiline: holds('m', modes.multiline),
    dotAll: holds('s', modes.dotAll),
  }
}
