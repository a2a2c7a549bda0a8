import type { JsonObject } from '@gatehouse/contracts/json'
import { bundleTarget } from './import-bundle.ts'
import type { ImportContext, Use } from './import-context.ts'
import { followPointer } from './resolve-reference.ts'
import type { SchemaReferences } from './schema-references.ts'
import { isObject, member } from './source-tree.ts'

const construct = 'Schema keyword `discriminator`'

/**
 * The Discriminator Object of a schema, claimed: it is enforced where it chooses among schemas (compiler, dispatch-discriminators.ts),
 * and its heirs are used wherever it is, though nothing else may refer to them.
 */
export function readDiscriminator(
  ctx: ImportContext,
  references: SchemaReferences,
  source: JsonObject,
  out: JsonObject,
  use: Use,
): 'wrong' | 'claimed' {
  const key = 'discriminator'
  const written = member(source, key)
  // In 2.0 it is the name of the property.
  const value = typeof written === 'string' && ctx.version === '2.0' ? { propertyName: written } : written
  if (!isObject(value)) return 'wrong'
  const { discriminator, chosen } = translated(ctx, references, source, value, use)
  out.discriminator = discriminator
  if (typeof member(value, 'propertyName') !== 'string') {
    ctx.document(source, key, construct, 'names no property, so it chooses nothing', true)
    return 'claimed'
  }
  const heirs = references.heirsOf(source)
  for (const heir of heirs) references.useComponent(heir, use)
  if (chosen || heirs.length > 0 || hasAlternatives(source)) ctx.use(source, key, use, construct, true)
  else
    ctx.document(
      source,
      key,
      construct,
      'no schema inherits from this one, and it has no alternatives: nothing to choose',
      true,
    )
  return 'claimed'
}

function hasAlternatives(source: JsonObject): boolean {
  return [member(source, 'oneOf'), member(source, 'anyOf')].some(
    (list) => Array.isArray(list) && list.some((one) => isObject(one)),
  )
}

/** Values of `mapping` and `defaultMapping` are names of components or references; the description writes all of them as references. */
function translated(
  ctx: ImportContext,
  references: SchemaReferences,
  source: JsonObject,
  value: JsonObject,
  use: Use,
): { discriminator: JsonObject; chosen: boolean } {
  const discriminator: JsonObject = { ...value }
  let chosen = false
  const mapping = member(value, 'mapping')
  if (isObject(mapping)) {
    const mapped = Object.entries(mapping).flatMap(([name, target]): [string, string][] => {
      if (typeof target !== 'string') return []
      const reference = alternative(ctx, references, source, target, use)
      if (reference === undefined)
        ctx.document(mapping, name, `Mapping of \`${name.slice(0, 80)}\``, 'leads to no schema of this description')
      else chosen = true
      return [[name, reference ?? target]]
    })
    discriminator.mapping = Object.fromEntries(mapped)
  }
  const fallback = member(value, 'defaultMapping')
  if (typeof fallback === 'string')
    discriminator.defaultMapping = alternative(ctx, references, source, fallback, use) ?? fallback
  return { discriminator, chosen }
}

/** Undefined when it leads nowhere. */
function alternative(
  ctx: ImportContext,
  references: SchemaReferences,
  source: JsonObject,
  target: string,
  use: Use,
): string | undefined {
  const { files } = ctx
  if (references.isComponent(target)) return references.useComponent(target, use)
  const own = files.of(source)
  const leadsTo = bundleTarget(files.bundle, own.name, target)
  const file = /[#/.]/.test(target) && leadsTo.kind === 'file' ? files.load(leadsTo.name) : undefined
  if (file === undefined || leadsTo.kind !== 'file') return undefined
  if (followPointer(file.tree.value, `#${leadsTo.fragment}`) === undefined) return undefined
  return references.map(source, target, use, own.tree.value)
}
