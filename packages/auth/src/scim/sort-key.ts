import { findAttribute } from './attribute.ts'
import { parseAttributePath } from './attribute-path.ts'
import { isResource } from './match-filter.ts'
import { type Resource, type ResourceType, resolveAttribute } from './resource-type.ts'
import { ScimError } from './scim-error.ts'

/**
 * What resources are sorted by (RFC 7644 §3.4.2.3), as text that sorts in its order; of several values the primary one counts, else the
 * first. Throws `invalidPath` for what no schema knows.
 */
export function sortKey(type: ResourceType, sortBy: string): (resource: Resource) => string | undefined {
  const path = parseAttributePath(sortBy)
  const found = resolveAttribute(type, path.schema, path.name)
  const subs = found?.attribute.subAttributes ?? []
  const sub = path.sub === undefined ? findAttribute(subs, 'value') : findAttribute(subs, path.sub)
  if (!found || (path.sub !== undefined && !sub))
    throw new ScimError(400, `There is no attribute ${sortBy.slice(0, 200)} to sort by.`, 'invalidPath')
  const { attribute, extension } = found
  const target = sub ?? attribute
  return (resource) => {
    const holder = extension ? resource[extension.id] : resource
    const whole = isResource(holder) ? holder[attribute.name] : undefined
    const value: unknown = Array.isArray(whole)
      ? (whole.find((one) => isResource(one) && one.primary === true) ?? whole[0])
      : whole
    const key = sub && isResource(value) ? value[sub.name] : value
    if (key === undefined || key === null || isResource(key)) return undefined
    if (typeof key === 'number') return String(key).padStart(20, '0')
    return target.caseExact ? String(key) : String(key).toLowerCase()
  }
}
