import type { RamlContext } from './raml-context.ts'
import type { Declared } from './raml-declarations.ts'
import { memberOf, type RamlMap, type RamlNode, type RamlScalar, textOf } from './raml-node.ts'
import { parseTypeExpression } from './type-expression.ts'

/** Declared types that a discriminator chooses among, by the value that names each (RAML 1.0, "Using Discriminator"). */
export function typesByValue(ctx: RamlContext, map: RamlMap): Map<string, Declared> {
  const types = ctx.declarations.all.filter(({ kind }) => kind === 'types')
  const own = types.find(({ entry }) => entry.value === map)
  if (own === undefined) return new Map()
  const family = types.filter((type) => type === own || inherits(ctx, type, own))
  return new Map(family.map((type) => [namedBy(type), type]))
}

/** Whether a declared type is chosen by the discriminator of one that it inherits from, or by its own. */
export function isChosen(ctx: RamlContext, map: RamlMap): boolean {
  const types = ctx.declarations.all.filter(({ kind }) => kind === 'types')
  const own = types.find(({ entry }) => entry.value === map)
  if (own === undefined) return false
  return types.some(
    (type) =>
      textOf(memberOf(type.entry.value, 'discriminator')) !== undefined && (type === own || inherits(ctx, own, type)),
  )
}

/** The default of `discriminatorValue` is the type’s name. */
function namedBy({ entry, name }: Declared): string {
  return textOf(memberOf(entry.value, 'discriminatorValue')) ?? name
}

function inherits(ctx: RamlContext, type: Declared, from: Declared, passed = new Set<Declared>()): boolean {
  if (passed.has(type)) return false
  passed.add(type)
  return parentsOf(ctx, type).some((parent) => parent === from || inherits(ctx, parent, from, passed))
}

function parentsOf(ctx: RamlContext, { entry }: Declared): Declared[] {
  const { value } = entry
  const said = value.kind === 'map' ? (memberOf(value, 'type') ?? memberOf(value, 'schema')) : value
  const names: RamlNode[] = said === undefined ? [] : said.kind === 'list' ? said.items : [said]
  return names
    .filter((node): node is RamlScalar => node.kind === 'scalar')
    .flatMap((node) => {
      const expression = parseTypeExpression(textOf(node)?.trim() ?? '')
      const parent =
        expression?.kind === 'name' ? ctx.declarations.find('types', expression.name, node.scopes) : undefined
      return parent === undefined ? [] : [parent]
    })
}
