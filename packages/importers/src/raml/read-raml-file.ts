import { isAlias, isMap, isNode, isScalar, isSeq, type Node, parseDocument, type YAMLMap } from 'yaml'
import type { ImportLimits } from '../limits.ts'
import type { SourceLedger, SourcePart } from '../source-ledger.ts'
import { ImportRefused, lineAndColumn, lineStarts, pointerToken } from '../source-tree.ts'
import { isUnsafeName, type RamlEntry, type RamlMap, type RamlNode } from './raml-node.ts'

export interface RamlText {
  text: string
  /** Name in the bundle. */
  file: string
  /** Name for reports; absent for the file that was given. */
  shownAs: string | undefined
  /** Where it begins: inside another file for an inline schema. */
  at?: { pointer: string; line: number }
  parent: SourcePart | undefined
}

export interface RamlReading {
  limits: ImportLimits
  ledger: SourceLedger
  /** Values read so far, over all files. */
  budget: { values: number; expanded: number }
  /** What `!include PATH` stands for. */
  include(
    path: string,
    from: RamlText,
    place: { line: number; pointer: string; part: SourcePart | undefined },
  ): RamlNode
}

/** YAML (or the JSON of a schema) to nodes, each key with its line. Aliases are copied within limits; `!include` is asked for. */
export function readRamlText(source: RamlText, reading: RamlReading): RamlNode {
  const { limits, ledger, budget } = reading
  const starts = lineStarts(source.text)
  const anchors = new Map<string, Node>()
  const open = new Set<Node>()
  const base = source.at ?? { pointer: '', line: 1 }
  let aliasDepth = 0

  const lineAt = (offset: number) => lineAndColumn(starts, offset).line + base.line - 1
  const offsetOf = (node: unknown) => (isNode(node) ? (node.range?.[0] ?? 0) : 0)
  const shown = source.shownAs === undefined ? {} : { file: source.shownAs }

  function refuse(rule: string, message: string, offset: number, fix?: string): never {
    const { column } = lineAndColumn(starts, offset)
    const line = lineAt(offset)
    throw new ImportRefused({
      rule,
      message: `${message} (line ${line}, column ${column}).`,
      line,
      ...shown,
      ...(fix && { fix }),
    })
  }

  function count(offset: number): void {
    budget.values += 1
    if (aliasDepth > 0) budget.expanded += 1
    if (budget.values > limits.maxValues)
      refuse('limits.values', `The description holds more than ${limits.maxValues} values`, offset)
    if (budget.expanded > 10_000 && budget.expanded > limits.maxAliasRatio * (budget.values - budget.expanded))
      refuse('limits.aliases', 'The aliases of this document expand to far more than it holds', offset)
  }

  function keyText(node: unknown, container: YAMLMap): string {
    if (isAlias(node)) return keyText(anchors.get(node.source), container)
    if (isScalar(node)) return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))
    refuse('yaml.key', 'A key is itself an object or a list', offsetOf(node) || offsetOf(container))
  }

  function readMap(node: YAMLMap, pointer: string, parent: SourcePart | undefined, depth: number): RamlMap {
    const entries = new Map<string, RamlEntry>()
    for (const pair of node.items) {
      const key = keyText(pair.key, node)
      const offset = offsetOf(pair.key)
      const at = `${pointer}/${pointerToken(key)}`
      const part: SourcePart = { pointer: at, ...shown, line: lineAt(offset), name: `Key \`${key.slice(0, 80)}\`` }
      if (parent) part.parent = parent
      if (isUnsafeName(key)) {
        const reason = 'a key of this name is never carried over, it would change how objects behave'
        ledger.add({ ...part, claim: { fate: 'dropped', construct: part.name, reason, deep: true } })
        continue
      }
      if (entries.has(key))
        refuse(
          'yaml.duplicate-key',
          `The key \`${key}\` stands twice in the same object`,
          offset,
          'Remove or rename one.',
        )
      // Copies behind an alias are the same keys of the source.
      if (aliasDepth === 0) ledger.add(part)
      entries.set(key, { key, value: read(pair.value, at, part, depth + 1, offset), part })
    }
    return { kind: 'map', entries, file: source.file, line: lineAt(offsetOf(node)), scopes: [source.file] }
  }

  function read(node: unknown, pointer: string, part: SourcePart | undefined, depth: number, near: number): RamlNode {
    const offset = isNode(node) ? offsetOf(node) : near
    if (depth > limits.maxDepth)
      refuse('limits.depth', `The document nests deeper than ${limits.maxDepth} levels`, offset)
    count(offset)
    if (isAlias(node)) {
      const target = anchors.get(node.source)
      if (target === undefined) refuse('yaml.alias', `The alias \`*${node.source}\` has no anchor before it`, offset)
      if (open.has(target)) refuse('yaml.alias-cycle', `The alias \`*${node.source}\` holds itself`, offset)
      aliasDepth += 1
      const value = read(target, pointer, part, depth, near)
      aliasDepth -= 1
      return value
    }
    if (isNode(node) && 'anchor' in node && node.anchor) anchors.set(node.anchor, node)
    if (isScalar(node) && node.tag === '!include')
      return reading.include(String(node.value ?? '').trim(), source, { line: lineAt(offset), pointer, part })
    if (isMap(node) || isSeq(node)) {
      open.add(node)
      const value: RamlNode = isMap(node)
        ? readMap(node, pointer, part, depth)
        : {
            kind: 'list',
            items: node.items.map((item, index) => read(item, `${pointer}/${index}`, part, depth + 1, offset)),
            file: source.file,
            line: lineAt(offset),
            scopes: [source.file],
          }
      open.delete(node)
      return value
    }
    const block = isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED')
    const given = isScalar(node) ? node.value : null
    const value =
      typeof given === 'string' || typeof given === 'boolean' || (typeof given === 'number' && Number.isFinite(given))
        ? given
        : given === null || given === undefined
          ? null
          : String(given)
    return {
      kind: 'scalar',
      value,
      text: isScalar(node) && typeof given !== 'string' ? (node.source ?? String(given)) : String(given ?? ''),
      file: source.file,
      line: lineAt(offset),
      textLine: lineAt(offset) + (block ? 1 : 0),
      scopes: [source.file],
      ...(part && { part }),
    }
  }

  const document = compose(source.text, () => refuse('limits.depth', 'The document nests too deep', 0))
  const broken = document.errors[0]
  if (broken !== undefined) {
    if (String(broken.code) === 'RESOURCE_EXHAUSTION')
      refuse('limits.depth', 'The document nests too deep', broken.pos[0])
    const many = broken.code === 'MULTIPLE_DOCS'
    const message = many
      ? 'The file holds more than one YAML document'
      : `This YAML is broken: ${firstLine(broken.message)}`
    refuse(many ? 'yaml.documents' : 'yaml.syntax', message, broken.pos[0])
  }
  return read(document.contents, base.pointer, source.parent, 0, 0)
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/\.$/, '')
}

function compose(text: string, tooDeep: () => never) {
  try {
    return parseDocument(text, { uniqueKeys: false, merge: false, logLevel: 'error', prettyErrors: false })
  } catch (error) {
    if (error instanceof RangeError) tooDeep()
    throw error
  }
}
