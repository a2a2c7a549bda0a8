/**
 * Tells patterns on which the platform's backtracking engine is linear too, so that they can run in it (ten times faster): anchored at
 * the start, a plain sequence of characters and classes, at most one repetition without bound, and few ways to share characters among
 * the bounded ones. Everything else, and everything this reader does not know, goes to the automaton.
 */
export function isBoundedPattern(source: string): boolean {
  if (!source.startsWith('^') || source.length > 500) return false
  const end = source.endsWith('$') && !source.endsWith('\\$') ? source.length - 1 : source.length
  let unbounded = 0
  let ways = 1
  let at = 1
  while (at < end) {
    const atom = atomLength(source, at)
    if (atom === 0) return false
    at += atom
    const quantifier = /^(?:[*+?]|\{(\d{1,4})(,(\d{1,4})?)?\})\??/.exec(source.slice(at, end))
    if (quantifier === null) continue
    at += quantifier[0].length
    const [text, low = '0', range, high] = quantifier
    if (text.startsWith('*') || text.startsWith('+') || (range !== undefined && high === undefined)) unbounded += 1
    else if (text.startsWith('?')) ways *= 2
    else if (high !== undefined) ways *= Number(high) - Number(low) + 1
    if (unbounded > 1 || ways > 2000 || (unbounded === 1 && ways > 64)) return false
  }
  return true
}

/** Length of one character, escape or class at `at`; 0 for anything else (groups, alternatives, anchors, references). */
function atomLength(source: string, at: number): number {
  const char = source.charAt(at)
  if (char === '\\') return /^\\[dDwWsS.\-+*?()[\]{}|/^$\\]/.test(source.slice(at, at + 2)) ? 2 : 0
  if (char === '[') {
    const found = /^\[\^?(?:[^\\[\]]|\\[dDwWsS.\-+*?()[\]{}|/^$\\])+\]/.exec(source.slice(at))
    return found === null ? 0 : found[0].length
  }
  return /[A-Za-z0-9 _\-/:;,.@#%&=!"'<>~`]/.test(char) ? 1 : 0
}
