import { canonicalStatic } from './target.ts'

/** One segment of a path template: all text, one parameter, or text and parameters in turn (`{id}.json`, `{a}-{b}`). */
export type TemplateSegment =
  | { kind: 'static'; text: string }
  | { kind: 'parameter'; name: string }
  /** `texts` has one more entry than `names`: text, name, text, …, text. */
  | { kind: 'mixed'; texts: readonly string[]; names: readonly string[] }

export class TemplateError extends Error {}

/** Compiles `/orders/{id}`; throws TemplateError with a sentence that says what is wrong. */
export function parseTemplate(path: string): TemplateSegment[] {
  if (!path.startsWith('/')) throw new TemplateError('A path template begins with a slash.')
  const names = new Set<string>()
  return path
    .slice(1)
    .split('/')
    .map((text) => parseSegment(text, names))
}

function parseSegment(source: string, seen: Set<string>): TemplateSegment {
  const texts: string[] = []
  const names: string[] = []
  let rest = source
  for (let open = rest.indexOf('{'); open >= 0; open = rest.indexOf('{')) {
    const close = rest.indexOf('}', open)
    const name = rest.slice(open + 1, close)
    if (close < 0 || name === '' || name.includes('{')) throw new TemplateError(`Braces in “${source}” do not match.`)
    if (seen.has(name)) throw new TemplateError(`The parameter “${name}” stands twice in the path.`)
    if (names.length > 0 && open === 0) throw new TemplateError(`Two parameters touch in “${source}”.`)
    seen.add(name)
    texts.push(canonicalStatic(rest.slice(0, open)))
    names.push(name)
    rest = rest.slice(close + 1)
  }
  if (rest.includes('}')) throw new TemplateError(`Braces in “${source}” do not match.`)
  const [name] = names
  if (name === undefined) return { kind: 'static', text: canonicalStatic(rest) }
  texts.push(canonicalStatic(rest))
  if (names.length === 1 && texts.every((text) => text === '')) return { kind: 'parameter', name }
  return { kind: 'mixed', texts, names }
}

/** Two templates with equal shape match the same paths. */
export function templateShape(segments: readonly TemplateSegment[]): string {
  return segments
    .map((segment) =>
      segment.kind === 'static' ? segment.text : segment.kind === 'parameter' ? '{}' : segment.texts.join('{}'),
    )
    .join('/')
}

/**
 * Matches a mixed segment: each parameter takes as little as it can, at least one character, the last all that is left. Linear.
 * Appends the values and answers true, or leaves `values` as it was.
 */
export function matchMixed(texts: readonly string[], segment: string, values: string[]): boolean {
  const before = values.length
  const first = texts[0] ?? ''
  const last = texts[texts.length - 1] ?? ''
  if (!segment.startsWith(first) || !segment.endsWith(last)) return false
  const end = segment.length - last.length
  let at = first.length
  for (let i = 1; i < texts.length - 1; i += 1) {
    const text = texts[i] ?? ''
    const found = segment.indexOf(text, at + 1)
    if (found < 0 || found + text.length > end) {
      values.length = before
      return false
    }
    values.push(segment.slice(at, found))
    at = found + text.length
  }
  if (at >= end) {
    values.length = before
    return false
  }
  values.push(segment.slice(at, end))
  return true
}
