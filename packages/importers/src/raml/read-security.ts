import type { ApiDescription, OperationDescription } from '@gatehouse/contracts/api-description'
import type { JsonObject } from '@gatehouse/contracts/json'
import type { RamlContext } from './raml-context.ts'
import type { Declared } from './raml-declarations.ts'
import { asMap, entriesOf, isNull, isUnsafeName, listOf, memberOf, type RamlMap, textOf } from './raml-node.ts'

type Scheme = ApiDescription['securitySchemes'][string]
export type Security = OperationDescription['security']

const reason = "shown only; who may call is decided by Gatehouse's own credentials and access rules"

/** Security schemes by the name that requirements use; those of libraries where an operation names them. */
export class RamlSecurity {
  readonly schemes: Record<string, Scheme> = {}
  readonly #ctx: RamlContext
  readonly #known = new Map<Declared, Scheme | undefined>()

  constructor(ctx: RamlContext) {
    this.#ctx = ctx
    for (const declared of ctx.declarations.all) {
      if (declared.kind !== 'securitySchemes') continue
      const scheme = this.#read(declared)
      if (scheme && declared.entry.value.file === ctx.files.root) this.schemes[declared.name] = scheme
    }
  }

  /** `securedBy` of a map; undefined when it does not stand there. `null` in it: anonymous is one choice. */
  required(map: RamlMap): Security | undefined {
    const entry = map.entries.get('securedBy')
    if (entry === undefined) return undefined
    this.#ctx.show(entry, 'Security requirement', reason)
    const items = entry.value.kind === 'list' ? entry.value.items : [entry.value]
    return items.flatMap((item): Security => {
      if (isNull(item)) return [{}]
      const [named] = entriesOf(item)
      const name = textOf(item) ?? named?.key
      if (name === undefined) return []
      const declared = this.#ctx.declarations.find('securitySchemes', name, item.scopes)
      if (declared === undefined) {
        const fix = 'Declare it under `securitySchemes`, or correct its name.'
        this.#ctx.issue(
          'raml.unknown-security-scheme',
          `There is no security scheme \`${name.slice(0, 100)}\`.`,
          entry,
          item,
          fix,
        )
        return []
      }
      const scheme = this.#read(declared)
      if (scheme === undefined) return []
      this.schemes[name] = scheme
      const scopes = listOf(memberOf(named?.value, 'scopes'))
      return [{ [name]: scopes.map(textOf).filter((text) => text !== undefined) }]
    })
  }

  #read(declared: Declared): Scheme | undefined {
    if (this.#known.has(declared)) return this.#known.get(declared)
    const { entry, name } = declared
    const map = asMap(entry.value)
    const scheme = map && !isUnsafeName(name) ? schemeOf(map) : undefined
    this.#known.set(declared, scheme)
    if (scheme) {
      this.#ctx.show(entry, `Security scheme \`${name}\``, reason)
      if (map)
        for (const member of entriesOf(map))
          if (member.key.startsWith('(')) this.#ctx.rest(map, schemeKeys, 'of a security scheme')
    } else this.#ctx.drop(entry, `Security scheme \`${name}\``, 'OpenAPI has no scheme of this type')
    return scheme
  }
}

const schemeKeys = new Set(['type', 'displayName', 'description', 'describedBy', 'settings'])

function schemeOf(map: RamlMap): Scheme | undefined {
  const type = textOf(memberOf(map, 'type')) ?? ''
  const text = textOf(memberOf(map, 'description'))
  const description = text === undefined ? {} : { description: text }
  switch (type) {
    case 'OAuth 2.0':
      return { type: 'oauth2', flows: flowsOf(memberOf(map, 'settings')), ...description }
    case 'OAuth 1.0':
      return { type: 'http', scheme: 'OAuth', ...description }
    case 'Basic Authentication':
      return { type: 'http', scheme: 'basic', ...description }
    case 'Digest Authentication':
      return { type: 'http', scheme: 'digest', ...description }
  }
  // `Pass Through` and `x-…`: what is sent stands in `describedBy`.
  const described = memberOf(map, 'describedBy')
  const header = entriesOf(memberOf(described, 'headers'))[0]?.key
  const query = entriesOf(memberOf(described, 'queryParameters'))[0]?.key
  const name = (header ?? query)?.replace(/\?$/, '')
  if (name === undefined) return undefined
  return { type: 'apiKey', in: header === undefined ? 'query' : 'header', name, ...description }
}

/** Grants by their names in RAML 1.0 and 0.8. */
const flowNames: ReadonlyMap<string, string> = new Map([
  ['authorization_code', 'authorizationCode'],
  ['code', 'authorizationCode'],
  ['implicit', 'implicit'],
  ['token', 'implicit'],
  ['password', 'password'],
  ['owner', 'password'],
  ['client_credentials', 'clientCredentials'],
  ['credentials', 'clientCredentials'],
])

function flowsOf(settings: RamlMap | undefined | ReturnType<typeof memberOf>): JsonObject {
  const authorizationUrl = textOf(memberOf(settings, 'authorizationUri'))
  const tokenUrl = textOf(memberOf(settings, 'accessTokenUri'))
  const scopes: JsonObject = {}
  for (const item of listOf(memberOf(settings, 'scopes'))) {
    const scope = textOf(item)
    if (scope !== undefined && !isUnsafeName(scope)) scopes[scope] = ''
  }
  const flows: JsonObject = {}
  for (const item of listOf(memberOf(settings, 'authorizationGrants'))) {
    const name = flowNames.get(textOf(item) ?? '')
    if (name === undefined) continue
    const authorizes = name === 'authorizationCode' || name === 'implicit'
    flows[name] = {
      ...(authorizes && authorizationUrl !== undefined && { authorizationUrl }),
      ...(name !== 'implicit' && tokenUrl !== undefined && { tokenUrl }),
      scopes,
    }
  }
  return flows
}
