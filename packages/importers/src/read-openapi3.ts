import { type ApiDescription, httpMethods } from '@gatehouse/contracts/api-description'
import { breakSchemaLoops } from './break-schema-loops.ts'
import { type ImportContext, shown } from './import-context.ts'
import type { ImportLimits } from './limits.ts'
import type { OperationDialect } from './operation-dialect.ts'
import { readRequestBody, readResponses } from './read-content.ts'
import { dropKnown, readExternalDocs, readInfo, readServers, readTags } from './read-info.ts'
import { readParameters } from './read-parameters.ts'
import { readPaths } from './read-paths.ts'
import { readSecuritySchemes } from './read-security.ts'
import { peek } from './resolve-reference.ts'
import { isObject, member } from './source-tree.ts'
import { SchemaTranslator } from './translate-schema.ts'

/** A description of OpenAPI 3.0, 3.1 or 3.2. */
export function readOpenApi3(ctx: ImportContext, limits: ImportLimits): ApiDescription {
  const { root } = ctx
  ctx.text(root, 'openapi', shown('Version of OpenAPI', 'tells how to read the file'))
  const info = readInfo(ctx)
  const servers = readServers(ctx)
  const tags = readTags(ctx)
  const externalDocs = readExternalDocs(ctx, root, 'the API')
  const securitySchemes = readSecuritySchemes(ctx)
  const schemas = new SchemaTranslator(ctx)
  const operations = readPaths(ctx, openApi3(ctx, schemas), limits.maxOperations)
  const shared = schemas.shared()
  breakSchemaLoops(ctx, shared, schemas.origins)
  dropKnown(
    ctx,
    root,
    {
      webhooks: 'your backend sends them; they do not pass the gateway',
      jsonSchemaDialect: 'all schemas are read as JSON Schema 2020-12',
      ...(ctx.version !== '3.2' && { $self: 'read from OpenAPI 3.2 on' }),
    },
    'the description',
  )
  if (ctx.version === '3.2') ctx.text(root, '$self', selfClaim)
  dropUnusedComponents(ctx)
  return { ...info, ...(externalDocs && { externalDocs }), servers, tags, securitySchemes, operations, schemas: shared }
}

const selfClaim = {
  fate: 'dropped',
  construct: 'Address of the description (`$self`)',
  reason: 'references to it are resolved at the import',
} as const

const operationDrops = {
  callbacks: 'your backend sends them to addresses of its own; they do not pass the gateway',
  servers: 'where requests go is set per stage, for the whole API',
}
const pathDrops = {
  servers: 'where requests go is set per stage, for the whole API',
  additionalOperations: 'read from OpenAPI 3.2 on',
}

function openApi3(ctx: ImportContext, schemas: SchemaTranslator): OperationDialect {
  return {
    methods: httpMethods,
    parameters: (holder, path, origins) => readParameters(ctx, schemas, holder, path, origins),
    requestBody: (operation) => readRequestBody(ctx, schemas, operation),
    responses: (operation) => readResponses(ctx, schemas, operation),
    operationDrops,
    pathDrops,
  }
}

/** Components are read where they are used; what nothing uses is dropped with that reason. */
function dropUnusedComponents(ctx: ImportContext): void {
  const components = peek(ctx, member(ctx.root, 'components'))
  if (!isObject(components)) return
  const groups = [
    'responses',
    'parameters',
    'examples',
    'requestBodies',
    'headers',
    'links',
    'callbacks',
    'pathItems',
    'mediaTypes',
  ]
  for (const group of groups) {
    const members = peek(ctx, member(components, group))
    if (!isObject(members)) continue
    const reason = group === 'links' || group === 'callbacks' ? `${group} are not shown` : 'no operation uses it'
    for (const name of Object.keys(members)) ctx.drop(members, name, `Component \`${name}\` in \`${group}\``, reason)
    ctx.document(components, group, 'Components', 'shared parts of the description')
  }
  ctx.document(ctx.root, 'components', 'Components', 'shared parts of the description')
}
