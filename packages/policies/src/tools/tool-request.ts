import type { CompiledParameter } from './tool-arguments.ts'
import type { Tool } from './tool-catalogue.ts'

/** The HTTP request that a tool's call stands for. */
export type ToolRequest = {
  method: string
  /** Path and query. */
  target: string
  /** Names and values alternating: declared header parameters, Cookie and Content-Type. */
  headers: string[]
  body: Buffer | undefined
}

/** Writes a tool's call as a request, by OpenAPI's styles (RFC 6570). What the contract says of the values is judged with the request. */
export function toolRequest(tool: Tool, given: Readonly<Record<string, unknown>>): ToolRequest | { error: string } {
  const known = new Map(tool.arguments.map((argument) => [argument.name, argument]))
  for (const name of Object.keys(given)) {
    if (known.has(name)) continue
    const names = tool.arguments.map((argument) => argument.name).join(', ')
    return { error: `The tool has no argument “${name.slice(0, 100)}”. It has: ${names || 'none'}.` }
  }
  let path = `${tool.version.basePath}${tool.operation.definition.path}`
  const query: string[] = []
  const headers: string[] = []
  const cookies: string[] = []
  let body: Buffer | undefined
  for (const { name, required, to } of tool.arguments) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined
    if (value === undefined) {
      if (required) return { error: `The argument “${name}” is required.` }
      continue
    }
    if (to.kind === 'body') {
      const text = to.form === 'urlencoded' ? formOf(value) : to.form === 'text' ? String(value) : JSON.stringify(value)
      body = Buffer.from(text)
      headers.push('content-type', to.mediaType.includes('*') ? 'application/json' : to.mediaType)
      continue
    }
    const { parameter } = to
    if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, () => pathText(parameter, value))
    else if (parameter.in === 'query') query.push(...queryPairs(parameter, value))
    else if (parameter.in === 'cookie') cookies.push(`${parameter.name}=${encode(listText(parameter, value))}`)
    else {
      const text = listText(parameter, value)
      if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) {
        return { error: `The argument “${name}” has characters that a header cannot carry.` }
      }
      headers.push(parameter.name, text)
    }
  }
  if (cookies.length > 0) headers.push('cookie', cookies.join('; '))
  const target = query.length === 0 ? path : `${path}?${query.join('&')}`
  return { method: tool.operation.definition.method, target, headers, body }
}

function scalar(value: unknown): string {
  if (value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Percent-encoded but for RFC 3986's unreserved characters. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function entriesOf(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, member]) => member !== undefined)
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value)
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Comma-separated, as headers, cookies and `simple` write it; not encoded. */
function listText(parameter: CompiledParameter, value: unknown): string {
  if (parameter.mediaType !== undefined) return JSON.stringify(value)
  if (isList(value)) return value.map(scalar).join(',')
  if (!isMap(value)) return scalar(value)
  const pairs = entriesOf(value)
  return parameter.explode && parameter.in === 'header'
    ? pairs.map(([key, member]) => `${key}=${scalar(member)}`).join(',')
    : pairs.flatMap(([key, member]) => [key, scalar(member)]).join(',')
}

function pathText(parameter: CompiledParameter, value: unknown): string {
  const { name, style, explode } = parameter
  if (parameter.mediaType !== undefined) return encode(JSON.stringify(value))
  const separator = explode ? (style === 'label' ? '.' : style === 'matrix' ? ';' : ',') : ','
  const pieces = isList(value)
    ? value.map((item) => encode(scalar(item)))
    : isMap(value)
      ? entriesOf(value).flatMap(([key, member]) =>
          explode ? [`${encode(key)}=${encode(scalar(member))}`] : [encode(key), encode(scalar(member))],
        )
      : [encode(scalar(value))]
  if (style === 'label') return `.${pieces.join(separator)}`
  if (style !== 'matrix') return pieces.join(separator)
  if (isMap(value) && explode) return pieces.map((piece) => `;${piece}`).join('')
  if (isList(value) && explode) return pieces.map((piece) => `;${name}=${piece}`).join('')
  return `;${name}=${pieces.join(',')}`
}

function queryPairs(parameter: CompiledParameter, value: unknown): string[] {
  const { style, explode } = parameter
  const name = encode(parameter.name)
  if (parameter.mediaType !== undefined) return [`${name}=${encode(JSON.stringify(value))}`]
  if (style === 'deepObject' && isMap(value)) return deepPairs(name, value)
  const separator = style === 'spaceDelimited' ? '%20' : style === 'pipeDelimited' ? '|' : ','
  if (isList(value)) {
    if (explode) return value.map((item) => `${name}=${encode(scalar(item))}`)
    return [`${name}=${value.map((item) => encode(scalar(item))).join(separator)}`]
  }
  if (isMap(value)) {
    const pairs = entriesOf(value)
    if (explode && style === 'form') return pairs.map(([key, member]) => `${encode(key)}=${encode(scalar(member))}`)
    return [`${name}=${pairs.flatMap(([key, member]) => [encode(key), encode(scalar(member))]).join(separator)}`]
  }
  return [`${name}=${encode(scalar(value))}`]
}

function deepPairs(prefix: string, value: object): string[] {
  return entriesOf(value).flatMap(([key, member]) => {
    const name = `${prefix}[${encode(key)}]`
    if (isMap(member)) return deepPairs(name, member)
    if (isList(member)) return member.map((item) => `${name}=${encode(scalar(item))}`)
    return [`${name}=${encode(scalar(member))}`]
  })
}

/** `application/x-www-form-urlencoded`: lists repeat their name. */
function formOf(value: unknown): string {
  if (!isMap(value)) return scalar(value)
  const pairs = new URLSearchParams()
  for (const [name, member] of entriesOf(value)) {
    for (const item of isList(member) ? member : [member]) pairs.append(name, scalar(item))
  }
  return pairs.toString()
}
