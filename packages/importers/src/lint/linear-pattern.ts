import { RE2JS } from 're2js'

/** A compiled pattern; matching takes time linear in the text, whatever the pattern. */
export interface LinearPattern {
  test(text: string): boolean
}

const known = new Map<string, LinearPattern | null>()
const knownLimit = 2_000

/**
 * Compiles a pattern of a person or of a contract (ECMA-262) for an automaton without backtracking; null when it needs what none has
 * (look-around, back-references) or is no pattern. The gateway's own compiler in `policies` is out of reach here by the import table.
 */
export function linearPattern(source: string): LinearPattern | null {
  const found = known.get(source)
  if (found !== undefined) return found
  const compiled = compile(source)
  if (known.size >= knownLimit) known.clear()
  known.set(source, compiled)
  return compiled
}

function compile(source: string): LinearPattern | null {
  // Back-references would be translated into plain letters.
  if (/\\[1-9]|\\k</.test(source)) return null
  try {
    return RE2JS.compile(RE2JS.translateRegExp(source))
  } catch {
    return null
  }
}
