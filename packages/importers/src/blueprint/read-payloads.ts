import type { JsonObject } from '@gatehouse/contracts/json'
import { bodyUse, responseUse } from '../content-uses.ts'
import type { Use } from '../import-context.ts'
import { type Block, type Item, itemBlocks, type Line, textOf, trimmed } from './blueprint-blocks.ts'
import type { MsonTranslator } from './mson-schema.ts'
import { type DeclaredParameter, readParameterSection } from './read-parameters.ts'
import type { BlueprintSchemas } from './schema-texts.ts'

/** A request, a response or a model. */
export interface Payload {
  /** Name of a request, status of a response. */
  label: string
  mediaType: string | undefined
  headers: [name: string, value: string][]
  body: string | undefined
  schema: JsonObject | undefined
  description: string
  parameters: Map<string, DeclaredParameter>
}

export interface Models {
  find(name: string): { item: Item; path: readonly string[] } | undefined
}

export interface PayloadReader {
  types: MsonTranslator
  schemas: BlueprintSchemas
  models: Models
}

const heading = /^(Request|Response|Model)\b\s*(.*?)\s*(?:\(([^()]*)\))?$/i
const sections = /^(Headers|Body|Schema|Attributes?|Parameters?)\b/i

/** How the parts of a request or response are used, by its media type. */
export function useOfPayload(kind: 'request' | 'response', mediaType: string | undefined): Use {
  return kind === 'response' ? responseUse : bodyUse(mediaType ?? 'application/json')
}

/** Reads and claims one payload. `open`: names of the models that lead here. */
export function readPayload(
  reader: PayloadReader,
  item: Item,
  kind: 'request' | 'response',
  path: readonly string[],
  open: readonly string[] = [],
): Payload {
  const { ledger } = reader.types
  const [, word = '', label = '', media] = heading.exec(item.text) ?? []
  const inside = [...path, item.text]
  const blocks = itemBlocks(item)
  const payload: Payload = {
    label,
    mediaType: mediaTypeOf(media) ?? mediaTypeOf(mediaTypeInHeaders(blocks)),
    headers: [],
    body: undefined,
    schema: undefined,
    description: '',
    parameters: new Map(),
  }
  const use = useOfPayload(kind, payload.mediaType)
  ledger.use(
    [item.line],
    inside,
    use,
    word === '' ? 'Payload' : `${word[0]?.toUpperCase()}${word.slice(1).toLowerCase()}`,
  )
  const structured = blocks.some((block) => block.kind === 'item' && sections.test(block.text))
  let attributes: JsonObject | undefined
  for (const block of blocks) {
    if (block.kind === 'text') readText(reader, block.lines, block.code || !structured, payload, kind, inside, open)
    else attributes = readSection(reader, block, payload, use, inside) ?? attributes
  }
  payload.schema ??= attributes
  return payload
}

/** Without `charset`, which says nothing of what the type is. */
function mediaTypeOf(text: string | undefined): string | undefined {
  const name = text?.replace(/;\s*charset=[^;]*/i, '').trim()
  return name === '' ? undefined : name
}

/** `Content-Type` among the headers says what the heading does not. */
function mediaTypeInHeaders(blocks: Block[]): string | undefined {
  for (const block of blocks) {
    if (block.kind !== 'item' || !/^Headers\b/i.test(block.text)) continue
    const found = headersOf(block.nested).find(([name]) => name.toLowerCase() === 'content-type')
    if (found) return found[1]
  }
  return undefined
}

function headersOf(lines: readonly Line[]): [string, string][] {
  return lines.flatMap(({ text }): [string, string][] => {
    const match = /^([!#$%&'*+.^_`|~\w-]+)\s*:\s*(.*)$/.exec(text)
    return match ? [[match[1] ?? '', match[2] ?? '']] : []
  })
}

/** Words, the body itself, or the name of a model in its place. */
function readText(
  reader: PayloadReader,
  lines: Line[],
  isBody: boolean,
  payload: Payload,
  kind: 'request' | 'response',
  path: readonly string[],
  open: readonly string[],
): void {
  const { ledger } = reader.types
  const text = textOf(lines)
  const reference = /^\[([^\]]+)\]\[\s*\]$/.exec(text.trim())?.[1]
  const model = reference === undefined ? undefined : reader.models.find(reference)
  if (reference !== undefined && model === undefined) {
    const [line] = lines
    const message = `There is no model \`${reference.slice(0, 100)}\` (line ${line?.number ?? 0}).`
    if (line)
      ledger.issue('blueprint.unknown-model', message, line, path, 'Give the resource of this name a `+ Model`.')
  } else if (model !== undefined && reference !== undefined) {
    ledger.use(lines, path, useOfPayload(kind, payload.mediaType), 'Reference to a model')
    if (!open.includes(reference))
      adopt(payload, readPayload(reader, model.item, kind, model.path, [...open, reference]))
  } else if (isBody && payload.body === undefined) {
    ledger.show(lines, path, 'Body of an example')
    payload.body = text
  } else {
    ledger.show(lines, path, 'Description of a request or response')
    payload.description = [payload.description, text].filter((words) => words !== '').join('\n\n')
  }
}

function adopt(payload: Payload, model: Payload): void {
  payload.mediaType ??= model.mediaType
  payload.headers.push(...model.headers)
  payload.body ??= model.body
  payload.schema ??= model.schema
  if (payload.description === '') payload.description = model.description
}

/** Gives the schema of attributes; a `Schema` section goes before it. */
function readSection(
  reader: PayloadReader,
  item: Item,
  payload: Payload,
  use: Use,
  path: readonly string[],
): JsonObject | undefined {
  const { types } = reader
  const word = sections.exec(item.text)?.[1]?.toLowerCase() ?? ''
  const inside = [...path, item.text]
  if (word.startsWith('attribute')) return types.attributes(item, use, inside)
  if (word.startsWith('parameter')) {
    for (const [name, parameter] of readParameterSection(types, item, path)) payload.parameters.set(name, parameter)
  } else if (word === 'headers') {
    types.ledger.show(
      [item.line, ...item.nested],
      inside,
      'Headers of an example',
      'the values are examples; they are shown',
    )
    payload.headers.push(...headersOf(item.nested))
  } else if (word === 'body') {
    types.ledger.show([item.line, ...item.nested], inside, 'Body of an example')
    payload.body = textOf(item.nested)
  } else if (word === 'schema') readSchema(reader, item, payload, use, inside)
  else
    types.ledger.drop(
      [item.line, ...item.nested],
      inside,
      'List in a request or response',
      'no section that API Blueprint knows',
    )
  return undefined
}

function readSchema(reader: PayloadReader, item: Item, payload: Payload, use: Use, path: readonly string[]): void {
  const { ledger } = reader.types
  const text = textOf(item.nested)
  const reason = text.trim() === '' ? 'it is empty' : 'only JSON Schema is read; other schemas are left out'
  const part = ledger.drop([item.line, ...item.nested], path, 'Schema', reason)
  if (part === undefined || text.trim() === '' || text.trimStart().startsWith('<')) return
  // Fences, if any, are no line of the text.
  const lines = trimmed(item.nested)
  const first = (lines[0]?.number ?? 1) + (/^(```|~~~)/.test(lines[0]?.text ?? '') ? 1 : 0)
  const read = reader.schemas.translate(text, part, first, use)
  if ('schema' in read) {
    ledger.ledger.claim(part, { ...use, construct: 'Schema' })
    payload.schema = read.schema
  } else if (part.claim?.fate === 'dropped')
    part.claim = { fate: 'dropped', construct: 'Schema', reason: `no JSON Schema: ${read.fault}`, deep: true }
}
