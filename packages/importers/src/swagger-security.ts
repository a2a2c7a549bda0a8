import type { ApiDescription } from '@gatehouse/contracts/api-description'
import type { JsonObject } from '@gatehouse/contracts/json'
import { type ImportContext, shown } from './import-context.ts'
import { securityReason } from './read-security.ts'
import { resolved } from './resolve-reference.ts'
import { isObject, member } from './source-tree.ts'

type Scheme = ApiDescription['securitySchemes'][string]

/** The four flows of OpenAPI 2.0 by their names since 3.0. */
const flowNames: Record<string, string> = {
  implicit: 'implicit',
  password: 'password',
  application: 'clientCredentials',
  accessCode: 'authorizationCode',
}

export function readSecurityDefinitions(ctx: ImportContext): Record<string, Scheme> {
  const definitions = ctx.object(ctx.root, 'securityDefinitions', shown('Security schemes', securityReason))
  const out: Record<string, Scheme> = {}
  for (const [name, value] of Object.entries(definitions ?? {})) {
    if (definitions === undefined || name.startsWith('x-')) continue
    const source = resolved(ctx, value, { fate: 'documented', reason: securityReason }, 'security scheme')
    const scheme = source && readScheme(ctx, source, name)
    if (scheme) {
      ctx.document(definitions, name, `Security scheme \`${name}\``, securityReason)
      out[name] = scheme
    } else
      ctx.drop(
        definitions,
        name,
        `Security scheme \`${name}\``,
        'not a security scheme that OpenAPI 2.0 knows, or without its required keys',
      )
  }
  return out
}

function readScheme(ctx: ImportContext, source: JsonObject, name: string): Scheme | undefined {
  const claim = (key: string) => shown(`\`${key}\` of security scheme \`${name}\``, securityReason)
  const text = (key: string) => ctx.text(source, key, claim(key))
  const described = () => {
    const description = text('description')
    return description === undefined ? {} : { description }
  }
  switch (member(source, 'type')) {
    case 'basic':
      text('type')
      return { type: 'http', scheme: 'basic', ...described() }
    case 'apiKey': {
      const place = member(source, 'in')
      const key = member(source, 'name')
      if ((place !== 'query' && place !== 'header') || typeof key !== 'string') return undefined
      text('type')
      text('in')
      text('name')
      return { type: 'apiKey', in: place, name: key, ...described() }
    }
    case 'oauth2': {
      const flow = flowNames[String(member(source, 'flow'))]
      if (flow === undefined) return undefined
      text('type')
      text('flow')
      const [authorizationUrl, tokenUrl] = [text('authorizationUrl'), text('tokenUrl')]
      const scopes = member(source, 'scopes')
      ctx.document(source, 'scopes', `Scopes of \`${name}\``, securityReason, true)
      const flows = {
        [flow]: {
          ...(authorizationUrl !== undefined && { authorizationUrl }),
          ...(tokenUrl !== undefined && { tokenUrl }),
          scopes: isObject(scopes) ? scopes : {},
        },
      }
      return { type: 'oauth2', flows, ...described() }
    }
    default:
      return undefined
  }
}
