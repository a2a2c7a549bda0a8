import { CountingAutomaton } from './automata/counting-automaton.ts'
import { LazyAutomaton } from './automata/lazy-automaton.ts'
import { type Holder, hold } from './automata/memory.ts'
import { buildProgram, type Program } from './automata/program.ts'
import { WholeText, wholeText } from './automata/whole-text.ts'
import { withoutOptionalEdges } from './syntax/optional-edges.ts'
import { parsePattern } from './syntax/parse-pattern.ts'
import type { PatternFault } from './syntax/pattern-fault.ts'

export type { PatternFault }

/** A compiled pattern; matching takes time linear in the text, whatever pattern and text are. */
export type LinearPattern = { test(text: string): boolean }

const known = new Map<string, LinearPattern | PatternFault>()
const mostKnown = 10_000

/** Compiles an ECMA-262 pattern, as JSON Schema understands it; null when it is not run (`patternFault` says why). */
export function compilePattern(source: string): LinearPattern | null {
  const found = compiled(source)
  return typeof found === 'string' ? null : found
}

/** Why a pattern does not compile; undefined when it does. */
export function patternFault(source: string): PatternFault | undefined {
  const found = compiled(source)
  return typeof found === 'string' ? found : undefined
}

function compiled(source: string): LinearPattern | PatternFault {
  const found = known.get(source)
  if (found !== undefined) return found
  const programs = programsOf(source)
  const made = typeof programs === 'string' ? programs : new CompiledPattern(source, programs)
  if (known.size >= mostKnown) known.clear()
  known.set(source, made)
  return made
}

/** Most instructions of a program: the most steps that a character can cost. */
const mostInstructions = 12_000
/** Up to here repetitions are written out, for the automaton that is quicker. */
const mostWrittenOut = 1_000

/** What runs a pattern. `written` has every repetition written out; undefined where that is too much. */
type Programs = WholeText | { written: Program | undefined; counted: Program }

function programsOf(source: string): Programs | PatternFault {
  const parsed = parsePattern(source)
  if ('fault' in parsed) return parsed.fault
  const node = withoutOptionalEdges(parsed.node)
  const whole = wholeText(node)
  if (whole !== undefined) return whole
  const counted = buildProgram(node, mostInstructions, true)
  if (counted === undefined) return 'too-large'
  const size = Math.max(mostWrittenOut, counted.operations.length)
  return { written: buildProgram(node, size, false), counted }
}

/** Deterministic as long as that pays; the automaton that always does is made when it is first needed, which is mostly never. */
class CompiledPattern implements LinearPattern, Holder {
  readonly #source: string
  #quick: WholeText | LazyAutomaton | undefined
  #sure: CountingAutomaton | undefined

  constructor(source: string, programs: Programs) {
    this.#source = source
    this.#keep(programs)
  }

  test(text: string): boolean {
    if (this.#quick === undefined && this.#sure === undefined) this.#keep(this.#programs())
    return this.#quick?.test(text) ?? this.#certain(text)
  }

  /** The expression: ajv tells compiled patterns apart by it. */
  toString(): string {
    return this.#source
  }

  forget(): void {
    this.#quick = undefined
    this.#sure = undefined
  }

  #keep(programs: Programs): void {
    if (programs instanceof WholeText) {
      this.#quick = programs
      return
    }
    const { written, counted } = programs
    if (written === undefined) this.#sure = new CountingAutomaton(counted)
    else this.#quick = new LazyAutomaton(written, this)
    hold(this, sizeOf(written ?? counted))
  }

  #certain(text: string): boolean {
    let sure = this.#sure
    if (sure === undefined) {
      const programs = this.#programs()
      if (programs instanceof WholeText) return programs.test(text)
      sure = new CountingAutomaton(programs.counted)
      this.#sure = sure
      hold(this, sizeOf(programs.counted))
    }
    return sure.test(text)
  }

  #programs(): Programs {
    const programs = programsOf(this.#source)
    if (typeof programs === 'string') throw new Error('A pattern that was compiled before does not compile.')
    return programs
  }
}

/** Entries of some four bytes: of the program, of an automaton’s lists as long as it, and of its alphabet. */
function sizeOf({ operations, members, alphabet }: Program): number {
  return 200 + 8 * operations.length + (members.length * alphabet.size) / 4
}
