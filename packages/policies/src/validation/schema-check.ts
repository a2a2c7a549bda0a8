import { type PatternFault, patternFault } from '@gatehouse/patterns/linear-pattern'
import { Ajv2020 } from 'ajv/dist/2020.js'

/** One place of a schema that is no JSON Schema 2020-12, or that this gateway cannot run. */
export type SchemaFinding = { pointer: string; rule: string; expected: string }

let meta: Ajv2020 | undefined
const most = 20

/**
 * What is wrong with a schema by the meta-schema of JSON Schema 2020-12 and by its patterns. References are the caller's to judge. The
 * schema is looked at, never run.
 */
export function checkSchema(schema: unknown): SchemaFinding[] {
  meta ??= new Ajv2020({ allErrors: true, strict: false, logger: false })
  const judge = meta.getSchema('https://json-schema.org/draft/2020-12/schema')
  const findings: SchemaFinding[] = []
  if (judge && judge(schema) === false) {
    for (const { instancePath, keyword, message, params } of judge.errors ?? []) {
      // Of the ways to be a type the last says nothing that the others did not.
      if (keyword === 'anyOf' || keyword === 'if') continue
      const values = (params as { allowedValues?: unknown[] }).allowedValues
      const expected = values ? `one of ${values.map(String).join(', ')}` : (message ?? 'something else')
      if (findings.some(({ pointer }) => pointer === instancePath)) continue
      findings.push({ pointer: instancePath, rule: `schema.${keyword}`, expected })
    }
  }
  eachPattern(schema, '', (pattern, pointer) => {
    const fault = patternFault(pattern)
    if (fault !== undefined) findings.push({ pointer, rule: 'schema.pattern', expected: expectedPattern[fault] })
  })
  return findings.slice(0, most)
}

const expectedPattern: Readonly<Record<PatternFault, string>> = {
  syntax: 'a regular expression of ECMA-262',
  'foreign-escape': 'a regular expression of ECMA-262: it escapes letters that have no meaning there',
  'look-around': 'a pattern without look-around and back references: those cannot be run in linear time',
  'back-reference': 'a pattern without look-around and back references: those cannot be run in linear time',
  'too-large': 'a smaller pattern: its repetitions are too many to be run',
}

const data = new Set(['const', 'enum', 'default', 'example', 'examples'])

function eachPattern(node: unknown, at: string, found: (pattern: string, pointer: string) => void): void {
  if (node === null || typeof node !== 'object') return
  for (const [key, member] of Object.entries(node)) {
    const pointer = `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (key === 'pattern' && typeof member === 'string') found(member, pointer)
    else if (key === 'properties' && member !== null && typeof member === 'object')
      for (const [name, schema] of Object.entries(member))
        eachPattern(schema, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, found)
    else if (!data.has(key)) eachPattern(member, pointer, found)
  }
}
