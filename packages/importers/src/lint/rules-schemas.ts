import { type OperationDescription, schemaReference } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { canonicalJson } from '@gatehouse/contracts/json'
import { compilePattern } from '@gatehouse/patterns/linear-pattern'
import { isObject } from '../source-tree.ts'
import { casingTexts, hasCasing } from './casing.ts'
import type { Facts } from './facts.ts'
import { code, type LintExample, type ReadyRule, rule, skip } from './rule.ts'
import type { SchemaTarget } from './targets.ts'
import { valueErrors } from './value-errors.ts'
import { innerSchemas } from './walk-schemas.ts'

const text = { type: 'string', maxLength: 40 }

/** A write that sends an order with this as its note. */
function sent(property: JsonObject): LintExample {
  return {
    property,
    more: [
      {
        method: 'PUT',
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: schemaReference('Order') } } },
        },
      },
    ],
  }
}

function inPlace(parts: number): OperationDescription['responses'] {
  const properties = Object.fromEntries(
    Array.from({ length: parts }, (_, index) => [`part${index + 1}`, { type: 'boolean' }]),
  )
  const refused = {
    description: 'What was wrong.',
    content: { 'application/problem+json': { schema: { $ref: schemaReference('Problem') } } },
  }
  return {
    '200': {
      description: 'The order.',
      content: {
        'application/json': {
          schema: { type: 'object', properties: { order: { $ref: schemaReference('Order') }, ...properties } },
        },
      },
    },
    '401': refused,
    '404': refused,
    '429': refused,
  }
}

/** Rules about schemas and the values beside them. */
export const schemaRules = {
  'schema-property-casing': rule('property', {
    group: 'Schemas',
    title: 'Properties are written in one way',
    severity: 'info',
    why: '`customerId` here and `customer_id` there is a mistake that every caller makes once.',
    fix: 'Write it as the others are written; a name is part of the contract, so change it in the next version.',
    bad: { schema: { properties: { placedAt: text, shipTo: text, order_id: text } } },
    good: { schema: { properties: { placedAt: text, shipTo: text, orderId: text } } },
    check: ({ name }, { propertyCasing }) => {
      if (propertyCasing === undefined || !/^[A-Za-z][\w-]*$/.test(name)) return skip
      return hasCasing(name, propertyCasing)
        ? undefined
        : `${code(name)} is not in ${casingTexts[propertyCasing]}, as most others are`
    },
  }),
  'schema-description': rule('schema', {
    group: 'Schemas',
    title: 'Shared schemas have a description',
    severity: 'info',
    why: 'A word of the domain (`Settlement`, `Leg`) means something; the schema is the place to say what.',
    fix: 'Say in a sentence what it is.',
    bad: { schema: { description: '' } },
    good: { schema: { description: 'What somebody bought.' } },
    check: ({ name, node }) => {
      if (name === undefined || node.$ref !== undefined) return skip
      return typeof node.description === 'string' && node.description.trim() !== ''
        ? undefined
        : `The schema ${code(name)} has no description`
    },
  }),
  'schema-unused': rule('schema', {
    group: 'Schemas',
    title: 'Shared schemas are used',
    severity: 'info',
    why: 'What nothing uses is read, kept up and puzzled over all the same.',
    fix: 'Remove it.',
    fixable: true,
    bad: { api: { schemas: { Old: { type: 'object', description: 'Of the first version.' } } } },
    good: { operation: {} },
    check: ({ name, request, response, pointer }) => {
      if (name === undefined) return skip
      return request || response
        ? undefined
        : { message: `Nothing uses the schema ${code(name)}`, edits: [{ pointer }] }
    },
  }),
  'schema-typed': rule('property', {
    group: 'Schemas',
    title: 'Properties have a type',
    severity: 'warn',
    why: 'Without one any value passes, and generated code calls it “unknown”.',
    fix: 'Give it a type, an `enum` or a reference.',
    bad: { property: { description: 'Free text.' } },
    good: { property: { type: 'string', maxLength: 200 } },
    check: ({ name, schema }) => {
      if (typeof schema === 'boolean') return skip
      const says = [
        'type',
        '$ref',
        'enum',
        'const',
        'allOf',
        'anyOf',
        'oneOf',
        'not',
        'properties',
        'items',
        '$dynamicRef',
      ]
      return isObject(schema) && says.some((keyword) => schema[keyword] !== undefined)
        ? undefined
        : `The property ${code(name)} takes any value`
    },
  }),
  'schema-enum-type': onSchema('enum', {
    title: 'Values of an enum fit its type',
    severity: 'error',
    why: 'A value of another type can never be sent: it is refused by the type, and everything else by the enum.',
    fix: 'Correct the value or the type.',
    bad: { property: { type: 'string', enum: ['open', 3] } },
    good: { property: { type: 'string', enum: ['open', 'paid'] } },
    check: (values, { node }, facts) => {
      if (!Array.isArray(values) || node.type === undefined) return undefined
      const wrong = values.filter(
        (value) => valueErrors(value, { type: node.type ?? 'null' }, facts.description.schemas).length > 0,
      )
      return wrong.length === 0
        ? undefined
        : `The enum of type ${code(String(node.type))} has ${wrong
            .slice(0, 3)
            .map((value) => code(JSON.stringify(value)))
            .join(', ')}`
    },
  }),
  'schema-enum-unique': onSchema('enum', {
    title: 'Values of an enum are there once',
    severity: 'warn',
    why: 'Generated code has two constants of one name, and does not compile.',
    fix: 'Remove the repetition.',
    fixable: true,
    bad: { property: { type: 'string', enum: ['open', 'paid', 'open'] } },
    good: { property: { type: 'string', enum: ['open', 'paid'] } },
    check: (values, { pointer }) => {
      if (!Array.isArray(values)) return undefined
      const once = [...new Map(values.map((value) => [canonicalJson(value), value])).values()]
      if (once.length === values.length) return undefined
      return {
        message: `The enum has ${values.length - once.length} value twice`,
        at: '/enum',
        edits: [{ pointer: `${pointer}/enum`, value: once }],
      }
    },
  }),
  'schema-array-items': rule('schema', {
    group: 'Schemas',
    title: 'Arrays say what is in them',
    severity: 'warn',
    why: 'An array of anything is validated by nothing.',
    fix: 'Give it `items`.',
    bad: { property: { type: 'array', maxItems: 10 } },
    good: { property: { type: 'array', maxItems: 10, items: { type: 'string', maxLength: 40 } } },
    check: ({ node }) => {
      if (!isOf(node, 'array')) return skip
      return node.items === undefined && node.prefixItems === undefined
        ? 'The array does not say what its items are'
        : undefined
    },
  }),
  'schema-array-bounded': rule('schema', {
    group: 'Schemas',
    title: 'Arrays that callers send have a largest size',
    severity: 'info',
    why: 'A list of a million items is one request (OWASP API4); the gateway refuses it when the contract says how many there may be.',
    fix: 'Set `maxItems`.',
    bad: sent({ type: 'array', items: { type: 'string', maxLength: 40 } }),
    good: sent({ type: 'array', maxItems: 50, items: { type: 'string', maxLength: 40 } }),
    check: ({ node, request }) => {
      if (!request || !isOf(node, 'array')) return skip
      return node.maxItems === undefined ? 'The array has no `maxItems`' : undefined
    },
  }),
  'schema-string-bounded': rule('schema', {
    group: 'Schemas',
    title: 'Strings that callers send have a longest length',
    severity: 'info',
    why: 'Text without a limit ends in the database, or in a backend that runs out of memory (OWASP API4).',
    fix: 'Set `maxLength`, or say it by `enum`, `format` or `pattern`.',
    bad: sent({ type: 'string' }),
    good: sent({ type: 'string', maxLength: 200 }),
    check: ({ node, request }) => {
      if (!request || !isOf(node, 'string') || node.readOnly === true) return skip
      const says = ['maxLength', 'enum', 'const', 'pattern'].some((keyword) => node[keyword] !== undefined)
      return says || (typeof node.format === 'string' && !['password', 'byte', 'binary'].includes(node.format))
        ? undefined
        : 'The string may have any length'
    },
  }),
  'schema-integer-bounded': rule('schema', {
    group: 'Schemas',
    title: 'Integers have a format or bounds',
    severity: 'info',
    why: '32 or 64 bits? Generated code must choose, and chooses the smaller (OWASP API4).',
    fix: 'Say `format: int32` or `int64`, or `minimum` and `maximum`.',
    bad: { property: { type: 'integer' } },
    good: { property: { type: 'integer', format: 'int64' } },
    check: ({ node }) => {
      if (!isOf(node, 'integer')) return skip
      const bounded =
        (node.minimum ?? node.exclusiveMinimum) !== undefined && (node.maximum ?? node.exclusiveMaximum) !== undefined
      return bounded || node.format !== undefined || node.enum !== undefined || node.const !== undefined
        ? undefined
        : 'The integer has neither a format nor bounds'
    },
  }),
  'schema-bounds-possible': rule('schema', {
    group: 'Schemas',
    title: 'Bounds leave room',
    severity: 'error',
    why: 'When the smallest is above the largest, no value is ever right.',
    fix: 'Correct one of the bounds.',
    bad: { property: { type: 'string', minLength: 20, maxLength: 10 } },
    good: { property: { type: 'string', minLength: 10, maxLength: 20 } },
    check: ({ node }) => {
      for (const [low, high] of bounds) {
        const [least, most] = [node[low], node[high]]
        if (typeof least === 'number' && typeof most === 'number' && least > most)
          return `${code(low)} is ${least} and ${code(high)} is ${most}: no value fits`
      }
      return bounds.some(([low, high]) => node[low] !== undefined && node[high] !== undefined) ? undefined : skip
    },
  }),
  'schema-pattern': onSchema('pattern', {
    title: 'Patterns run in linear time',
    severity: 'warn',
    why: 'The gateway runs patterns on an engine that no text can stall; look-around and back-references need one that can be, and what escapes of other dialects mean is not known. Such a pattern is not enforced.',
    fix: 'Write it without look-around and back-references, with the escapes of ECMA-262: `\\p{L}`, not `\\p{Alpha}`.',
    bad: { property: { type: 'string', pattern: '^(?=.*[0-9]).+$' } },
    good: { property: { type: 'string', pattern: '^[a-z]+[0-9]$' } },
    check: (value) =>
      typeof value === 'string' && compilePattern(value) === null
        ? { message: `The pattern ${code(value)} cannot be enforced`, at: '/pattern' }
        : undefined,
  }),
  'schema-required-defined': onSchema('required', {
    title: 'Required properties are described',
    severity: 'warn',
    why: 'A required name without a description is mostly a misspelled one, and then no request passes.',
    fix: 'Describe the property, or correct the name.',
    bad: { schema: { required: ['id', 'totl'] } },
    good: { schema: { required: ['id'] } },
    check: (names, { node }) => {
      if (!Array.isArray(names) || !isObject(node.properties)) return undefined
      if (
        ['allOf', 'anyOf', 'oneOf', '$ref', 'patternProperties', 'additionalProperties'].some(
          (keyword) => node[keyword] !== undefined,
        )
      )
        return undefined
      const properties = node.properties
      const missing = names.filter((name) => typeof name === 'string' && !Object.hasOwn(properties, name))
      return missing.length === 0
        ? undefined
        : {
            message: `${missing
              .slice(0, 3)
              .map((name) => code(String(name)))
              .join(', ')} is required and not described`,
            at: '/required',
          }
    },
  }),
  'schema-no-huge-inline': rule('media', {
    group: 'Schemas',
    title: 'Large schemas have a name',
    severity: 'info',
    why: 'A type that stands in place has no name in generated code, and is written again where it is used again.',
    fix: 'Move it to the shared schemas.',
    bad: { operation: { responses: inPlace(31) } },
    good: { operation: { responses: inPlace(3) } },
    check: ({ node }) => {
      if (!isObject(node.schema) || node.schema.$ref !== undefined) return skip
      const count = countSchemas(node.schema)
      return count > 30 ? { message: `A schema of ${count} parts stands in place`, at: '/schema' } : undefined
    },
  }),
  'schema-secret-not-answered': rule('property', {
    group: 'Schemas',
    title: 'Passwords are never answered',
    severity: 'error',
    why: 'What is answered is logged, cached and shown (OWASP API3).',
    fix: 'Mark it `writeOnly`, or take it out of the answer.',
    bad: { schema: { properties: { id: text, password: text } } },
    good: { schema: { properties: { id: text, password: { ...text, writeOnly: true } } } },
    check: ({ name, schema, response }, facts) => {
      if (!response || !/^(?:password|passwd|pin|cvv|client[_-]?secret|private[_-]?key|secret[_-]?key)$/i.test(name))
        return skip
      return facts.resolve(schema)?.writeOnly === true || (isObject(schema) && schema.writeOnly === true)
        ? undefined
        : `${code(name)} is part of an answer`
    },
  }),
  'example-valid': rule('example', {
    group: 'Schemas',
    title: 'Examples and defaults fit their schema',
    severity: 'error',
    why: 'Examples are copied: what does not fit fails at the first call. The mock backend answers them, too.',
    fix: 'Correct the example, or the schema when the example is what happens.',
    bad: { property: { type: 'integer', format: 'int32', default: 'ten' } },
    good: { property: { type: 'integer', format: 'int32', default: 10 } },
    check: ({ value, schema, kind }, { description }) =>
      valueErrors(value, schema, description.schemas).map(({ pointer, message }) => ({
        message: `The ${kind} ${pointer === '' ? '' : `at ${code(pointer)} `}${message}`,
        at: pointer,
      })),
  }),
  'deprecated-says': rule('property', {
    group: 'Schemas',
    title: 'Deprecated properties say what to use instead',
    severity: 'info',
    why: 'A caller who must leave needs to know where to.',
    fix: 'Name the successor in the description.',
    bad: { property: { type: 'string', maxLength: 10, deprecated: true } },
    good: { property: { type: 'string', maxLength: 10, deprecated: true, description: 'Use `remarks` instead.' } },
    check: ({ name, schema }) => {
      if (!isObject(schema) || schema.deprecated !== true) return skip
      return typeof schema.description === 'string' && schema.description.trim() !== ''
        ? undefined
        : `${code(name)} is deprecated and does not say what to use instead`
    },
  }),
} satisfies Record<string, ReadyRule>

const bounds = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
] as const

type SchemaTexts = Omit<Parameters<typeof rule<'schema'>>[1], 'check' | 'group'>

/** A rule over the schemas that have the keyword. */
function onSchema(
  keyword: string,
  {
    check,
    ...texts
  }: SchemaTexts & {
    check: (
      value: Json,
      target: SchemaTarget,
      facts: Facts,
    ) => string | { message: string; at?: string; edits?: { pointer: string; value: Json }[] } | undefined
  },
): ReadyRule {
  return rule('schema', {
    ...texts,
    group: 'Schemas',
    check: (target, facts) => {
      const value = target.node[keyword]
      return value === undefined ? skip : check(value, target, facts)
    },
  })
}

function isOf(node: JsonObject, type: string): boolean {
  return node.type === type || (Array.isArray(node.type) && node.type.includes(type))
}

function countSchemas(schema: Json): number {
  let count = 0
  const waiting: Json[] = [schema]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    count += 1
    if (isObject(node)) for (const [, , inner] of innerSchemas(node)) waiting.push(inner)
  }
  return count
}
