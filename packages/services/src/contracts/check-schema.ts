import type { JsonSchema } from '@gatehouse/contracts/api-description'
import type { ProblemError } from '@gatehouse/contracts/problems'
import { generateValidatorCode, schemaSet } from '@gatehouse/policies/snapshot/validators'
import { checkSchema as schemaFindings } from '@gatehouse/policies/validation/schema-check'
import { eachReference } from './schema-uses.ts'

type Schemas = Readonly<Record<string, JsonSchema>>

/**
 * What keeps a schema of the contract from being saved: by the meta-schema, references to nothing, or that no validator can be made of
 * it. Pointers begin with `at`.
 */
export function schemaProblems(schema: JsonSchema, shared: Schemas, at: string): ProblemError[] {
  const errors: ProblemError[] = schemaFindings(schema).map(({ pointer, rule, expected }) => ({
    in: 'body',
    pointer: at + pointer,
    rule,
    expected,
  }))
  const missing = new Set<string>()
  eachReference(schema, (name) => {
    if (!Object.hasOwn(shared, name)) missing.add(name)
  })
  for (const name of missing) {
    errors.push({
      in: 'body',
      pointer: at,
      rule: 'schema.reference',
      expected: `a shared schema “${name}”, which does not exist`,
    })
  }
  for (const reference of strangeReferences(schema)) {
    errors.push({ in: 'body', pointer: at, rule: 'schema.reference', expected: `#/schemas/NAME, not “${reference}”` })
  }
  if (errors.length > 0) return errors
  try {
    generateValidatorCode(schemaSet(schema, shared))
    return []
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 300) : 'not valid'
    return [{ in: 'body', pointer: at, rule: 'schema.compiles', expected: `a schema that can be run: ${reason}` }]
  }
}

/** References to anything but shared schemas: nothing outside of the contract is ever read. */
function strangeReferences(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(strangeReferences)
  if (node === null || typeof node !== 'object') return []
  return Object.entries(node).flatMap(([key, member]) => {
    if (key === '$ref' && typeof member === 'string')
      return /^#\/schemas\/[^/]+$/.test(member) ? [] : [member.slice(0, 200)]
    return key === 'example' || key === 'examples' || key === 'enum' || key === 'const' || key === 'default'
      ? []
      : strangeReferences(member)
  })
}
