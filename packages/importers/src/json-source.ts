import type { Json, JsonObject } from '@gatehouse/contracts/json'
import type { ImportLimits } from './limits.ts'
import {
  ImportRefused,
  lineAndColumn,
  lineStarts,
  type MemberPositions,
  positionedTree,
  type SourceTree,
} from './source-tree.ts'

const numberAt = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y

/**
 * Reads JSON (RFC 8259) with the position of each member. JSON.parse knows no positions, takes the last of duplicate keys in
 * silence and has no limit on depth, so the grammar is read here.
 */
export function readJson(text: string, limits: ImportLimits): SourceTree {
  const starts = lineStarts(text)
  const positions = new Map<object, MemberPositions>()
  const unsafe: { container: object; key: string; offset: number }[] = []
  let at = 0
  let values = 0

  function refuse(rule: string, message: string, offset: number, fix?: string): never {
    const { line, column } = lineAndColumn(starts, offset)
    throw new ImportRefused({
      rule,
      message: `${message} (line ${line}, column ${column}).`,
      line,
      ...(fix && { fix }),
    })
  }

  function unexpected(wanted: string): never {
    const found = at >= text.length ? 'the end of the file' : `\`${text.slice(at, at + 1)}\``
    refuse('json.syntax', `This JSON is broken: expected ${wanted}, found ${found}`, at)
  }

  function skipSpace(): void {
    for (;;) {
      const code = text.charCodeAt(at)
      if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) at += 1
      else return
    }
  }

  function readString(): string {
    const begin = at
    at += 1
    let escaped = false
    for (;;) {
      const code = text.charCodeAt(at)
      if (code === 0x22) break
      if (code === 0x5c) {
        escaped = true
        at += 2
        continue
      }
      if (Number.isNaN(code)) refuse('json.syntax', 'This JSON is broken: a text that begins here never ends', begin)
      if (code < 0x20) refuse('json.syntax', 'This JSON is broken: a text holds a line break or control character', at)
      at += 1
    }
    at += 1
    if (!escaped) return text.slice(begin + 1, at - 1)
    try {
      return JSON.parse(text.slice(begin, at))
    } catch {
      refuse('json.syntax', 'This JSON is broken: a text holds an escape that JSON does not know', begin)
    }
  }

  function readObject(depth: number): JsonObject {
    const begin = at
    const object: JsonObject = {}
    const members: MemberPositions = { keys: [], offsets: [] }
    positions.set(object, members)
    at += 1
    skipSpace()
    if (text[at] === '}') {
      at += 1
      return object
    }
    for (;;) {
      skipSpace()
      if (text[at] !== '"') unexpected(members.keys.length === 0 ? 'a key in quotes or `}`' : 'a key in quotes')
      const offset = at
      const key = readString()
      skipSpace()
      if (text[at] !== ':') unexpected('`:`')
      at += 1
      const value = readValue(depth + 1)
      if (key === '__proto__') unsafe.push({ container: object, key, offset })
      else {
        if (Object.hasOwn(object, key)) {
          refuse(
            'json.duplicate-key',
            `The key \`${key}\` stands twice in the same object`,
            offset,
            'Remove or rename one.',
          )
        }
        object[key] = value
        members.keys.push(key)
        members.offsets.push(offset)
      }
      skipSpace()
      const next = text[at]
      if (next === ',') at += 1
      else if (next === '}') break
      else if (next === undefined)
        refuse('json.syntax', 'This JSON is broken: an object that begins here is never closed', begin)
      else unexpected('`,` or `}`')
    }
    at += 1
    return object
  }

  function readList(depth: number): Json[] {
    const begin = at
    const list: Json[] = []
    const members: MemberPositions = { keys: [], offsets: [] }
    positions.set(list, members)
    at += 1
    skipSpace()
    if (text[at] === ']') {
      at += 1
      return list
    }
    for (;;) {
      skipSpace()
      members.offsets.push(at)
      list.push(readValue(depth + 1))
      skipSpace()
      const next = text[at]
      if (next === ',') at += 1
      else if (next === ']') break
      else if (next === undefined)
        refuse('json.syntax', 'This JSON is broken: a list that begins here is never closed', begin)
      else unexpected('`,` or `]`')
    }
    at += 1
    return list
  }

  function readWord(): Json {
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const) {
      if (text.startsWith(word, at)) {
        at += word.length
        return value
      }
    }
    numberAt.lastIndex = at
    const found = numberAt.exec(text)
    if (found === null) unexpected('a value')
    at = numberAt.lastIndex
    return Number(found[0])
  }

  function readValue(depth: number): Json {
    skipSpace()
    values += 1
    if (depth > limits.maxDepth) {
      refuse(
        'limits.depth',
        `The document nests deeper than ${limits.maxDepth} levels`,
        at,
        'Move inner schemas to components.',
      )
    }
    if (values > limits.maxValues)
      refuse('limits.values', `The document holds more than ${limits.maxValues} values`, at)
    const code = text.charCodeAt(at)
    if (code === 0x7b) return readObject(depth)
    if (code === 0x5b) return readList(depth)
    if (code === 0x22) return readString()
    return readWord()
  }

  const value = readValue(0)
  skipSpace()
  if (at < text.length) unexpected('the end of the file')
  return positionedTree('json', value, starts, positions, unsafe)
}
