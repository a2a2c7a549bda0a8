import { type JsonSchema, schemaReferenceName } from '@gatehouse/contracts/api-description'
import { ImportRefused, isObject } from './source-tree.ts'

const maxSteps = 500

/** Keywords whose schemas judge the same value again. */
const inPlace = ['anyOf', 'oneOf', 'allOf'] as const

/** Name of a shared schema that leads back to itself without going into a property or item: it would be judged for ever. */
export function findSchemaLoop(schemas: Record<string, JsonSchema>): string | undefined {
  const done = new Set<string>()
  const open = new Set<string>()

  function visit(schema: unknown): string | undefined {
    if (!isObject(schema)) return undefined
    const name = typeof schema.$ref === 'string' ? schemaReferenceName(schema.$ref) : undefined
    const behind = name === undefined ? undefined : visitNamed(name)
    if (behind !== undefined) return behind
    for (const keyword of inPlace) {
      const list = schema[keyword]
      for (const inner of Array.isArray(list) ? list : []) {
        const found = visit(inner)
        if (found !== undefined) return found
      }
    }
    return undefined
  }

  function visitNamed(name: string): string | undefined {
    if (open.has(name)) return name
    if (done.has(name)) return undefined
    if (open.size > maxSteps)
      throw new ImportRefused({
        rule: 'limits.depth',
        message: `Types stand for each other over more than ${maxSteps} steps, beginning with \`${[...open][0]}\`.`,
      })
    open.add(name)
    const found = visit(schemas[name])
    open.delete(name)
    done.add(name)
    return found
  }

  for (const name of Object.keys(schemas)) {
    const found = visitNamed(name)
    if (found !== undefined) return found
  }
  return undefined
}
