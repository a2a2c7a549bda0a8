import type { ApiDescription, JsonSchema } from '@gatehouse/contracts/api-description'
import {
  putSchema as putEndpoint,
  removeSchema as removeEndpoint,
} from '@gatehouse/contracts/endpoints/contract-editing'
import type { Json } from '@gatehouse/contracts/json'
import type { ProblemError } from '@gatehouse/contracts/problems'
import { requireVersion, versionPathScope } from '../apis/find-version.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { pointerToken } from './changes/change-list.ts'
import { schemaProblems } from './check-schema.ts'
import { toSchemaView } from './list-schemas.ts'
import { editWorkingCopy, loadWorkingCopy } from './load-working-copy.ts'
import { normalSchema } from './normal-schema.ts'
import { renameSchema, usersOfSchemas } from './schema-uses.ts'

const touchedSchema = (name: string) => `/contract/schemas/${pointerToken(name)}`

/** Adds, changes or renames a shared schema; what refers to it follows to a new name. */
export const putSchema = verb({
  name: 'schema.put',
  allowed: { permission: 'api.edit' },
  read: 'api.read',
  input: putEndpoint.params.extend(putEndpoint.body.shape),
  scope: versionPathScope,
  run: async ({ tx, input, ifMatch }) => {
    const version = await requireVersion(tx, input)
    const name = input.rename ?? input.schemaName
    let before: JsonSchema | undefined
    const etag = await editWorkingCopy(tx, version.id, ifMatch, ({ content }) => {
      before = ownSchema(content.contract, input.schemaName)
      const schema = input.schema === undefined ? undefined : normalSchema(input.schema)
      const contract = changed(content.contract, { ...input, schema }, before)
      return {
        content: { ...content, contract },
        touched: [touchedSchema(name), ...(name === input.schemaName ? [] : [touchedSchema(input.schemaName)])],
      }
    })
    const { content } = await loadWorkingCopy(tx, version.id)
    const view = toSchemaView(content.contract, name, usersOfSchemas(content.contract))
    return { answer: { ...view, etag }, version, before }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'version', id: result.version.id },
    apiId: result.version.apiId,
    teamId: result.version.api.teamId,
    before: { name: input.schemaName, schema: (result.before ?? null) as Json },
    after: { name: result.answer.name, schema: result.answer.schema },
  }),
  answer: ({ answer }) => answer,
})

type Asked = { schemaName: string; schema?: JsonSchema | undefined; rename?: string | undefined; create: boolean }

function changed(contract: ApiDescription, asked: Asked, before: JsonSchema | undefined): ApiDescription {
  const { schemaName, rename, schema, create } = asked
  if (create && before !== undefined) throw new DomainError('already_exists', `A schema “${schemaName}” exists.`)
  if (before === undefined && (schema === undefined || rename !== undefined)) throw notFound()
  if (before === undefined && !/^[A-Za-z0-9._-]{1,120}$/.test(schemaName))
    throw refused([
      { in: 'path', pointer: '/schemaName', rule: 'schema.name', expected: 'letters, digits, “.”, “_” and “-”' },
    ])
  if (rename !== undefined && rename !== schemaName && ownSchema(contract, rename) !== undefined)
    throw new DomainError('already_exists', `A schema “${rename}” exists.`)
  const next = schema === undefined ? contract : { ...contract, schemas: { ...contract.schemas, [schemaName]: schema } }
  if (schema !== undefined) {
    const errors = schemaProblems(schema, next.schemas, '/schema')
    if (errors.length > 0) throw refused(errors)
  }
  return rename === undefined || rename === schemaName ? next : renameSchema(next, schemaName, rename)
}

function refused(errors: ProblemError[]): DomainError {
  const [first] = errors
  return new DomainError('invalid_input', first && `${first.pointer}: expected ${first.expected}.`, { errors })
}

function ownSchema({ schemas }: ApiDescription, name: string): JsonSchema | undefined {
  return Object.hasOwn(schemas, name) ? schemas[name] : undefined
}

/** Removes a shared schema that nothing refers to; otherwise says who does. */
export const removeSchema = verb({
  name: 'schema.remove',
  allowed: { permission: 'api.edit' },
  read: 'api.read',
  input: removeEndpoint.params,
  scope: versionPathScope,
  run: async ({ tx, input, ifMatch }) => {
    const version = await requireVersion(tx, input)
    const name = input.schemaName
    let before: JsonSchema | undefined
    const etag = await editWorkingCopy(tx, version.id, ifMatch, ({ content }) => {
      before = ownSchema(content.contract, name)
      if (before === undefined) throw notFound()
      const users = (usersOfSchemas(content.contract).get(name) ?? []).filter((user) => user !== `Schema \`${name}\``)
      if (users.length > 0) {
        const more = users.length > 5 ? ` and ${users.length - 5} more` : ''
        throw new DomainError(
          'not_possible',
          `It is used by ${users.slice(0, 5).join(', ')}${more}. Change those first.`,
        )
      }
      const { [name]: _gone, ...schemas } = content.contract.schemas
      return { content: { ...content, contract: { ...content.contract, schemas } }, touched: [touchedSchema(name)] }
    })
    return { answer: { name, etag }, version, before }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'version', id: result.version.id },
    apiId: result.version.apiId,
    teamId: result.version.api.teamId,
    before: { name: input.schemaName, schema: (result.before ?? null) as Json },
  }),
  answer: ({ answer }) => answer,
})
