import type { ApiDescription, OperationDescription } from '@gatehouse/contracts/api-description'
import type { JsonObject } from '@gatehouse/contracts/json'
import { type ImportContext, shown } from './import-context.ts'
import { texts } from './read-info.ts'
import { resolved } from './resolve-reference.ts'
import { isObject, member } from './source-tree.ts'

type Scheme = ApiDescription['securitySchemes'][string]

export const securityReason = "shown only; who may call is decided by Gatehouse's own credentials and access rules"

export function readSecuritySchemes(ctx: ImportContext): Record<string, Scheme> {
  const components = member(ctx.root, 'components')
  if (!isObject(components)) return {}
  const schemes = ctx.object(components, 'securitySchemes', shown('Security schemes', securityReason))
  if (schemes === undefined) return {}
  ctx.document(ctx.root, 'components', 'Components', 'shared parts of the description')
  const out: Record<string, Scheme> = {}
  for (const [name, value] of Object.entries(schemes)) {
    const source = resolved(ctx, value, { fate: 'documented', reason: securityReason }, 'security scheme')
    const scheme = source && readScheme(ctx, source, name)
    if (scheme && ctx.version === '3.2') drop32(ctx, source, name)
    if (scheme) {
      ctx.document(schemes, name, `Security scheme \`${name}\``, securityReason)
      out[name] = scheme
    } else
      ctx.drop(
        schemes,
        name,
        `Security scheme \`${name}\``,
        'not a security scheme that OpenAPI knows, or without its required keys',
      )
  }
  return out
}

function drop32(ctx: ImportContext, source: JsonObject, name: string): void {
  const title = `security scheme \`${name}\``
  const reasons = {
    deprecated: 'security schemes are shown with type and description',
    oauth2MetadataUrl:
      "tokens come from Gatehouse's own OAuth server or an identity provider, which say their metadata",
  }
  for (const [key, why] of Object.entries(reasons))
    if (member(source, key) !== undefined) ctx.drop(source, key, `\`${key}\` of ${title}`, why)
}

function readScheme(ctx: ImportContext, source: JsonObject, name: string): Scheme | undefined {
  const text = (key: string) =>
    ctx.text(source, key, shown(`\`${key}\` of security scheme \`${name}\``, securityReason))
  const described = () => {
    const description = text('description')
    return description === undefined ? {} : { description }
  }
  switch (member(source, 'type')) {
    case 'apiKey': {
      const place = member(source, 'in')
      const key = member(source, 'name')
      if ((place !== 'query' && place !== 'header' && place !== 'cookie') || typeof key !== 'string') return undefined
      text('type')
      text('in')
      text('name')
      return { type: 'apiKey', in: place, name: key, ...described() }
    }
    case 'http': {
      const scheme = member(source, 'scheme')
      if (typeof scheme !== 'string') return undefined
      text('type')
      text('scheme')
      const bearerFormat = text('bearerFormat')
      return { type: 'http', scheme, ...(bearerFormat !== undefined && { bearerFormat }), ...described() }
    }
    case 'oauth2': {
      const flows = member(source, 'flows')
      if (!isObject(flows)) return undefined
      text('type')
      ctx.document(source, 'flows', `OAuth flows of \`${name}\``, securityReason, true)
      return { type: 'oauth2', flows, ...described() }
    }
    case 'openIdConnect': {
      const url = member(source, 'openIdConnectUrl')
      if (typeof url !== 'string') return undefined
      text('type')
      text('openIdConnectUrl')
      return { type: 'openIdConnect', openIdConnectUrl: url, ...described() }
    }
    case 'mutualTLS':
      text('type')
      return { type: 'mutualTLS', ...described() }
    default:
      return undefined
  }
}

/** `security` of the document or of one operation; undefined when it is not there (an operation then inherits). */
export function readSecurity(ctx: ImportContext, holder: JsonObject): OperationDescription['security'] | undefined {
  const list = ctx.list(holder, 'security', shown('Security requirements', securityReason))
  return list?.filter(isObject).map((requirement) =>
    Object.fromEntries(
      Object.entries(requirement).map(([name, scopes]) => {
        ctx.document(requirement, name, `Security requirement \`${name}\``, securityReason)
        return [name, Array.isArray(scopes) ? texts(scopes) : []]
      }),
    ),
  )
}
