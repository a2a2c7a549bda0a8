import type { JsonObject } from '@gatehouse/contracts/json'
import { bundleTarget } from './import-bundle.ts'
import type { ImportContext, Use } from './import-context.ts'
import { followPointer } from './resolve-reference.ts'
import type { SchemaReferences } from './schema-references.ts'
import { isObject, member } from './source-tree.ts'

/** Values of `mapping` and `defaultMapping` are names of components or references; the description writes all of them as references. */
export function translateDiscriminator(
  ctx: ImportContext,
  references: SchemaReferences,
  source: JsonObject,
  value: JsonObject,
  use: Use,
): JsonObject {
  const out: JsonObject = { ...value }
  const mapping = member(value, 'mapping')
  if (isObject(mapping)) {
    const mapped: JsonObject = {}
    for (const [name, target] of Object.entries(mapping))
      if (typeof target === 'string') mapped[name] = alternative(ctx, references, source, target, use)
    out.mapping = mapped
  }
  const fallback = member(value, 'defaultMapping')
  if (typeof fallback === 'string') out.defaultMapping = alternative(ctx, references, source, fallback, use)
  return out
}

/** What leads nowhere stays as it is written: a discriminator only tells readers something. */
function alternative(
  ctx: ImportContext,
  references: SchemaReferences,
  source: JsonObject,
  target: string,
  use: Use,
): string {
  const { files, root } = ctx
  if (references.isComponent(target)) {
    const token = target.replaceAll('~', '~0').replaceAll('/', '~1')
    return references.map(root, `#/components/schemas/${token}`, use, root) ?? target
  }
  const own = files.of(source)
  const leadsTo = bundleTarget(files.bundle, own.name, target)
  const file = /[#/.]/.test(target) && leadsTo.kind === 'file' ? files.load(leadsTo.name) : undefined
  if (file === undefined || leadsTo.kind !== 'file') return target
  if (followPointer(file.tree.value, `#${leadsTo.fragment}`) === undefined) return target
  return references.map(source, target, use, own.tree.value) ?? target
}
