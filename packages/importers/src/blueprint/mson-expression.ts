/** One line of MSON or of `Parameters`: `name: value (type, required) - description`. */
export interface MsonExpression {
  name: string
  /** Name and value as one text: what a member of a list is. */
  subject: string
  /** What stands after the colon, as a whole and split at its commas. */
  value?: string
  values: string[]
  /** Base types in order: `array[A, B]` is `array` of `A` and `B`. */
  type?: MsonType
  attributes: Set<string>
  /** Example among the attributes: the form of old blueprints, `(required, number, `1`)`. */
  example?: string
  /** `= value`: the default of old blueprints. */
  fallback?: string
  description: string
  /** `*name*`: any name may stand there. */
  variable: boolean
}

export interface MsonType {
  name: string
  of: MsonType[]
}

const knownAttributes = new Set(['required', 'optional', 'fixed', 'fixed-type', 'nullable', 'default', 'sample'])

export function parseMson(text: string): MsonExpression {
  const { head, description } = splitDescription(text)
  const { subject, definition } = splitDefinition(head)
  const { name, value, fallback } = splitValue(subject)
  const out: MsonExpression = {
    name: plain(name),
    subject: plain(subject),
    ...(value !== undefined && value !== '' && { value: plain(value) }),
    values: value === undefined ? [] : splitList(value).map(plain),
    attributes: new Set(),
    description,
    variable: /^\*[^*].*\*$/.test(name) || /^_[^_].*_$/.test(name),
  }
  if (fallback !== undefined) out.fallback = plain(fallback)
  if (out.variable) out.name = plain(name.slice(1, -1).replace(/\s*\([^)]*\)$/, ''))
  for (const part of definition === undefined ? [] : splitList(definition)) {
    const word = part.toLowerCase()
    if (knownAttributes.has(word)) out.attributes.add(word)
    else if (/^[`'"].*[`'"]$/.test(part)) out.example = plain(part)
    else if (out.type === undefined) out.type = parseMsonType(part)
    else out.example ??= plain(part)
  }
  return out
}

/** `array[Person, [Note](#note)]`. Links of Markdown count as the name that they show. */
export function parseMsonType(text: string, depth = 0): MsonType {
  const linked = text.trim().replace(/\[([^[\]]+)\]\([^)]*\)/g, '$1')
  const link = /^\[([^[\]]+)\](\[\])?$/.exec(linked)
  if (link) return { name: plain(link[1] ?? ''), of: [] }
  const open = linked.indexOf('[')
  if (open === -1 || !linked.endsWith(']') || depth > 20) return { name: plain(linked), of: [] }
  const inner = linked.slice(open + 1, -1)
  return {
    name: plain(linked.slice(0, open)).toLowerCase(),
    of: splitList(inner).map((part) => parseMsonType(part, depth + 1)),
  }
}

/** Characters outside of backticks, parentheses and brackets, by position. */
function* topLevel(text: string): Generator<number> {
  let depth = 0
  let ticks = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (character === '`') ticks = !ticks
    if (ticks) continue
    if (depth === 0) yield at
    if (character === '(' || character === '[') depth += 1
    if ((character === ')' || character === ']') && depth > 0) depth -= 1
  }
}

function splitDescription(text: string): { head: string; description: string } {
  for (const at of topLevel(text)) {
    if (text.startsWith(' - ', at)) return { head: text.slice(0, at).trim(), description: text.slice(at + 3).trim() }
    if (text.startsWith(' ... ', at)) return { head: text.slice(0, at).trim(), description: text.slice(at + 5).trim() }
  }
  return { head: text.trim().replace(/\s+-$/, ''), description: '' }
}

/** The parentheses at the end; a Markdown link before them is part of the value. */
function splitDefinition(head: string): { subject: string; definition?: string } {
  if (!head.endsWith(')')) return { subject: head }
  let last: number | undefined
  for (const at of topLevel(head)) if (head[at] === '(' && (at === 0 || /\s/.test(head[at - 1] ?? ''))) last = at
  if (last === undefined) return { subject: head }
  return { subject: head.slice(0, last).trim(), definition: head.slice(last + 1, -1) }
}

function splitValue(subject: string): { name: string; value?: string; fallback?: string } {
  for (const at of topLevel(subject)) {
    if (subject[at] === ':') return { name: subject.slice(0, at).trim(), value: subject.slice(at + 1).trim() }
    if (subject.startsWith(' = ', at))
      return { name: subject.slice(0, at).trim(), fallback: subject.slice(at + 3).trim() }
  }
  return { name: subject }
}

export function splitList(text: string): string[] {
  const parts: string[] = []
  let from = 0
  for (const at of topLevel(text)) {
    if (text[at] !== ',') continue
    parts.push(text.slice(from, at))
    from = at + 1
  }
  parts.push(text.slice(from))
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

/** Without the backticks or quotes around it. */
export function plain(text: string): string {
  const trimmed = text.trim()
  const quoted = /^(`+)(.*)\1$/s.exec(trimmed) ?? /^(["'])(.*)\1$/s.exec(trimmed)
  return quoted ? (quoted[2] ?? '').trim() : trimmed
}
