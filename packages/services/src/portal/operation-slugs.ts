import { type ApiDescription, operationKey } from '@gatehouse/contracts/api-description'
import { toSlug } from '../products/slug.ts'

/** URL part of each operation's page by operation key: its operationId where that is unique, else verb and path. Stable and unique. */
export function operationSlugs(contract: ApiDescription): Map<string, string> {
  const slugs = new Map<string, string>()
  // Pages of the version itself.
  const taken = new Set<string>(['start'])
  for (const operation of contract.operations) {
    const named = operation.operationId
      ? toSlug(operation.operationId.replace(/([a-z0-9])([A-Z])/g, '$1-$2'))
      : undefined
    const base = named && named !== 'item' ? named : toSlug(`${operation.method} ${operation.path}`)
    let slug = base
    for (let n = 2; taken.has(slug); n += 1) slug = `${base}-${n}`
    taken.add(slug)
    slugs.set(operationKey(operation), slug)
  }
  return slugs
}
