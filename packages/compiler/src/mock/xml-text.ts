import { schemaReferenceName } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { flattenSchema, isObject, type Schemas } from './flatten-schema.ts'

/** A value as XML, with the names, attributes and wrappers that the schema's `xml` keyword gives (OpenAPI 3.1, XML Object). */
export function xmlText(value: Json, schema: Json | undefined, schemas: Schemas): string {
  const name = xmlOf(schema, schemas).name ?? referenceName(schema) ?? 'root'
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(String(name), value, schema, schemas, 0)}`
}

function element(name: string, value: Json, schema: Json | undefined, schemas: Schemas, depth: number): string {
  const xml = xmlOf(schema, schemas)
  const tag = elementName(typeof xml.prefix === 'string' ? `${xml.prefix}:${name}` : name)
  let attributes =
    typeof xml.namespace === 'string'
      ? ` xmlns${typeof xml.prefix === 'string' ? `:${elementName(xml.prefix)}` : ''}="${escaped(xml.namespace)}"`
      : ''
  if (depth > 40) return `<${tag}/>`
  if (!isObject(value)) return `<${tag}${attributes}>${contentOf(name, value, schema, schemas, depth)}</${tag}>`
  let children = ''
  for (const [key, member] of Object.entries(value)) {
    const own = propertySchema(schema, key, schemas)
    const ownXml = xmlOf(own, schemas)
    const ownName = typeof ownXml.name === 'string' ? ownXml.name : key
    if (ownXml.attribute === true && !isObject(member) && !Array.isArray(member)) {
      attributes += ` ${elementName(ownName)}="${escaped(String(member))}"`
    } else if (Array.isArray(member) && ownXml.wrapped !== true) {
      children += items(ownName, member, own, schemas, depth)
    } else children += element(ownName, member, own, schemas, depth + 1)
  }
  return `<${tag}${attributes}>${children}</${tag}>`
}

function contentOf(name: string, value: Json, schema: Json | undefined, schemas: Schemas, depth: number): string {
  if (Array.isArray(value)) return items(name, value, schema, schemas, depth)
  return value === null ? '' : escaped(String(value))
}

function items(name: string, values: Json[], schema: Json | undefined, schemas: Schemas, depth: number): string {
  const item = flattenSchema(schema, schemas, [])?.base.items
  const itemName = xmlOf(item, schemas).name
  return values
    .map((value) => element(typeof itemName === 'string' ? itemName : name, value, item, schemas, depth + 1))
    .join('')
}

function xmlOf(schema: Json | undefined, schemas: Schemas): JsonObject {
  const xml = flattenSchema(schema, schemas, [])?.base.xml
  return isObject(xml) ? xml : {}
}

function propertySchema(schema: Json | undefined, name: string, schemas: Schemas): Json | undefined {
  const properties = flattenSchema(schema, schemas, [])?.base.properties
  return isObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined
}

function referenceName(schema: Json | undefined): string | undefined {
  return isObject(schema) && typeof schema.$ref === 'string' ? schemaReferenceName(schema.$ref) : undefined
}

function elementName(name: string): string {
  const clean = name.replace(/[^A-Za-z0-9_.:-]/g, '_')
  return /^[A-Za-z_]/.test(clean) ? clean : `_${clean}`
}

/** Characters that XML 1.0 has no way to write are left out. */
function escaped(text: string): string {
  const allowed = [...text].filter((character) =>
    /[\t\n\r\x20-\ud7ff\ue000-\ufffd]|[\ud800-\udbff][\udc00-\udfff]/.test(character),
  )
  return allowed.join('').replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
