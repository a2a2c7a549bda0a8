import { type ApiDescription, httpMethods } from '@gatehouse/contracts/api-description'
import type { JsonObject } from '@gatehouse/contracts/json'
import { breakSchemaLoops } from './break-schema-loops.ts'
import { type ImportContext, shown } from './import-context.ts'
import type { ImportLimits } from './limits.ts'
import type { OperationDialect } from './operation-dialect.ts'
import { dropKnown, readExternalDocs, readInfo, readTags, texts } from './read-info.ts'
import { readPaths } from './read-paths.ts'
import { peek } from './resolve-reference.ts'
import { isObject, member } from './source-tree.ts'
import { SwaggerBodies } from './swagger-bodies.ts'
import { readSwaggerParameters } from './swagger-parameters.ts'
import { readSwaggerResponses } from './swagger-responses.ts'
import { readSecurityDefinitions } from './swagger-security.ts'
import { SchemaTranslator } from './translate-schema.ts'

const methods = httpMethods.filter((method) => method !== 'TRACE' && method !== 'QUERY')
const perStage = 'where requests go is set per stage, for the whole API'

/** A description of OpenAPI 2.0 (Swagger), read by its own structure, so that each line of the report is a line of the source. */
export function readSwagger(ctx: ImportContext, limits: ImportLimits): ApiDescription {
  const { root } = ctx
  ctx.text(root, 'swagger', shown('Version of OpenAPI', 'tells how to read the file'))
  const info = readInfo(ctx)
  const servers = readHost(ctx)
  const tags = readTags(ctx)
  const externalDocs = readExternalDocs(ctx, root, 'the API')
  const securitySchemes = readSecurityDefinitions(ctx)
  const schemas = new SchemaTranslator(ctx)
  const bodies = new SwaggerBodies(ctx, schemas)
  const dialect: OperationDialect = {
    methods,
    parameters: (holder, path, origins) => readSwaggerParameters(ctx, schemas, holder, path, origins),
    requestBody: (operation, item) => bodies.read(operation, item),
    responses: (operation) => readSwaggerResponses(ctx, schemas, operation),
    operationDrops: {
      schemes: perStage,
      consumes: 'the operation has no body',
      produces: 'no response of the operation has a body',
    },
    pathDrops: {},
  }
  const operations = readPaths(ctx, dialect, limits.maxOperations)
  bodies.leaveOutUnused()
  const shared = schemas.shared()
  breakSchemaLoops(ctx, shared, schemas.origins)
  dropKnown(
    ctx,
    root,
    {
      consumes: 'each operation with a body says its own media types',
      produces: 'each operation says the media types of its responses',
    },
    'the description',
  )
  dropUnused(ctx)
  return { ...info, ...(externalDocs && { externalDocs }), servers, tags, securitySchemes, operations, schemas: shared }
}

function dropUnused(ctx: ImportContext): void {
  for (const group of ['parameters', 'responses']) {
    const members = peek(ctx, member(ctx.root, group))
    if (!isObject(members)) continue
    for (const name of Object.keys(members))
      ctx.drop(members, name, `Component \`${name}\` in \`${group}\``, 'no operation uses it')
    ctx.document(ctx.root, group, 'Components', 'shared parts of the description')
  }
  ctx.document(ctx.root, 'definitions', 'Components', 'shared parts of the description')
}

/** `schemes`, `host` and `basePath` as addresses. */
function readHost(ctx: ImportContext): ApiDescription['servers'] {
  const reason = 'shown only; where requests go is set per stage'
  const { root } = ctx
  const host = ctx.text(root, 'host', shown('Host', reason))
  const basePath = ctx.text(root, 'basePath', shown('Base path', reason))
  const schemes = texts(ctx.list(root, 'schemes', shown('Schemes', reason)) ?? [])
  if (host === undefined) {
    dropWhenShownNowhere(ctx, root)
    return basePath === undefined || basePath === '' || basePath === '/' ? [] : [{ url: basePath }]
  }
  const path = basePath === undefined || basePath === '/' ? '' : basePath.replace(/^(?!\/|$)/, '/')
  const known = schemes.filter((scheme) => /^(https?|wss?)$/.test(scheme))
  // Without schemes the one of the address the file was read from is meant, which an upload does not have.
  return (known.length === 0 ? ['https'] : known).map((scheme) => ({ url: `${scheme}://${host}${path}` }))
}

function dropWhenShownNowhere(ctx: ImportContext, root: JsonObject): void {
  if (member(root, 'schemes') === undefined) return
  ctx.fates.override(root, 'schemes', {
    fate: 'dropped',
    construct: 'Schemes',
    reason: 'without `host` there is no address to show',
  })
}
