import type { Json, JsonObject } from '@gatehouse/contracts/json'
import type { SourcePart } from '../source-ledger.ts'

interface Place {
  /** The file it stands in; empty for what is made up. */
  file: string
  line: number
  /** Files in whose declarations its names are looked up, first one first: those of a template, then those of its arguments. */
  scopes: readonly string[]
}

export interface RamlScalar extends Place {
  kind: 'scalar'
  value: string | number | boolean | null
  /** As the source writes it: `1.0` for the number 1. */
  text: string
  /** Line on which the text itself begins; the line after `|` for a block. */
  textLine: number
  /** The key that holds it: what stands inside an inline schema belongs to it. */
  part?: SourcePart
  /** What followed `#` in an include: the part of a JSON Schema that is meant. */
  fragment?: string
}

export interface RamlList extends Place {
  kind: 'list'
  items: RamlNode[]
}

export interface RamlEntry {
  key: string
  value: RamlNode
  /** Its key in the source; shared by all copies that templates make. */
  part: SourcePart | undefined
  /** The same key in the traits and resource types that were merged into this one. */
  also?: readonly SourcePart[]
}

/** Keys stand in a Map, so that no name of a document can reach a prototype. */
export interface RamlMap extends Place {
  kind: 'map'
  entries: Map<string, RamlEntry>
}

/** A value of a RAML document, with includes in place. Nodes are never changed: merging and templates make new ones. */
export type RamlNode = RamlScalar | RamlList | RamlMap

export function isNull(node: RamlNode | undefined): boolean {
  return node === undefined || (node.kind === 'scalar' && node.value === null)
}

/** A map; an empty value is an empty map (`get:`), anything else none. */
export function asMap(node: RamlNode | undefined): RamlMap | undefined {
  if (node?.kind === 'map') return node
  if (node?.kind !== 'scalar' || node.value !== null) return undefined
  return { kind: 'map', entries: new Map(), file: node.file, line: node.line, scopes: node.scopes }
}

export function entriesOf(node: RamlNode | undefined): RamlEntry[] {
  return node?.kind === 'map' ? [...node.entries.values()] : []
}

export function memberOf(node: RamlNode | undefined, key: string): RamlNode | undefined {
  return node?.kind === 'map' ? node.entries.get(key)?.value : undefined
}

export function textOf(node: RamlNode | undefined): string | undefined {
  if (node?.kind !== 'scalar' || node.value === null) return undefined
  return typeof node.value === 'string' ? node.value : node.text
}

/** One value or a list of them, as RAML allows in many places. */
export function listOf(node: RamlNode | undefined): RamlNode[] {
  if (node === undefined || isNull(node)) return []
  return node.kind === 'list' ? node.items : [node]
}

/** As JSON. Keys that would change how objects behave are no entries, so none is carried over. */
export function toJson(node: RamlNode): Json {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'list') return node.items.map(toJson)
  const out: JsonObject = {}
  for (const entry of node.entries.values()) out[entry.key] = toJson(entry.value)
  return out
}

/** Names that are never a member of an object that we build. */
export function isUnsafeName(name: string): boolean {
  return name === '__proto__'
}
