import { type Attribute, findAttribute } from './attribute.ts'
import { commonAttributes, enterpriseSchema, groupSchema, type Schema, userSchema } from './schemas.ts'

export type ResourceType = {
  readonly name: 'User' | 'Group'
  readonly endpoint: '/Users' | '/Groups'
  readonly description: string
  readonly schema: Schema
  readonly extensions: readonly Schema[]
}

export const userType: ResourceType = {
  name: 'User',
  endpoint: '/Users',
  description: 'User Account',
  schema: userSchema,
  extensions: [enterpriseSchema],
}

export const groupType: ResourceType = {
  name: 'Group',
  endpoint: '/Groups',
  description: 'Group',
  schema: groupSchema,
  extensions: [],
}

/** A resource in its canonical form: names in their own case, values of their own type, nothing that no schema knows. */
export type Resource = { [name: string]: unknown }

/** Attributes that a resource has at its top, without those of extensions. */
export function topAttributes(type: ResourceType): readonly Attribute[] {
  return [...commonAttributes, ...type.schema.attributes]
}

/** The extension of an id in whatever case. */
export function findExtension(type: ResourceType, id: string): Schema | undefined {
  const wanted = id.toLowerCase()
  return type.extensions.find((one) => one.id.toLowerCase() === wanted)
}

/** An attribute at the top or, where a schema is named, of it. Undefined: there is none. */
export function resolveAttribute(
  type: ResourceType,
  schemaId: string | undefined,
  name: string,
): { extension: Schema | undefined; attribute: Attribute } | undefined {
  const extension = schemaId === undefined ? undefined : findExtension(type, schemaId)
  if (schemaId !== undefined && extension === undefined && schemaId.toLowerCase() !== type.schema.id.toLowerCase())
    return undefined
  const found = findAttribute(extension ? extension.attributes : topAttributes(type), name)
  return found && { extension, attribute: found }
}
