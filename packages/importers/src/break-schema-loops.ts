import { type JsonSchema, schemaReferenceName } from '@gatehouse/contracts/api-description'
import type { JsonObject } from '@gatehouse/contracts/json'
import type { ImportContext } from './import-context.ts'
import { isObject } from './source-tree.ts'

/** One step that judges the same value again: its keyword, the schema that holds it, and where it leads. */
interface Step {
  holder: JsonObject
  keyword: string
  index?: number
  target: JsonSchema
}

const lists = ['oneOf', 'anyOf', 'allOf'] as const
const singles = ['not', 'if', 'then', 'else'] as const

function steps(schema: JsonObject, schemas: Record<string, JsonSchema>): Step[] {
  const found: Step[] = []
  const name = typeof schema.$ref === 'string' ? schemaReferenceName(schema.$ref) : undefined
  const target = name === undefined ? undefined : schemas[name]
  if (target !== undefined) found.push({ holder: schema, keyword: '$ref', target })
  for (const keyword of lists) {
    const list = schema[keyword]
    if (Array.isArray(list))
      for (const [index, inner] of list.entries())
        if (isObject(inner)) found.push({ holder: schema, keyword, index, target: inner })
  }
  for (const keyword of singles) {
    const inner = schema[keyword]
    if (isObject(inner)) found.push({ holder: schema, keyword, target: inner })
  }
  return found
}

/**
 * A schema that leads back to itself without going into a property or item would be judged for ever (`A: { $ref: A }`, or a parent
 * whose `oneOf` lists children that are `allOf` the parent). The loop is cut, at alternatives rather than at `allOf`, so that
 * children keep what they inherit; the report says so.
 */
export function breakSchemaLoops(
  ctx: ImportContext,
  schemas: Record<string, JsonSchema>,
  origins: Map<object, JsonObject>,
): void {
  const done = new Set<JsonObject>()
  const path: Step[] = []
  const open = new Map<JsonObject, number>()

  function cut(step: Step): void {
    const { holder, keyword } = step
    delete holder[keyword]
    const source = origins.get(holder)
    if (source === undefined) return
    ctx.fates.override(source, keyword, {
      fate: 'documented',
      construct: `Schema keyword \`${keyword}\``,
      reason: 'leads back to its own schema without going deeper; left out, it would be judged for ever',
    })
  }

  /** True when a loop was cut: the walk begins anew from the same schema. */
  function visit(schema: JsonObject): boolean {
    if (done.has(schema)) return false
    open.set(schema, path.length)
    for (const step of steps(schema, schemas)) {
      if (!isObject(step.target)) continue
      path.push(step)
      const begin = open.get(step.target)
      if (begin !== undefined) {
        const loop = path.slice(begin)
        const alternative = loop.find(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf')
        cut(alternative ?? loop.find(({ keyword }) => keyword !== '$ref') ?? step)
        return true
      }
      if (visit(step.target)) return true
      path.pop()
    }
    open.delete(schema)
    done.add(schema)
    return false
  }

  for (const schema of Object.values(schemas)) {
    if (!isObject(schema)) continue
    while (visit(schema)) {
      path.length = 0
      open.clear()
    }
  }
}
