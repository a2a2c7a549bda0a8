import { createRequire } from 'node:module'
import { requestSchema } from '@gatehouse/compiler/request-schema'
import type { ApiDescription, JsonSchema } from '@gatehouse/contracts/api-description'
import { importOpenApiBundle } from '@gatehouse/importers/import-openapi'
import { defaultImportLimits } from '@gatehouse/importers/limits'
import { generateValidatorCode, loadValidator, schemaSet } from '@gatehouse/policies/snapshot/validators'
import { type Dialect, type Judge, remotes } from './suite.ts'

const dialectNames: Record<Dialect, string> = {
  '2020-12': 'https://json-schema.org/draft/2020-12/schema',
  '7': 'http://json-schema.org/draft-07/schema#',
  '4': 'http://json-schema.org/draft-04/schema#',
}

/** OpenAPI 3.1 holds schemas of any dialect that it names. */
const contractOf = (dialect: Dialect) =>
  JSON.stringify({
    openapi: '3.1.0',
    jsonSchemaDialect: dialectNames[dialect],
    info: { title: 'Suite', version: '1' },
    paths: {
      '/': {
        post: {
          requestBody: { content: { 'application/json': { schema: { $ref: 'schema.json' } } } },
          responses: { 200: { description: 'Judged' } },
        },
      },
    },
  })

/**
 * The gateway's way from a schema to a verdict: imported as a file of a contract (the suite's remote files given, as if the member had
 * allowed their host), compiled as the compiler does, judged by the generated standalone code.
 */
export async function gatewayJudge(dialect: Dialect, schemas: readonly unknown[]): Promise<Judge> {
  const root = 'openapi.json'
  const text = contractOf(dialect)
  const served = Object.entries({ ...remotes(), ...metaSchemas() }).map(
    ([address, value]) => [address, JSON.stringify(value)] as const,
  )
  const descriptions = new Map<unknown, ApiDescription>()
  for (const schema of schemas) {
    const files = new Map<string, string>([[root, text], ['schema.json', JSON.stringify(schema)], ...served])
    const result = await importOpenApiBundle({ root, files }, defaultImportLimits)
    if (result.ok) descriptions.set(schema, result.description)
  }
  return (schema) => {
    const description = descriptions.get(schema)
    if (description === undefined) return undefined
    const { schemas: shared } = description
    const own = description.operations[0]?.requestBody?.content['application/json']?.schema ?? true
    const relaxed: Record<string, JsonSchema> = Object.fromEntries(
      Object.entries(shared).map(([name, value]) => [name, requestSchema(value, shared)]),
    )
    return loadValidator(generateValidatorCode(schemaSet(requestSchema(own, shared), relaxed)))
  }
}

/** The dialects' own schemas, as json-schema.org serves them; ajv carries them. */
function metaSchemas(): Record<string, object> {
  const require = createRequire(import.meta.url)
  const modern = [
    'schema',
    'meta/core',
    'meta/applicator',
    'meta/unevaluated',
    'meta/validation',
    'meta/meta-data',
    'meta/format-annotation',
    'meta/content',
  ]
  return {
    'http://json-schema.org/draft-07/schema': require('ajv/dist/refs/json-schema-draft-07.json'),
    'http://json-schema.org/draft-04/schema': require('ajv-draft-04/dist/refs/json-schema-draft-04.json'),
    ...Object.fromEntries(
      modern.map((name) => [
        `https://json-schema.org/draft/2020-12/${name}`,
        require(`ajv/dist/refs/json-schema-2020-12/${name}.json`) as object,
      ]),
    ),
  }
}
