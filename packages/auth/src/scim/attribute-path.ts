import { ScimError } from './scim-error.ts'

/** `urn:…:User:manager.displayName` in parts; the case of names does not count. */
export type AttributePath = { readonly schema?: string; readonly name: string; readonly sub?: string }

const plain = /^[A-Za-z$][A-Za-z0-9$_-]*$/

/** Parts of a path without filter. Throws `invalidPath`. */
export function parseAttributePath(text: string): AttributePath {
  const at = text.toLowerCase().startsWith('urn:') ? schemaEnd(text) : -1
  const schema = at < 0 ? undefined : text.slice(0, at)
  const [name = '', sub, ...more] = text.slice(at + 1).split('.')
  if (!plain.test(name) || (sub !== undefined && !plain.test(sub)) || more.length > 0)
    throw new ScimError(400, `${JSON.stringify(text.slice(0, 200))} is no path of an attribute.`, 'invalidPath')
  return { name, ...(schema === undefined ? {} : { schema }), ...(sub === undefined ? {} : { sub }) }
}

/** Where the schema's URN ends: after the last colon; versions in it have dots too (`…:2.0:User:name.givenName`). */
function schemaEnd(text: string): number {
  return text.lastIndexOf(':')
}

/** Whether text names a schema and no attribute of it, to be judged by the schemas that a resource has. */
export function isUrn(text: string): boolean {
  return /^urn:/i.test(text)
}
