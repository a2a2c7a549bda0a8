import { patternFault as faultOf, type PatternFault } from '@gatehouse/patterns/linear-pattern'

/** What a keyword's value must look like, and so how it is read. */
export type KeywordShape =
  | 'types'
  | 'number'
  | 'positive'
  | 'count'
  | 'flag'
  | 'text'
  | 'pattern'
  | 'format'
  | 'enum'
  | 'value'
  | 'values'
  | 'names'
  | 'namesMap'
  | 'schema'
  | 'schemaList'
  | 'schemaMap'
  | 'patternMap'
  | 'bound'
  | 'object'

export interface SchemaKeyword {
  shape: KeywordShape
  /** Only in schemas of OpenAPI 3.1 (JSON Schema 2020-12). */
  since31?: true
  /** Why it decides nothing; absent: it is checked wherever the schema is enforced. */
  annotation?: string
}

const shownOnly = 'shown in the reference, decides nothing'

/** Keywords that keep their name and meaning in JSON Schema 2020-12. The others are translated one by one. */
export const schemaKeywords: Readonly<Record<string, SchemaKeyword>> = {
  type: { shape: 'types' },
  enum: { shape: 'enum' },
  const: { shape: 'value', since31: true },
  multipleOf: { shape: 'positive' },
  maximum: { shape: 'number' },
  minimum: { shape: 'number' },
  exclusiveMaximum: { shape: 'bound' },
  exclusiveMinimum: { shape: 'bound' },
  maxLength: { shape: 'count' },
  minLength: { shape: 'count' },
  pattern: { shape: 'pattern' },
  format: { shape: 'format' },
  maxItems: { shape: 'count' },
  minItems: { shape: 'count' },
  uniqueItems: { shape: 'flag' },
  maxContains: { shape: 'count', since31: true },
  minContains: { shape: 'count', since31: true },
  maxProperties: { shape: 'count' },
  minProperties: { shape: 'count' },
  required: { shape: 'names' },
  dependentRequired: { shape: 'namesMap', since31: true },
  properties: { shape: 'schemaMap' },
  patternProperties: { shape: 'patternMap', since31: true },
  additionalProperties: { shape: 'schema' },
  propertyNames: { shape: 'schema', since31: true },
  unevaluatedProperties: { shape: 'schema', since31: true },
  dependentSchemas: { shape: 'schemaMap', since31: true },
  prefixItems: { shape: 'schemaList', since31: true },
  items: { shape: 'schema' },
  contains: { shape: 'schema', since31: true },
  unevaluatedItems: { shape: 'schema', since31: true },
  allOf: { shape: 'schemaList' },
  anyOf: { shape: 'schemaList' },
  oneOf: { shape: 'schemaList' },
  not: { shape: 'schema' },
  if: { shape: 'schema', since31: true },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema, in a table that nobody awaits
  then: { shape: 'schema', since31: true },
  else: { shape: 'schema', since31: true },
  contentSchema: { shape: 'schema', since31: true, annotation: 'the content inside a text is not opened' },
  contentEncoding: { shape: 'text', since31: true, annotation: 'the content inside a text is not opened' },
  contentMediaType: { shape: 'text', since31: true, annotation: 'the content inside a text is not opened' },
  title: { shape: 'text', annotation: shownOnly },
  description: { shape: 'text', annotation: shownOnly },
  default: { shape: 'value', annotation: 'shown in the reference; the gateway does not fill it in' },
  deprecated: { shape: 'flag', annotation: shownOnly },
  readOnly: { shape: 'flag' },
  writeOnly: { shape: 'flag', annotation: 'shown in the reference; the client is who sends it' },
  examples: { shape: 'values', since31: true, annotation: shownOnly },
  $comment: { shape: 'text', since31: true, annotation: 'a note of the authors' },
  discriminator: { shape: 'object' },
  externalDocs: { shape: 'object', annotation: shownOnly },
  xml: { shape: 'object', annotation: 'of XML bodies the form and the name of the root are checked' },
}

export const jsonTypes: ReadonlySet<string> = new Set([
  'string',
  'number',
  'integer',
  'boolean',
  'object',
  'array',
  'null',
])

/** Values of `format` that the gateway checks; any other is shown only (JSON Schema 2020-12 §7.2.1: unknown formats pass). */
export const enforcedFormats: ReadonlySet<string> = new Set([
  'date',
  'time',
  'date-time',
  'duration',
  'uri',
  'uri-reference',
  'uri-template',
  'email',
  'idn-email',
  'hostname',
  'idn-hostname',
  'iri',
  'iri-reference',
  'ipv4',
  'ipv6',
  'uuid',
  'json-pointer',
  'relative-json-pointer',
  'byte',
  'int32',
  'int64',
])

/** Why a pattern can not be enforced; undefined when it can. `remove` when it is no expression at all. */
export function patternFault(pattern: string): { reason: string; remove: boolean } | undefined {
  const fault = faultOf(pattern)
  return fault && { reason: patternReasons[fault], remove: fault === 'syntax' }
}

const patternReasons: Readonly<Record<PatternFault, string>> = {
  syntax: 'not a valid regular expression (ECMA-262)',
  'foreign-escape': 'escapes letters that have no meaning in ECMA-262; shown only',
  'look-around': 'looks around or back, which an engine of linear time can not do; shown only',
  'back-reference': 'looks around or back, which an engine of linear time can not do; shown only',
  'too-large': 'repeats more than an engine of linear time can hold; shown only',
}

/** Keywords of schemas that parameters and headers of OpenAPI 2.0 have. */
export const keysAmong: ReadonlySet<string> = new Set([
  'type',
  'format',
  'items',
  'default',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'maxLength',
  'minLength',
  'pattern',
  'maxItems',
  'minItems',
  'uniqueItems',
  'enum',
  'multipleOf',
  'example',
  'title',
  'x-nullable',
])

/** What a keyword of a wrong shape should have been. */
export function wrongShape(keyword: SchemaKeyword): string {
  const wanted: Partial<Record<SchemaKeyword['shape'], string>> = {
    types: 'must name types of JSON Schema',
    number: 'must be a number',
    positive: 'must be a number above 0',
    count: 'must be a whole number, 0 or more',
    flag: 'must be true or false',
    enum: 'must be a list with at least one value',
    names: 'must be a list of names (on the object, not on its property)',
    schemaList: 'must be a list of schemas with at least one',
    bound: 'must be a number (true or false in OpenAPI 3.0)',
    object: 'must be an object',
    values: 'must be a list',
  }
  return wanted[keyword.shape] ?? 'has a value that this keyword can not have'
}
