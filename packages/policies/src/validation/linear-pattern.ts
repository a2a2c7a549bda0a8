import { RE2JS } from 're2js'
import { isBoundedPattern } from './bounded-pattern.ts'
import { withShortCategories } from './unicode-categories.ts'

/** A compiled pattern; matching takes time linear in the text, whatever the pattern (RE2's automata, no backtracking). */
export type LinearPattern = { test(text: string): boolean }

const known = new Map<string, LinearPattern | null>()
const knownLimit = 10_000

/** Compiles an ECMA-262 pattern; null when it needs what no linear engine has (look-around, back-references). */
export function compilePattern(source: string): LinearPattern | null {
  const found = known.get(source)
  if (found !== undefined) return found
  const compiled = compileNative(source) ?? compileAutomaton(source)
  if (known.size >= knownLimit) known.clear()
  known.set(source, compiled)
  return compiled
}

function compileNative(source: string): LinearPattern | null {
  if (!isBoundedPattern(source)) return null
  try {
    return new RegExp(source, 'u')
  } catch {
    return null
  }
}

function compileAutomaton(source: string): LinearPattern | null {
  // Back-references would be translated into plain letters.
  if (/\\[1-9]|\\k</.test(source)) return null
  try {
    return RE2JS.compile(RE2JS.translateRegExp(withShortCategories(source)))
  } catch {
    return null
  }
}

const everything: LinearPattern = { test: () => true }

/** For generated validators: a pattern that cannot be run in linear time judges nothing (`unjudgedPatterns` names it). */
export function patternOrEverything(source: string): LinearPattern {
  return compilePattern(source) ?? everything
}
