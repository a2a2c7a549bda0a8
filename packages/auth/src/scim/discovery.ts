import type { Attribute } from './attribute.ts'
import { groupType, type ResourceType, userType } from './resource-type.ts'
import { enterpriseSchema, groupSchema, type Schema, userSchema } from './schemas.ts'

/** Most resources that one answer has. */
export const mostResults = 200

/** RFC 7643 §5: what this server can. `base` is its address. */
export function serviceProviderConfig(base: string) {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: mostResults },
    changePassword: { supported: false },
    sort: { supported: true },
    etag: { supported: true },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Bearer token',
        description: 'A token of this directory, made in the console.',
        specUri: 'https://www.rfc-editor.org/info/rfc6750',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
  }
}

/** RFC 7643 §6. */
export function resourceTypes(base: string) {
  return [userType, groupType].map((type) => resourceTypeView(base, type))
}

function resourceTypeView(base: string, { name, endpoint, description, schema, extensions }: ResourceType) {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: name,
    name,
    endpoint,
    description,
    schema: schema.id,
    schemaExtensions: extensions.map(({ id }) => ({ schema: id, required: false })),
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${name}` },
  }
}

/** RFC 7643 §7. */
export function schemaResources(base: string) {
  return [userSchema, groupSchema, enterpriseSchema].map((schema) => schemaView(base, schema))
}

function schemaView(base: string, { id, name, description, attributes }: Schema) {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
    id,
    name,
    description,
    attributes: attributes.map(attributeView),
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${id}` },
  }
}

function attributeView({ subAttributes, ...attribute }: Attribute): Record<string, unknown> {
  return { ...attribute, ...(subAttributes === undefined ? {} : { subAttributes: subAttributes.map(attributeView) }) }
}

/** RFC 7644 §3.4.2: a list as it travels. `startIndex` counts from 1. */
export function listResponse(resources: readonly unknown[], totalResults: number, startIndex = 1) {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults,
    startIndex,
    itemsPerPage: resources.length,
    Resources: resources,
  }
}
