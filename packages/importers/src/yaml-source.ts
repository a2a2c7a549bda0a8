import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml'
import type { ImportLimits } from './limits.ts'
import {
  ImportRefused,
  lineAndColumn,
  lineStarts,
  type MemberPositions,
  positionedTree,
  type SourceTree,
} from './source-tree.ts'

/**
 * Reads YAML 1.2 with the position of each member. Aliases are expanded by copying, within limits, so that each object stands at
 * one place; merge keys (`<<`) are followed as YAML 1.1 had them. Duplicate keys are looked for here: the library compares each
 * key with each other, which takes minutes for 100,000 keys.
 */
export function readYaml(text: string, limits: ImportLimits): SourceTree {
  const starts = lineStarts(text)
  const positions = new Map<object, MemberPositions>()
  const unsafe: { container: object; key: string; offset: number }[] = []
  const anchors = new Map<string, Node>()
  const open = new Set<Node>()
  let inFile = 0
  let expanded = 0
  let aliasDepth = 0

  function refuse(rule: string, message: string, offset: number, fix?: string): never {
    const { line, column } = lineAndColumn(starts, offset)
    throw new ImportRefused({
      rule,
      message: `${message} (line ${line}, column ${column}).`,
      line,
      ...(fix && { fix }),
    })
  }

  function tooDeep(offset: number): never {
    refuse(
      'limits.depth',
      `The document nests deeper than ${limits.maxDepth} levels`,
      offset,
      'Move inner schemas to components.',
    )
  }

  function compose() {
    try {
      return parseDocument(text, {
        lineCounter: new LineCounter(),
        uniqueKeys: false,
        merge: false,
        logLevel: 'error',
        prettyErrors: false,
      })
    } catch (error) {
      if (error instanceof RangeError) tooDeep(0)
      throw error
    }
  }

  function offsetOf(node: unknown): number {
    return isNode(node) ? (node.range?.[0] ?? 0) : 0
  }

  function count(offset: number): void {
    if (aliasDepth === 0) inFile += 1
    else expanded += 1
    if (inFile + expanded > limits.maxValues)
      refuse('limits.values', `The document holds more than ${limits.maxValues} values`, offset)
    // A small document may repeat an anchor freely; only growth out of proportion is an attack.
    if (expanded > 10_000 && expanded > limits.maxAliasRatio * inFile) {
      refuse(
        'limits.aliases',
        'The aliases of this document expand to far more than it holds',
        offset,
        'Write the repeated parts as components and `$ref`s.',
      )
    }
  }

  function keyText(node: unknown, container: YAMLMap): string {
    if (isAlias(node)) return keyText(anchors.get(node.source), container)
    if (isScalar(node)) return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))
    refuse(
      'yaml.key',
      'A key is itself an object or a list; an OpenAPI key is a text',
      offsetOf(node) || offsetOf(container),
    )
  }

  function readScalar(value: unknown, source: string | undefined, offset: number): Json {
    if (value === null || value === undefined) return null
    if (typeof value === 'number' && !Number.isFinite(value)) {
      refuse(
        'yaml.number',
        `\`${source ?? value}\` is no number that JSON knows`,
        offset,
        'Remove the limit, or write a finite number.',
      )
    }
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
    return source ?? String(value)
  }

  function mergeInto(object: JsonObject, members: MemberPositions, value: Json, offset: number): void {
    for (const source of Array.isArray(value) ? value : [value]) {
      if (typeof source !== 'object' || source === null || Array.isArray(source)) {
        refuse('yaml.merge', 'A merge key (`<<`) must name an object', offset)
      }
      for (const [key, inner] of Object.entries(source)) {
        if (Object.hasOwn(object, key)) continue
        object[key] = inner
        members.keys.push(key)
        members.offsets.push(offset)
      }
    }
  }

  function readMap(node: YAMLMap, depth: number): JsonObject {
    const object: JsonObject = {}
    const members: MemberPositions = { keys: [], offsets: [] }
    positions.set(object, members)
    const merges: { value: Json; offset: number }[] = []
    for (const pair of node.items) {
      const key = keyText(pair.key, node)
      const offset = offsetOf(pair.key)
      if (key === '<<' && isScalar(pair.key) && pair.key.type === 'PLAIN') {
        merges.push({ value: readNode(pair.value, depth + 1), offset })
        continue
      }
      const value = readNode(pair.value, depth + 1)
      if (key === '__proto__') {
        unsafe.push({ container: object, key, offset })
        continue
      }
      if (Object.hasOwn(object, key)) {
        refuse(
          'yaml.duplicate-key',
          `The key \`${key}\` stands twice in the same object`,
          offset,
          'Remove or rename one.',
        )
      }
      object[key] = value
      members.keys.push(key)
      members.offsets.push(offset)
      if (
        typeof value === 'number' &&
        isScalar(pair.value) &&
        pair.value.source !== undefined &&
        pair.value.source !== String(value)
      ) {
        members.raw ??= new Map()
        members.raw.set(key, pair.value.source)
      }
    }
    for (const merge of merges) mergeInto(object, members, merge.value, merge.offset)
    return object
  }

  function readNode(node: unknown, depth: number): Json {
    const offset = offsetOf(node)
    if (depth > limits.maxDepth) tooDeep(offset)
    count(offset)
    if (isAlias(node)) {
      const target = anchors.get(node.source)
      if (target === undefined) refuse('yaml.alias', `The alias \`*${node.source}\` has no anchor before it`, offset)
      if (open.has(target))
        refuse(
          'yaml.alias-cycle',
          `The alias \`*${node.source}\` holds itself`,
          offset,
          'Use `$ref` for recursive schemas.',
        )
      aliasDepth += 1
      const value = readNode(target, depth)
      aliasDepth -= 1
      return value
    }
    if (isScalar(node)) {
      if (node.anchor) anchors.set(node.anchor, node)
      return readScalar(node.value, node.source, offset)
    }
    if (isMap(node) || isSeq(node)) {
      if (node.anchor) anchors.set(node.anchor, node)
      open.add(node)
      let value: Json
      if (isMap(node)) value = readMap(node, depth)
      else {
        value = node.items.map((item) => readNode(item, depth + 1))
        positions.set(value, { keys: [], offsets: node.items.map(offsetOf) })
      }
      open.delete(node)
      return value
    }
    return null
  }

  const document = compose()
  const broken = document.errors[0]
  if (broken !== undefined) {
    if (String(broken.code) === 'RESOURCE_EXHAUSTION') tooDeep(broken.pos[0])
    if (broken.code === 'MULTIPLE_DOCS') {
      refuse(
        'yaml.documents',
        'The file holds more than one YAML document',
        broken.pos[0],
        'Give one description per file.',
      )
    }
    refuse('yaml.syntax', `This YAML is broken: ${broken.message.split('\n')[0]?.replace(/\.$/, '')}`, broken.pos[0])
  }
  return positionedTree('yaml', readNode(document.contents, 0), starts, positions, unsafe)
}
