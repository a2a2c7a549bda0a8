import { schemaReferenceName } from '@gatehouse/contracts/api-description'
import { canonicalJson, type Json, type JsonObject } from '@gatehouse/contracts/json'
import { isObject } from '../subschemas.ts'
import { namedValues, type Schemas, valueNamed } from './schema-facts.ts'

/** The Discriminator Object of a schema, if it names a property. */
export type Discriminator = {
  property: string
  /** Names of shared schemas by value; undefined where a value leads to none. */
  mapping: ReadonlyMap<string, string | undefined>
  /** Whom objects without the property, or with another value, mean (OpenAPI 3.2, `defaultMapping`). */
  fallback?: string
}

/** Undefined where there is none, or none that says which property. */
export function discriminatorOf(schema: JsonObject): Discriminator | undefined {
  const { discriminator } = schema
  if (!isObject(discriminator) || typeof discriminator.propertyName !== 'string') return undefined
  const { propertyName, mapping, defaultMapping } = discriminator
  const targets = Object.entries(isObject(mapping) ? mapping : {}).map(
    ([text, target]) => [text, typeof target === 'string' ? schemaReferenceName(target) : undefined] as const,
  )
  const fallback = typeof defaultMapping === 'string' ? schemaReferenceName(defaultMapping) : undefined
  return { property: propertyName, mapping: new Map(targets), ...(fallback === undefined ? {} : { fallback }) }
}

/** One schema that may be chosen; without `name` it stands in place. */
export type Candidate = { name?: string; schema: Json }

export type Choice = { values: Json[]; chosen: Candidate[] }
export type ChoiceTable = {
  /** Each value is in one of them; several chosen where the contract leaves it open which is meant. */
  choices: Choice[]
  /** Those that no value leads to. */
  unnamed: Candidate[]
}

/**
 * Which values choose which schema (OpenAPI 3.1, Discriminator Object): those of the mapping; for a schema that the mapping does not
 * name, its own name, or what `const` and `enum` of the property say where they exclude that name – so most contracts without a mapping
 * are written.
 */
export function choiceTable(discriminator: Discriminator, candidates: Candidate[], shared: Schemas): ChoiceTable {
  const { property, mapping } = discriminator
  const found = new Map<string, { value: Json; chosen: Candidate[] }>()
  const add = (value: Json, candidate: Candidate) => {
    const key = canonicalJson(value)
    const entry = found.get(key) ?? { value, chosen: [] }
    if (!entry.chosen.includes(candidate)) entry.chosen.push(candidate)
    found.set(key, entry)
  }
  const unnamed: Candidate[] = []
  const mapped = new Set(mapping.values())
  for (const candidate of candidates) {
    const values =
      candidate.name !== undefined && mapped.has(candidate.name)
        ? [...mapping].filter(([, target]) => target === candidate.name).map(([text]) => text)
        : ownValues(candidate, property, shared)
    if (values === undefined) unnamed.push(candidate)
    for (const value of values ?? [])
      add(typeof value === 'string' ? valueNamed(value, candidate.schema, property, shared) : value, candidate)
  }
  for (const [text, target] of mapping) {
    // Leads to nothing that may be chosen here: the value is known, and what it means is open.
    if (candidates.some(({ name }) => name !== undefined && name === target)) continue
    if (!found.has(canonicalJson(text))) for (const candidate of candidates) add(text, candidate)
  }
  return { choices: grouped(inOrder(found)), unnamed }
}

function ownValues({ name, schema }: Candidate, property: string, shared: Schemas): Json[] | undefined {
  const named = namedValues(schema, property, shared)
  if (name === undefined || named === undefined) return named ?? (name === undefined ? undefined : [name])
  return named.includes(name) ? [name] : named
}

/** Members of a contract may come in any order, and the same contract must compile to the same bytes. */
function inOrder<T>(found: ReadonlyMap<string, T>): T[] {
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry)
}

function grouped(entries: { value: Json; chosen: Candidate[] }[]): Choice[] {
  const choices: Choice[] = []
  for (const { value, chosen } of entries) {
    const same = choices.find(
      (choice) => choice.chosen.length === chosen.length && chosen.every((one) => choice.chosen.includes(one)),
    )
    if (same === undefined) choices.push({ values: [value], chosen })
    else same.values.push(value)
  }
  return choices
}
