import { type ApiDescription, type OperationDescription, operationKey } from '@gatehouse/contracts/api-description'
import type { OperationDefinition } from '@gatehouse/contracts/endpoints/contract-editing'
import type { ProblemError } from '@gatehouse/contracts/problems'
import { normalisedTemplate, parameterKey, templateParameters } from '@gatehouse/importers/path-template'
import { parseTemplate } from '@gatehouse/policies/routing/template'
import { pointerToken } from './changes/change-list.ts'
import { schemaProblems } from './check-schema.ts'
import { normalSchema } from './normal-schema.ts'

/** The definition as contracts have it: what is left out of parameters follows from their place (OpenAPI 3.1, Parameter Object). */
export function toDescription(definition: OperationDefinition): OperationDescription {
  const parameters = definition.parameters.map((parameter) => {
    const style = parameter.style ?? (parameter.in === 'query' || parameter.in === 'cookie' ? 'form' : 'simple')
    return {
      ...parameter,
      required: parameter.required ?? parameter.in === 'path',
      style,
      explode: parameter.explode ?? style === 'form',
    }
  })
  const { requestBody } = definition
  return {
    ...definition,
    parameters: parameters.map((parameter) => ({
      ...parameter,
      ...(parameter.schema === undefined ? {} : { schema: normalSchema(parameter.schema) }),
      ...(parameter.content === undefined ? {} : { content: normalContent(parameter.content) }),
    })),
    ...(requestBody && { requestBody: { ...requestBody, content: normalContent(requestBody.content) } }),
    responses: Object.fromEntries(
      Object.entries(definition.responses).map(([status, response]) => [
        status,
        response.content === undefined ? response : { ...response, content: normalContent(response.content) },
      ]),
    ),
  }
}

function normalContent(content: Content): Content {
  return Object.fromEntries(
    Object.entries(content).map(([type, media]) => [
      type,
      media.schema === undefined ? media : { ...media, schema: normalSchema(media.schema) },
    ]),
  )
}

const styles = {
  path: ['matrix', 'label', 'simple'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form'],
} as const

/**
 * What is wrong with an operation of the contract, each with its place below `/definition`. `others` are the operations that it stands
 * beside.
 */
export function definitionProblems(
  operation: OperationDescription,
  others: readonly OperationDescription[],
  contract: ApiDescription,
): ProblemError[] {
  const errors: ProblemError[] = []
  const add = (pointer: string, rule: string, expected: string) =>
    errors.push({ in: 'body', pointer: `/definition${pointer}`, rule, expected })
  checkPath(operation, others, add)
  checkParameters(operation, add)
  if (operation.operationId !== undefined) {
    const twin = others.find(({ operationId }) => operationId === operation.operationId)
    if (twin) add('/operationId', 'operation-id.taken', `another id: ${operationKey(twin)} has it`)
    if (operation.operationId.trim() === '') add('/operationId', 'operation-id.empty', 'an id, or none')
  }
  for (const status of Object.keys(operation.responses)) {
    if (!/^(?:[1-5](?:\d\d|XX)|default)$/.test(status))
      add(`/responses/${pointerToken(status)}`, 'response.status', 'a status as 200, 4XX or default')
  }
  for (const [index, requirement] of operation.security.entries()) {
    for (const name of Object.keys(requirement)) {
      if (!Object.hasOwn(contract.securitySchemes, name))
        add(`/security/${index}/${pointerToken(name)}`, 'security.scheme', 'a security scheme of the contract')
    }
  }
  for (const { media, at } of contentsOf(operation)) {
    if (!/^[\w!#$&^.+*-]+\/[\w!#$&^.+*-]+(?:\s*;.*)?$/.test(media))
      add(at, 'media-type', 'a media type as application/json')
  }
  for (const { schema, at } of schemasOf(operation)) errors.push(...schemaProblems(schema, contract.schemas, at))
  return errors.slice(0, 50)
}

type Add = (pointer: string, rule: string, expected: string) => void

function checkPath(operation: OperationDescription, others: readonly OperationDescription[], add: Add): void {
  const { path, method } = operation
  try {
    parseTemplate(path)
  } catch (error) {
    add('/path', 'path.template', error instanceof Error ? error.message : 'a path template')
    return
  }
  if (!/^[\x21-\x7e]+$/.test(path) || /[?#\\]/.test(path)) {
    add('/path', 'path.template', 'a path of visible ASCII characters without query and fragment')
    return
  }
  const shape = normalisedTemplate(path)
  const twin = others.find((other) => other.method === method && normalisedTemplate(other.path) === shape)
  if (twin) add('/path', 'path.ambiguous', `another path or method: ${operationKey(twin)} takes the same requests`)
  const names = templateParameters(path)
  for (const name of names) {
    if (!operation.parameters.some((parameter) => parameter.in === 'path' && parameter.name === name))
      add('/parameters', 'path.parameter-missing', `a path parameter “${name}”, which the path names`)
  }
  for (const [index, parameter] of operation.parameters.entries()) {
    if (parameter.in === 'path' && !names.includes(parameter.name))
      add(
        `/parameters/${index}/name`,
        'path.parameter-unknown',
        `a name in braces in the path, such as {${parameter.name}}`,
      )
  }
}

function checkParameters({ parameters }: OperationDescription, add: Add): void {
  const seen = new Set<string>()
  for (const [index, parameter] of parameters.entries()) {
    const at = `/parameters/${index}`
    const key = parameterKey(parameter)
    if (seen.has(key)) add(`${at}/name`, 'parameter.twice', 'one parameter of a name and place')
    seen.add(key)
    if (parameter.in === 'path' && !parameter.required)
      add(`${at}/required`, 'parameter.required', 'true: a path parameter is always there')
    if (!(styles[parameter.in] as readonly string[]).includes(parameter.style))
      add(`${at}/style`, 'parameter.style', `one of ${styles[parameter.in].join(', ')} in ${parameter.in}`)
    if (parameter.in === 'header' && !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(parameter.name))
      add(`${at}/name`, 'parameter.name', 'a header name')
    if (parameter.in === 'header' && /^(?:accept|content-type|authorization)$/i.test(parameter.name))
      add(`${at}/name`, 'parameter.name', 'another header: this one is described by media types or security')
    if (parameter.schema !== undefined && parameter.content !== undefined)
      add(`${at}/content`, 'parameter.content', 'either schema or content')
    if (parameter.content !== undefined && Object.keys(parameter.content).length !== 1)
      add(`${at}/content`, 'parameter.content', 'exactly one media type')
  }
}

type Content = NonNullable<OperationDescription['requestBody']>['content']

function contentsOf(operation: OperationDescription): { media: string; at: string; type: Content[string] }[] {
  const list = (content: Content | undefined, at: string) =>
    Object.entries(content ?? {}).map(([media, type]) => ({ media, type, at: `${at}/content/${pointerToken(media)}` }))
  return [
    ...operation.parameters.flatMap(({ content }, index) => list(content, `/parameters/${index}`)),
    ...list(operation.requestBody?.content, '/requestBody'),
    ...Object.entries(operation.responses).flatMap(([status, { content }]) =>
      list(content, `/responses/${pointerToken(status)}`),
    ),
  ]
}

function schemasOf(operation: OperationDescription) {
  return [
    ...operation.parameters.map(({ schema }, index) => ({ schema, at: `/parameters/${index}/schema` })),
    ...contentsOf(operation).map(({ type, at }) => ({ schema: type.schema, at: `${at}/schema` })),
    ...Object.entries(operation.responses).flatMap(([status, { headers }]) =>
      Object.entries(headers ?? {}).map(([name, { schema }]) => ({
        schema,
        at: `/responses/${pointerToken(status)}/headers/${pointerToken(name)}/schema`,
      })),
    ),
  ].flatMap(({ schema, at }) => (schema === undefined ? [] : [{ schema, at: `/definition${at}` }]))
}
