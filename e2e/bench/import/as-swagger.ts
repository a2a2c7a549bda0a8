type Value = Record<string, unknown>

function isObject(value: unknown): value is Value {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A description of 3.x as 2.0, as far as 2.0 has words for it: enough structure of real descriptions for a bench, not a converter. */
export function asSwagger(source: Value): Value {
  const components = isObject(source.components) ? source.components : {}
  const converted = deepReferences({
    definitions: components.schemas ?? {},
    parameters: mapped(components.parameters, parameterOf),
    responses: mapped(components.responses, responseOf),
    paths: mapped(source.paths, (item) => pathItem(item, components)),
  })
  return {
    swagger: '2.0',
    info: source.info,
    host: 'api.example.com',
    basePath: '/v1',
    schemes: ['https'],
    ...converted,
  }
}

function mapped(value: unknown, change: (inner: Value) => unknown): Value {
  const entries = Object.entries(isObject(value) ? value : {}).map(([key, inner]) => [
    key,
    isObject(inner) ? change(inner) : inner,
  ])
  return Object.fromEntries(entries)
}

function deepReferences(value: Value): Value {
  return JSON.parse(
    JSON.stringify(value)
      .replaceAll('"#/components/schemas/', '"#/definitions/')
      .replaceAll('"#/components/parameters/', '"#/parameters/')
      .replaceAll('"#/components/responses/', '"#/responses/'),
  )
}

const methods = new Set(['get', 'put', 'post', 'delete', 'patch', 'head', 'options'])

function pathItem(item: Value, components: Value): Value {
  const entries = Object.entries(item).flatMap(([key, inner]): [string, unknown][] => {
    if (key === 'parameters') return [[key, parameters(inner)]]
    if (methods.has(key) && isObject(inner)) return [[key, operation(inner, components)]]
    return key.startsWith('x-') || key === '$ref' ? [[key, inner]] : []
  })
  return Object.fromEntries(entries)
}

function parameters(list: unknown): unknown[] {
  return Array.isArray(list) ? list.map((item) => (isObject(item) ? parameterOf(item) : item)) : []
}

function parameterOf(parameter: Value): Value {
  const { schema, content: _content, style, explode, example: _example, examples: _examples, ...rest } = parameter
  if ('$ref' in parameter) return parameter
  const {
    type,
    format,
    items,
    maximum,
    minimum,
    enum: values,
    pattern,
    default: fallback,
  } = isObject(schema) ? schema : {}
  const list = type === 'array'
  return JSON.parse(
    JSON.stringify({
      ...rest,
      type: Array.isArray(type) || type === undefined || type === 'object' ? 'string' : type,
      format,
      ...(list && { items: isObject(items) ? items : {} }),
      ...(list && { collectionFormat: style === 'pipeDelimited' ? 'pipes' : explode === false ? 'csv' : 'multi' }),
      maximum,
      minimum,
      enum: values,
      pattern,
      default: fallback,
    }),
  )
}

function operation(source: Value, components: Value): Value {
  const { requestBody, callbacks: _callbacks, servers: _servers, responses, ...rest } = source
  const body = bodyOf(requestBody, components)
  const types = isObject(body?.content) ? Object.keys(body.content) : []
  const [media] = Object.values(isObject(body?.content) ? body.content : {})
  const schema = isObject(media) && isObject(media.schema) ? media.schema : {}
  const form = types.some((type) => type.startsWith('multipart/'))
  const fields = Object.entries(isObject(schema.properties) ? schema.properties : {}).map(([name, property]) => ({
    in: 'formData',
    name,
    type: isObject(property) && property.format === 'binary' ? 'file' : 'string',
  }))
  const bodyParts = form
    ? fields
    : types.length > 0
      ? [{ in: 'body', name: 'body', required: body?.required === true, schema }]
      : []
  const produced = Object.values(isObject(responses) ? responses : {}).flatMap((response) =>
    isObject(response) && isObject(response.content) ? Object.keys(response.content) : [],
  )
  return {
    ...rest,
    ...(types.length > 0 && { consumes: types }),
    ...(produced.length > 0 && { produces: [...new Set(produced)] }),
    parameters: [...parameters(rest.parameters), ...bodyParts],
    responses: mapped(responses, responseOf),
  }
}

function bodyOf(value: unknown, components: Value): Value | undefined {
  if (!isObject(value)) return undefined
  const name = /^#\/components\/requestBodies\/(.+)$/.exec(String(value.$ref))?.[1]
  const shared = isObject(components.requestBodies) && name !== undefined ? components.requestBodies[name] : value
  return isObject(shared) ? shared : undefined
}

function responseOf(response: Value): Value {
  const { content, links: _links, headers, ...rest } = response
  const [media] = Object.values(isObject(content) ? content : {})
  const schema = isObject(media) ? media.schema : undefined
  return {
    ...rest,
    ...(isObject(headers) && {
      headers: mapped(headers, (header) => ({ description: header.description, type: 'string' })),
    }),
    ...(schema !== undefined && { schema }),
  }
}
