import type { Json } from '@gatehouse/contracts/json'
import { findJsonFault } from './json-fault.ts'

/** The reader and writer of YAML; loaded when an editor is opened, because few pages need it. */
export type Yaml = typeof import('yaml')
export type SourceFormat = 'json' | 'yaml'
export type ReadSource = { ok: true; value: Json } | { ok: false; line: number; message: string }

export function writeSource(value: Json, format: SourceFormat, yaml: Yaml | undefined): string {
  if (format === 'json' || yaml === undefined) return JSON.stringify(value, null, 2)
  return yaml.stringify(value, { lineWidth: 0, aliasDuplicateObjects: false }).replace(/\n$/, '')
}

/** The value of a text, or the line that keeps it from being read. */
export function readSource(text: string, format: SourceFormat, yaml: Yaml | undefined): ReadSource {
  if (format === 'json' || yaml === undefined) return readJson(text)
  const document = yaml.parseDocument(text, { prettyErrors: true, uniqueKeys: true, maxAliasCount: 0 } as never)
  const [error] = document.errors
  if (error)
    return { ok: false, line: error.linePos?.[0].line ?? 1, message: error.message.split('\n')[0] ?? 'not YAML' }
  try {
    // Through JSON: dates, numbers that are none and other things that YAML has and a contract has not are told.
    const value = document.toJS({ maxAliasCount: 0 }) as unknown
    return { ok: true, value: JSON.parse(JSON.stringify(value ?? null)) as Json }
  } catch {
    return { ok: false, line: 1, message: 'aliases are not read here' }
  }
}

function readJson(text: string): ReadSource {
  const fault = findJsonFault(text)
  if (fault === undefined) return { ok: true, value: JSON.parse(text) as Json }
  // What is missing at the end is missing on the last line that says something.
  const before = text.slice(0, fault.position)
  const line = (fault.position >= text.trimEnd().length ? before.trimEnd() : before).split('\n').length
  return { ok: false, line, message: fault.message }
}

/** Line of the place that a JSON Pointer names, or of the nearest one above it. JSON is YAML, so one reader does for both. */
export function lineOfPointer(text: string, pointer: string, yaml: Yaml | undefined): number | undefined {
  if (yaml === undefined) return undefined
  const document = yaml.parseDocument(text)
  const path = pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
  let offset = 0
  let node: unknown = document.contents
  for (const token of path) {
    if (yaml.isMap(node)) {
      const pair = node.items.find((item) => yaml.isScalar(item.key) && String(item.key.value) === token)
      if (pair === undefined) break
      offset = yaml.isScalar(pair.key) ? (pair.key.range?.[0] ?? offset) : offset
      node = pair.value
    } else if (yaml.isSeq(node)) {
      node = node.items[Number(token)]
      offset = yaml.isNode(node) ? (node.range?.[0] ?? offset) : offset
    } else break
  }
  return text.slice(0, offset).split('\n').length
}
