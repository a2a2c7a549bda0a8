import type { JsonObject } from '@gatehouse/contracts/json'
import type { Use } from '../import-context.ts'
import { type Block, type Item, itemBlocks, textOf } from './blueprint-blocks.ts'
import { parseMson } from './mson-expression.ts'
import type { MsonTranslator } from './mson-schema.ts'
import type { MsonKind } from './mson-values.ts'

/** What is nested in a type: properties of an object, types and values of a list, values of an enumeration. */
export interface Members {
  properties: JsonObject
  required: string[]
  /** Schema of `*any name*`. */
  additional?: JsonObject
  /** One schema for each `One Of`. */
  alternatives: JsonObject[]
  /** Names of all properties in them. */
  alternativeNames: string[]
  /** Names behind `Include`. */
  included: string[]
  items: JsonObject[]
  values: string[]
  sections: ['default' | 'sample', string[]][]
  description: string
}

/** Reads and claims the members of a type. */
export function readMembers(
  types: MsonTranslator,
  blocks: Block[],
  kind: MsonKind,
  use: Use,
  path: readonly string[],
): Members {
  const out: Members = {
    properties: {},
    required: [],
    alternatives: [],
    alternativeNames: [],
    included: [],
    items: [],
    values: [],
    sections: [],
    description: '',
  }
  for (const block of blocks) {
    if (block.kind === 'item') readItem(types, block, kind, use, path, out)
    else {
      types.ledger.show(block.lines, path, 'Description of an attribute')
      out.description = [out.description, textOf(block.lines)].filter((text) => text !== '').join('\n\n')
    }
  }
  return out
}

function readItem(
  types: MsonTranslator,
  item: Item,
  kind: MsonKind,
  use: Use,
  path: readonly string[],
  out: Members,
): void {
  const section = /^(Properties|Members|Items|Values)$/i.exec(item.text)
  if (section) {
    types.ledger.use([item.line], path, use, 'Section of a type')
    const inner = readMembers(types, itemBlocks(item), kind, use, path)
    Object.assign(out.properties, inner.properties)
    out.required.push(...inner.required)
    out.items.push(...inner.items)
    out.values.push(...inner.values)
    out.included.push(...inner.included)
    out.alternatives.push(...inner.alternatives)
    out.alternativeNames.push(...inner.alternativeNames)
    out.sections.push(...inner.sections)
    if (inner.additional) out.additional = inner.additional
    return
  }
  const given = /^(Default|Sample)(?:\s*:\s*(.*))?$/i.exec(item.text)
  if (given) {
    readGiven(types, item, given[1]?.toLowerCase() === 'default' ? 'default' : 'sample', given[2], path, out)
    return
  }
  const included = /^Include\s+(.+)$/i.exec(item.text)?.[1]
  if (included !== undefined && kind === 'object') {
    types.ledger.use([item.line], path, use, 'Included data structure')
    out.included.push(included)
    return
  }
  if (/^One Of$/i.test(item.text)) {
    types.ledger.use([item.line], path, use, 'One of several attributes')
    out.alternatives.push(oneOf(types, item, use, path, out.alternativeNames))
    return
  }
  readMember(types, item, kind, use, path, out)
}

/** `Default` and `Sample`, with their values on the line or nested. */
function readGiven(
  types: MsonTranslator,
  item: Item,
  word: 'default' | 'sample',
  inline: string | undefined,
  path: readonly string[],
  out: Members,
): void {
  const construct = word === 'default' ? 'Default value' : 'Sample value'
  const reason = word === 'default' ? 'shown in the reference; the gateway does not fill it in' : undefined
  types.ledger.show([item.line, ...item.nested], path, construct, reason)
  const nested = itemBlocks(item).map((block) =>
    block.kind === 'item' ? parseMson(block.text).subject : textOf(block.lines),
  )
  const texts = inline !== undefined && inline !== '' ? [inline] : nested
  if (texts.length > 0) out.sections.push([word, texts])
}

function readMember(
  types: MsonTranslator,
  item: Item,
  kind: MsonKind,
  use: Use,
  path: readonly string[],
  out: Members,
): void {
  const expression = parseMson(item.text)
  const blocks = itemBlocks(item)
  if (kind === 'enum' || kind === 'string' || kind === 'number' || kind === 'boolean') {
    types.ledger.use([item.line], path, use, 'Value of an enumeration')
    out.values.push(expression.subject)
    for (const block of blocks)
      if (block.kind === 'text') types.ledger.show(block.lines, path, 'Description of a value')
    return
  }
  const inner = [...path, expression.name]
  types.ledger.use([item.line], path, use, kind === 'array' ? 'Item of a list' : 'Attribute')
  if (kind === 'array') {
    const typed = expression.type !== undefined || blocks.some(({ kind: block }) => block === 'item')
    if (typed)
      out.items.push(
        types.schema(
          { ...expression, value: expression.subject || undefined } as typeof expression,
          blocks,
          use,
          inner,
          item.line,
        ),
      )
    else if (expression.subject !== '') out.values.push(expression.subject)
    return
  }
  const schema = types.schema(expression, blocks, use, inner, item.line)
  if (expression.variable) {
    out.additional = schema
    return
  }
  if (expression.name === '__proto__') return
  out.properties[expression.name] = schema
  if (expression.attributes.has('required') || expression.attributes.has('fixed')) out.required.push(expression.name)
}

/** MSON: the properties exclude each other, and one of them is chosen. */
function oneOf(types: MsonTranslator, item: Item, use: Use, path: readonly string[], all: string[]): JsonObject {
  const alternatives: JsonObject[] = []
  for (const block of itemBlocks(item)) {
    if (block.kind === 'text') {
      types.ledger.show(block.lines, path, 'Description of an attribute')
      continue
    }
    const inner = readMembers(types, [block], 'object', use, path)
    const included = inner.included.map((name) => {
      const target = types.find(name)
      return target ? types.expand(target, use) : {}
    })
    const names = Object.keys(inner.properties)
    all.push(...names)
    const required = inner.required.length > 0 ? inner.required : names.slice(0, 1)
    alternatives.push(
      ...included,
      ...(names.length === 0 ? [] : [{ properties: inner.properties, ...(required.length > 0 && { required }) }]),
    )
  }
  return { oneOf: alternatives }
}
