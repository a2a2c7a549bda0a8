import {
  type ApiDescription,
  httpMethod,
  type OperationDescription,
  operationKey,
  type ParameterDescription,
} from '@gatehouse/contracts/api-description'
import { bodyUse, responseUse } from '../content-uses.ts'
import { enforced } from '../import-context.ts'
import { normalisedTemplate, parameterKey, templateParameters } from '../path-template.ts'
import { TemplateApplication } from './apply-templates.ts'
import { isAnnotation, shownReason } from './raml-context.ts'
import { asMap, type RamlEntry, type RamlMap, textOf, toJson } from './raml-node.ts'
import { type BodyReader, readBodies } from './read-bodies.ts'
import { readParameters, readQueryString, readResponseHeaders } from './read-parameters.ts'
import type { RamlSecurity, Security } from './read-security.ts'
import type { TypeTranslator } from './translate-type.ts'

interface Above {
  path: string
  parameters: ParameterDescription[]
  tag: string | undefined
}

const methodNames = new Set(['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace'])
const resourceKeys = new Set([
  'displayName',
  'description',
  'uriParameters',
  'baseUriParameters',
  'type',
  'is',
  'securedBy',
])
const methodKeys = new Set([
  'displayName',
  'description',
  'queryParameters',
  'queryString',
  'headers',
  'responses',
  'body',
  'protocols',
  'is',
  'securedBy',
  'baseUriParameters',
  '(deprecated)',
])
const serverReason = 'shown only; where requests go is set per stage'

/** Reads the tree of resources into operations. */
export class ResourceReader {
  readonly operations: OperationDescription[] = []
  readonly tags: ApiDescription['tags'] = []
  readonly #types: TypeTranslator
  readonly #security: RamlSecurity
  readonly #defaults: { mediaTypes: string[]; security: Security }
  readonly #templates: TemplateApplication
  readonly #known = new Map<string, string>()

  constructor(types: TypeTranslator, security: RamlSecurity, defaults: { mediaTypes: string[]; security: Security }) {
    this.#types = types
    this.#security = security
    this.#defaults = defaults
    this.#templates = new TemplateApplication(types.ctx)
  }

  readRoot(root: RamlMap): void {
    for (const entry of root.entries.values())
      if (entry.key.startsWith('/')) this.#resource(entry, { path: '', parameters: [], tag: undefined })
    this.#templates.dropUnused()
  }

  #resource(entry: RamlEntry, above: Above): void {
    const { ctx } = this.#types
    const path = `${above.path}${entry.key}`
    const own = asMap(entry.value)
    if (own === undefined) {
      ctx.drop(entry, `Resource \`${entry.key}\``, 'must be an object')
      return
    }
    if (/[?#]/.test(entry.key) || /[{}]/.test(path.replace(/\{[^{}]+\}/g, ''))) {
      ctx.drop(
        entry,
        `Resource \`${entry.key}\``,
        'a path has no query, and braces come in pairs around a name; its operations are left out',
      )
      return
    }
    ctx.use(entry, enforced, 'Resource')
    const resource = this.#templates.resource(own, path)
    const parameters = this.#pathParameters(resource, path, above)
    const here: Above = { path, parameters, tag: this.#tag(resource, above) }
    const security = this.#security.required(resource) ?? this.#defaults.security
    const described = ctx.text(resource, 'description', 'Description of a resource')
    ctx.text(resource, 'displayName', 'Name of a resource', 'operations are grouped by it')
    const base = resource.entries.get('baseUriParameters')
    if (base) ctx.show(base, 'Parameters of the base address', serverReason)
    ctx.rest(resource, new Set([...resource.entries.keys()].filter((key) => isResourceKey(key))), 'of a resource')
    for (const member of resource.entries.values()) {
      if (methodNames.has(member.key.toLowerCase())) this.#method(member, resource, here, security, described)
      else if (member.key.startsWith('/')) this.#resource(member, here)
    }
  }

  /** Resources that carry a name of their own group their operations, and those below them. */
  #tag(resource: RamlMap, above: Above): string | undefined {
    const entry = resource.entries.get('displayName')
    const name = entry && textOf(this.#types.ctx.plainValue(entry))
    if (name === undefined || name === '') return above.tag
    if (!this.tags.some((tag) => tag.name === name)) {
      const about = resource.entries.get('description')
      const description = about && textOf(this.#types.ctx.plainValue(about))
      this.tags.push({ name, ...(description !== undefined && { description }) })
    }
    return name
  }

  #pathParameters(resource: RamlMap, path: string, above: Above): ParameterDescription[] {
    const { ctx } = this.#types
    const names = templateParameters(path)
    const declared = asMap(resource.entries.get('uriParameters')?.value)
    for (const entry of declared?.entries.values() ?? [])
      if (!names.includes(entry.key) && !names.includes(entry.key.replace(/\?$/, '')))
        ctx.drop(entry, `Path parameter \`${entry.key}\``, 'stands in no part of the path')
    const filtered = declared && {
      ...declared,
      entries: new Map(
        [...declared.entries].filter(([key]) => names.includes(key) || names.includes(key.replace(/\?$/, ''))),
      ),
    }
    const holder = resource.entries.get('uriParameters')
    const read = holder
      ? readParameters(
          this.#types,
          { ...resource, entries: new Map([['uriParameters', { ...holder, value: filtered ?? holder.value }]]) },
          'uriParameters',
          'path',
        )
      : []
    const found = new Map([...above.parameters, ...read].map((parameter) => [parameter.name, parameter]))
    return [...new Set(names)].map(
      (name): ParameterDescription =>
        found.get(name) ?? {
          in: 'path',
          name,
          required: true,
          style: 'simple',
          explode: false,
          schema: { type: 'string' },
        },
    )
  }

  #method(entry: RamlEntry, resource: RamlMap, here: Above, inherited: Security, about: string | undefined): void {
    const types = this.#types
    const { ctx } = types
    const taken = this.#takenBy(entry, here.path)
    if (taken !== undefined) {
      ctx.drop(entry, `Method \`${entry.key}\``, `takes the same requests as \`${taken}\`; the first one counts`)
      return
    }
    const method = this.#templates.method(entry.value, resource, entry.key.toLowerCase(), here.path)
    if (method === undefined) {
      ctx.drop(entry, `Method \`${entry.key}\``, 'must be an object')
      return
    }
    ctx.use(entry, enforced, 'Operation')
    const summary = ctx.text(method, 'displayName', 'Name of an operation')
    const description = ctx.text(method, 'description', 'Description of an operation') ?? about
    for (const key of ['protocols', 'baseUriParameters']) {
      const member = method.entries.get(key)
      if (member) ctx.show(member, `\`${key}\` of an operation`, serverReason)
    }
    const deprecated = method.entries.get('(deprecated)')
    if (deprecated) ctx.show(deprecated, 'Annotation `(deprecated)`', shownReason)
    ctx.rest(method, methodKeys, 'of a method')
    const parameters = [
      ...here.parameters,
      ...readParameters(types, method, 'queryParameters', 'query'),
      ...readQueryString(types, method),
      ...readParameters(types, method, 'headers', 'header'),
    ]
    const requestBody = this.#requestBody(method)
    const operation: OperationDescription = {
      method: httpMethod.parse(entry.key.toUpperCase()),
      path: here.path,
      ...(summary !== undefined && { summary }),
      ...(description !== undefined && { description }),
      tags: here.tag === undefined ? [] : [here.tag],
      deprecated: deprecated !== undefined && toJson(deprecated.value) !== false,
      parameters: [...new Map(parameters.reverse().map((one) => [parameterKey(one), one])).values()].reverse(),
      ...(requestBody && { requestBody }),
      responses: this.#responses(method),
      security: this.#security.required(method) ?? inherited,
    }
    this.#add(operation, entry)
  }

  #requestBody(method: RamlMap): OperationDescription['requestBody'] {
    const content = readBodies(this.#bodies(bodyUse), method)
    if (content === undefined || Object.keys(content).length === 0) return undefined
    return { required: Object.values(content).some(demandsBody), content }
  }

  #responses(method: RamlMap): OperationDescription['responses'] {
    const { ctx } = this.#types
    const holder = method.entries.get('responses')
    const out: OperationDescription['responses'] = {}
    const map = asMap(holder?.value)
    if (holder === undefined || map === undefined) return out
    ctx.use(holder, responseUse, 'Responses')
    for (const entry of map.entries.values()) {
      const response = asMap(entry.value)
      if (!/^[1-5]\d\d$/.test(entry.key) || response === undefined) {
        if (isAnnotation(entry.key))
          ctx.rest(map, new Set([...map.entries.keys()].filter((key) => !isAnnotation(key))), '')
        else ctx.drop(entry, `Response \`${entry.key}\``, 'must be a status code with an object')
        continue
      }
      ctx.use(entry, responseUse, 'Response')
      const description = ctx.text(response, 'description', 'Description of a response')
      const headers = readResponseHeaders(this.#types, response, responseUse)
      const content = readBodies(
        this.#bodies(() => responseUse),
        response,
      )
      ctx.rest(response, new Set(['description', 'headers', 'body']), 'of a response')
      out[entry.key] = { description: description ?? '', ...(headers && { headers }), ...(content && { content }) }
    }
    return out
  }

  #bodies(useOf: BodyReader['useOf']): BodyReader {
    return { types: this.#types, defaults: this.#defaults.mediaTypes, useOf }
  }

  /** The earlier operation that takes the requests of this one. */
  #takenBy(entry: RamlEntry, path: string): string | undefined {
    const method = entry.key.toUpperCase()
    const key = `${method} ${normalisedTemplate(path)}`
    const earlier = this.#known.get(key)
    if (earlier === undefined) this.#known.set(key, operationKey({ method, path }))
    return earlier
  }

  #add(operation: OperationDescription, entry: RamlEntry): void {
    const { ctx } = this.#types
    this.operations.push(operation)
    if (this.operations.length === ctx.limits.maxOperations + 1)
      ctx.issue(
        'limits.operations',
        `The description has more than ${ctx.limits.maxOperations} operations.`,
        entry,
        entry.value,
        'Split it into several APIs.',
      )
  }
}

/** RAML has no word for an optional body: one whose type demands something must be sent. */
function demandsBody({ schema }: { schema?: unknown }): boolean {
  if (typeof schema !== 'object' || schema === null) return false
  if ('$ref' in schema || 'anyOf' in schema || 'allOf' in schema) return true
  if ('required' in schema) return true
  return 'type' in schema && schema.type !== 'object'
}

function isResourceKey(key: string): boolean {
  return resourceKeys.has(key) || key.startsWith('/') || methodNames.has(key.toLowerCase())
}
