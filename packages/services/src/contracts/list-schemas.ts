import type { ApiDescription, JsonSchema } from '@gatehouse/contracts/api-description'
import {
  listSchemas as endpoint,
  getSchema as getEndpoint,
  type SchemaView,
} from '@gatehouse/contracts/endpoints/contract-editing'
import { requireVersion, versionPathScope } from '../apis/find-version.ts'
import { notFound } from '../grammar/domain-error.ts'
import { decodeCursor, encodeCursor } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { reachableSchemas } from './get-operation.ts'
import { loadWorkingCopy } from './load-working-copy.ts'
import { usersOfSchemas } from './schema-uses.ts'

const shownUsers = 50
type Users = ReadonlyMap<string, readonly string[]>

export function toSchemaView(contract: ApiDescription, name: string, users: Users): SchemaView {
  if (!Object.hasOwn(contract.schemas, name)) throw notFound()
  const usedBy = users.get(name) ?? []
  return { name, schema: contract.schemas[name] ?? true, usedBy: usedBy.slice(0, shownUsers), uses: usedBy.length }
}

export const listSchemas = query({
  name: 'schema.list',
  allowed: { permission: 'api.read' },
  input: endpoint.params.extend(endpoint.query.shape),
  scope: versionPathScope,
  run: async ({ db, input }) => {
    const version = await requireVersion(db, input)
    const { content, etag } = await loadWorkingCopy(db, version.id)
    const needle = input.q?.toLowerCase() ?? ''
    const after = input.cursor === undefined ? undefined : decodeCursor(input.cursor, 1)[0]
    const names = Object.keys(content.contract.schemas)
      .filter((name) => name.toLowerCase().includes(needle))
      .sort()
    const rest = after === undefined ? names : names.filter((name) => name > String(after))
    const shown = rest.slice(0, input.limit)
    const users = usersOfSchemas(content.contract)
    const last = shown.at(-1)
    return {
      items: shown.map((name) => {
        const { schema: _schema, ...view } = toSchemaView(content.contract, name, users)
        return { ...view, type: typeOf(content.contract.schemas[name]) }
      }),
      next: last !== undefined && shown.length < rest.length ? encodeCursor(last) : null,
      total: names.length,
      workingCopyEtag: etag,
    }
  },
})

export const getSchema = query({
  name: 'schema.get',
  allowed: { permission: 'api.read' },
  input: getEndpoint.params,
  scope: versionPathScope,
  run: async ({ db, input }) => {
    const version = await requireVersion(db, input)
    const { content, etag } = await loadWorkingCopy(db, version.id)
    const view = toSchemaView(content.contract, input.schemaName, usersOfSchemas(content.contract))
    return { ...view, schemas: reachableSchemas(view.schema, content.contract.schemas), workingCopyEtag: etag }
  },
})

/** In a word: `object`, `array`, `string or null`; `any` where nothing is said. */
function typeOf(schema: JsonSchema | undefined): string {
  if (typeof schema !== 'object') return 'any'
  const { type } = schema
  if (Array.isArray(type)) return type.map(String).join(' or ')
  if (typeof type === 'string') return type
  for (const word of ['oneOf', 'anyOf', 'allOf', 'enum', '$ref'] as const) if (schema[word] !== undefined) return word
  return schema.properties === undefined ? 'any' : 'object'
}
