import { compilePattern, type LinearPattern } from '@gatehouse/patterns/linear-pattern'

const everything: LinearPattern = { test: () => true }

/** For generated validators: a pattern that cannot be run judges nothing (`unjudgedPatterns` names it). */
export function patternOrEverything(source: string): LinearPattern {
  return compilePattern(source) ?? everything
}
