import { code, operationCode } from '../change-list.ts'

const parts: Readonly<Record<string, string>> = {
  title: 'the title',
  summary: 'the summary',
  description: 'the description',
  version: 'the version text',
  termsOfService: 'the link to terms',
  contact: 'the contact',
  license: 'the license',
  externalDocs: 'the link to more documentation',
  operationId: 'the operation id',
  path: 'the path',
  tags: 'the tags',
  deprecated: 'the deprecation mark',
  security: 'what it asks of callers',
  required: 'whether it is required',
  style: 'the style',
  explode: 'the style (explode)',
  examples: 'the examples',
  requestBody: 'the request body',
}

/** `/operations/GET ~1orders/parameters/query status` → "query parameter `status` of `GET /orders`". In Markdown, inline code only. */
export function placeInWords(path: readonly string[]): string {
  const [part = '', name, ...rest] = path
  if (name === undefined) return parts[part] ?? `the ${part}`
  const words = { operations: operationCode(name), schemas: `the shared schema ${code(name)}` }[part]
  if (part === 'operations' && words) return [...inOperation(rest), words].join(' of ')
  if (part === 'schemas' && words) return [...inSchema(rest), words].join(' of ')
  const owner = { tags: 'the tag', servers: 'the server', securitySchemes: 'the security scheme' }[part]
  return [...rest.map(member), `${owner ?? part} ${code(name)}`].join(' of ')
}

function member(name: string): string {
  return parts[name] ?? code(name)
}

/** Innermost first. */
function inOperation(path: readonly string[]): string[] {
  const [part, name, ...rest] = path
  if (part === undefined) return []
  if (name === undefined) return [member(part)]
  if (part === 'parameters') {
    const [place, ...own] = name.split(' ')
    const words = `${place === 'header' ? 'header' : `${place} parameter`} ${code(own.join(' '))}`
    return [...inContent(rest), words]
  }
  if (part === 'requestBody') return [...inContent([name, ...rest]), 'the request body']
  if (part === 'responses')
    return [...inContent(rest), name === 'default' ? 'the default response' : `the ${name} response`]
  return [...[name, ...rest].map(member).reverse(), member(part)]
}

/** Below a parameter, body, response or header. */
function inContent(path: readonly string[]): string[] {
  const [part, name, ...rest] = path
  if (part === undefined) return []
  if (part === 'schema') return inSchema(path.slice(1))
  if (name === undefined) return [member(part)]
  if (part === 'headers') return [...inContent(rest), `header ${code(name)}`]
  if (part === 'content')
    return [...inContent(rest), ...(name === 'application/json' ? [] : [`its ${code(name)} form`])]
  return [...[name, ...rest].map(member).reverse(), member(part)]
}

/** The property in dots, and the keyword in front of it: "`maximum` of `lines[].price`". */
function inSchema(path: readonly string[]): string[] {
  let place = ''
  for (let index = 0; index < path.length; index += 1) {
    const [keyword = '', name] = [path[index], path[index + 1]]
    if ((keyword === 'properties' || keyword === 'patternProperties') && name !== undefined) {
      place += place === '' ? name : `.${name}`
      index += 1
    } else if (keyword === 'items') place += '[]'
    else if (keyword === 'additionalProperties') place += '.*'
    else if (
      ['allOf', 'anyOf', 'oneOf', 'prefixItems', '$defs', 'dependentSchemas'].includes(keyword) &&
      name !== undefined
    ) {
      place += ` ${keyword} ${name} `
      index += 1
    } else {
      const words = keyword === 'description' ? 'the description' : code(path.slice(index).join('/'))
      return [words, ...(place === '' ? [] : [code(place.trim())])]
    }
  }
  return place === '' ? [] : [code(place.trim())]
}
