import { type Block, blocksOf, fencedLines, type Line } from './blueprint-blocks.ts'

/** What a heading of API Blueprint says. */
export type Heading =
  | { kind: 'group'; name: string }
  | { kind: 'data-structures' }
  | { kind: 'resource'; name: string; template: string }
  | { kind: 'action'; name: string; method: string; template: string | undefined }
  | { kind: 'words' }

/** A heading with the text and lists up to the next one. */
export interface Section {
  level: number
  title: string
  heading: Heading
  /** The heading's lines: two when it is underlined. */
  lines: Line[]
  blocks: Block[]
}

export interface Blueprint {
  /** `KEY: value` lines at the top. */
  metadata: { line: Line; key: string; value: string }[]
  /** What stands before the first heading. */
  preamble: Block[]
  sections: Section[]
}

const method = '[A-Z][A-Z]+'

export function readBlueprint(lines: readonly Line[]): Blueprint {
  const metadata: Blueprint['metadata'] = []
  let at = 0
  while (lines[at]?.text === '') at += 1
  for (; at < lines.length; at += 1) {
    const line = lines[at]
    const match = line && /^([A-Za-z][\w-]*)\s*:\s*(.*)$/.exec(line.text)
    if (!line || !match || line.indent > 0) break
    metadata.push({ line, key: (match[1] ?? '').toUpperCase(), value: match[2] ?? '' })
  }
  const rest = lines.slice(at)
  const fenced = fencedLines(rest)
  const starts: { index: number; level: number; title: string; lines: Line[] }[] = []
  for (const [index, line] of rest.entries()) {
    if (fenced[index] || line.indent > 3) continue
    const marked = /^(#{1,6})\s*(.*?)\s*#*$/.exec(line.text)
    if (marked && marked[2] !== '') {
      starts.push({ index, level: marked[1]?.length ?? 1, title: marked[2] ?? '', lines: [line] })
      continue
    }
    // Underlined headings (CommonMark §4.3).
    const under = rest[index + 1]
    const previous = rest[index - 1]
    if (line.text === '' || under === undefined || under.indent > 3 || !/^(=+|-{2,})$/.test(under.text)) continue
    if (/^[+*-]\s/.test(line.text) || (previous !== undefined && previous.text !== '' && index > 0)) continue
    starts.push({ index, level: under.text.startsWith('=') ? 1 : 2, title: line.text, lines: [line, under] })
  }
  const sections = starts.map(({ index, level, title, lines: own }, position): Section => {
    const body = rest.slice(index + own.length, starts[position + 1]?.index ?? rest.length)
    return { level, title, heading: headingOf(title), lines: own, blocks: blocksOf(body, 0) }
  })
  return { metadata, preamble: blocksOf(rest.slice(0, starts[0]?.index ?? rest.length), 0), sections }
}

export function headingOf(title: string): Heading {
  const group = /^Group\s+(.+)$/i.exec(title)
  if (group) return { kind: 'group', name: group[1] ?? '' }
  if (/^Data\s+Structures?$/i.test(title)) return { kind: 'data-structures' }
  const bracket = new RegExp(`^(.*?)\\s*\\[\\s*(?:(${method})\\s*)?(/.*)?\\]$`).exec(title)
  if (bracket) {
    const [, name = '', verb, template] = bracket
    if (verb !== undefined) return { kind: 'action', name, method: verb, template }
    if (template !== undefined) return { kind: 'resource', name, template }
  }
  const endpoint = new RegExp(`^(${method})\\s+(/\\S*)$`).exec(title)
  if (endpoint) return { kind: 'action', name: '', method: endpoint[1] ?? '', template: endpoint[2] }
  if (/^\/\S*$/.test(title)) return { kind: 'resource', name: '', template: title }
  if (/^(GET|PUT|POST|DELETE|PATCH|HEAD|OPTIONS|TRACE|CONNECT|LINK|UNLINK)$/.test(title))
    return { kind: 'action', name: '', method: title, template: undefined }
  return { kind: 'words' }
}
