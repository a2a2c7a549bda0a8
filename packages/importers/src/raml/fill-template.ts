import { ImportRefused } from '../source-tree.ts'
import { isUnsafeName, type RamlEntry, type RamlNode, textOf } from './raml-node.ts'

/** Arguments of a trait or resource type by name, the reserved ones (`resourcePathName`) among them. */
export type TemplateArguments = ReadonlyMap<string, RamlNode>

const parameter = /<<\s*([^|<>]+?)\s*((?:\|\s*![A-Za-z]+\s*)*)>>/g
const maxText = 10_000

/** A template with its parameters filled in. Names that nobody gives are handed to `missing` and stay as they stand. */
export function fillTemplate(
  node: RamlNode,
  values: TemplateArguments,
  missing: (name: string, at: RamlNode) => void,
): RamlNode {
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => fillTemplate(item, values, missing)) }
  if (node.kind === 'map') {
    const entries = new Map<string, RamlEntry>()
    for (const entry of node.entries.values()) {
      const key = entry.key.includes('<<') ? fillText(entry.key, node, values, missing).text : entry.key
      if (isUnsafeName(key)) continue
      entries.set(key, { key, value: fillTemplate(entry.value, values, missing), part: entry.part })
    }
    return { ...node, entries }
  }
  if (typeof node.value !== 'string' || !node.value.includes('<<')) return node
  const whole = /^<<\s*([^|<>]+?)\s*>>$/.exec(node.value.trim())?.[1]
  const given = whole === undefined ? undefined : values.get(whole)
  if (given !== undefined) return given
  const { text, scopes } = fillText(node.value, node, values, missing)
  return { ...node, value: text, text, scopes: [...new Set([...node.scopes, ...scopes])] }
}

function fillText(
  text: string,
  at: RamlNode,
  values: TemplateArguments,
  missing: (name: string, at: RamlNode) => void,
): { text: string; scopes: string[] } {
  const scopes: string[] = []
  const filled = text.replace(parameter, (whole, name: string, functions: string) => {
    const given = values.get(name)
    const value = textOf(given)
    if (given === undefined || value === undefined) {
      missing(name, at)
      return whole
    }
    scopes.push(...given.scopes)
    let result = value
    for (const [, transform = ''] of functions.matchAll(/!([A-Za-z]+)/g)) {
      const apply = transforms.get(transform)
      if (apply === undefined) missing(`!${transform}`, at)
      else result = apply(result)
    }
    return result
  })
  // Templates that hand a doubled text to each other grow without end otherwise.
  if (filled.length > maxText && filled.length > text.length)
    throw new ImportRefused({
      rule: 'limits.template',
      message: `The parameters of a trait or resource type fill a text to more than ${maxText} characters.`,
      line: at.line,
    })
  return { text: filled, scopes }
}

/** Words of a name: `userName`, `user-name`, `user_name`. */
function words(text: string): string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase())
}

const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1)
const camel = (text: string) => words(text).map((word, index) => (index === 0 ? word : capital(word)))

/** RAML 1.0, "Resource Type and Trait Parameters": the functions that a processor must know. */
const transforms: ReadonlyMap<string, (text: string) => string> = new Map([
  ['singularize', (text: string) => inflect(text, singular)],
  ['pluralize', (text: string) => inflect(text, plural)],
  ['uppercase', (text: string) => text.toUpperCase()],
  ['lowercase', (text: string) => text.toLowerCase()],
  ['lowercamelcase', (text: string) => camel(text).join('')],
  ['uppercamelcase', (text: string) => words(text).map(capital).join('')],
  ['lowerunderscorecase', (text: string) => words(text).join('_')],
  ['upperunderscorecase', (text: string) => words(text).join('_').toUpperCase()],
  ['lowerhyphencase', (text: string) => words(text).join('-')],
  ['upperhyphencase', (text: string) => words(text).join('-').toUpperCase()],
])

const irregular: readonly [one: string, many: string][] = [
  ['person', 'people'],
  ['man', 'men'],
  ['woman', 'women'],
  ['child', 'children'],
  ['foot', 'feet'],
  ['tooth', 'teeth'],
  ['goose', 'geese'],
  ['mouse', 'mice'],
  ['ox', 'oxen'],
  ['datum', 'data'],
  ['medium', 'media'],
  ['criterion', 'criteria'],
  ['index', 'indices'],
  ['matrix', 'matrices'],
  ['vertex', 'vertices'],
  ['analysis', 'analyses'],
  ['basis', 'bases'],
  ['crisis', 'crises'],
  ['status', 'statuses'],
  ['alias', 'aliases'],
  ['bus', 'buses'],
  ['virus', 'viruses'],
  ['quiz', 'quizzes'],
  ['movie', 'movies'],
  ['cookie', 'cookies'],
  ['shoe', 'shoes'],
  ['wife', 'wives'],
  ['knife', 'knives'],
  ['life', 'lives'],
  ['leaf', 'leaves'],
  ['half', 'halves'],
  ['shelf', 'shelves'],
  ['wolf', 'wolves'],
]
const unchanged = new Set(['news', 'series', 'species', 'equipment', 'information', 'money', 'sheep', 'fish', 'rice'])

/** Applies a rule to the last word of a name, keeping what stands before it and a capital letter. */
function inflect(text: string, rule: (word: string) => string): string {
  const match = /^(.*?)([A-Za-z][a-z]*)([^A-Za-z]*)$/s.exec(text)
  if (!match) return text
  const [, before = '', word = '', after = ''] = match
  const lower = word.toLowerCase()
  if (unchanged.has(lower)) return text
  const result = rule(lower)
  return `${before}${/^[A-Z]/.test(word) ? capital(result) : result}${after}`
}

function plural(word: string): string {
  const known = irregular.find(([one, many]) => word === one || word === many)
  if (known) return known[1]
  if (singular(word) !== word) return word
  if (/(s|x|z|ch|sh)$/.test(word)) return `${word}es`
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`
  if (/(hero|potato|tomato|echo)$/.test(word)) return `${word}es`
  return `${word}s`
}

function singular(word: string): string {
  const known = irregular.find(([one, many]) => word === one || word === many)
  if (known) return known[0]
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`
  if (/(ss|x|z|ch|sh)es$/.test(word) || /(hero|potato|tomato|echo)es$/.test(word)) return word.slice(0, -2)
  if (/(ss|us|is)$/.test(word) || !word.endsWith('s')) return word
  return word.slice(0, -1)
}
