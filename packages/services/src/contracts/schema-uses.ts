import {
  type ApiDescription,
  type JsonSchema,
  operationKey,
  schemaReference,
  schemaReferenceName,
} from '@gatehouse/contracts/api-description'

/** Keywords whose value is data: a `$ref` in an example is no reference. */
const data = new Set(['const', 'enum', 'default', 'example', 'examples', 'value'])

/** Calls `found` for each name of a shared schema that a schema, or a description of operations, refers to. */
export function eachReference(node: unknown, found: (name: string) => void): void {
  if (Array.isArray(node)) {
    for (const item of node) eachReference(item, found)
    return
  }
  if (node === null || typeof node !== 'object') return
  for (const [key, member] of Object.entries(node)) {
    if (key === '$ref' && typeof member === 'string') {
      const name = schemaReferenceName(member)
      if (name !== undefined) found(name)
    } else if (key === 'discriminator') eachMapping(member, found)
    else if (isProperties(key)) for (const schema of membersOf(member)) eachReference(schema, found)
    else if (!data.has(key)) eachReference(member, found)
  }
}

function eachMapping(discriminator: unknown, found: (name: string) => void): void {
  for (const target of membersOf((discriminator as { mapping?: unknown } | null)?.mapping)) {
    const name = typeof target === 'string' ? schemaReferenceName(target) : undefined
    if (name !== undefined) found(name)
  }
}

/** Under these, keys are names of the contract's own, so that one may be called `example`. */
function isProperties(key: string): boolean {
  return key === 'properties' || key === 'patternProperties' || key === 'dependentSchemas' || key === '$defs'
}

function membersOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : []
}

/** Who refers to each shared schema: `GET /orders`, `Schema Order`. */
export function usersOfSchemas({ operations, schemas }: ApiDescription): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, Set<string>>()
  const note = (user: string) => (name: string) => {
    const known = users.get(name) ?? new Set()
    users.set(name, known.add(user))
  }
  for (const operation of operations) eachReference(operation, note(`\`${operationKey(operation)}\``))
  for (const [name, schema] of Object.entries(schemas)) eachReference(schema, note(`Schema \`${name}\``))
  return new Map([...users].map(([name, set]) => [name, [...set]]))
}

/** The contract with one shared schema under another name; its place in the order stays. */
export function renameSchema(contract: ApiDescription, from: string, to: string): ApiDescription {
  const schemas = Object.entries(contract.schemas).map(([name, schema]): [string, JsonSchema] => [
    name === from ? to : name,
    renamed(schema, from, to),
  ])
  return { ...contract, operations: renamed(contract.operations, from, to), schemas: Object.fromEntries(schemas) }
}

function renamed<T>(node: T, from: string, to: string): T {
  return change(node) as T

  function change(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(change)
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, changeMember(key, member)]))
  }
  function changeMember(key: string, member: unknown): unknown {
    if (key === '$ref') return target(member)
    if (key === 'discriminator' && typeof member === 'object' && member !== null && 'mapping' in member) {
      const mapping = Object.entries(member.mapping as object).map(([name, value]) => [name, target(value)])
      return { ...member, mapping: Object.fromEntries(mapping) }
    }
    if (isProperties(key) && typeof member === 'object' && member !== null)
      return Object.fromEntries(Object.entries(member).map(([name, schema]) => [name, change(schema)]))
    return data.has(key) ? member : change(member)
  }
  function target(reference: unknown): unknown {
    return typeof reference === 'string' && schemaReferenceName(reference) === from ? schemaReference(to) : reference
  }
}
