import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonSchema } from '@gatehouse/contracts/api-description'
import type { CompiledOperation } from '@gatehouse/contracts/snapshot'
import { parse } from 'yaml'
import type { RequestHead } from '../src/decide-types.ts'
import { head, operation, type Parameter, parameter } from './fixtures.ts'

const folder = join(import.meta.dirname, 'vectors/prism')

export type PrismCase = {
  name: string
  operations: CompiledOperation[]
  request: RequestHead
  body: Buffer
  status: number
}

type Loose = Record<string, unknown>
const list = (value: unknown): Loose[] => (Array.isArray(value) ? (value as Loose[]) : [])

export function prismNames(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .sort()
}

export function readPrismCase(name: string): PrismCase {
  const text = readFileSync(join(folder, name), 'utf8')
  const sections = new Map<string, string>()
  const pieces = text.split(/^====(\w+)====$/m)
  for (let i = 1; i < pieces.length; i += 2) sections.set(pieces[i] ?? '', (pieces[i + 1] ?? '').trim())
  const spec = parse(sections.get('spec') ?? '') as Loose
  const { request, body } = readCommand(sections.get('command') ?? '')
  const status = Number(/HTTP\/1\.1 (\d+)/.exec(sections.get('expect') ?? '')?.[1])
  const operations = spec.paths === undefined ? postmanOperations(spec) : operationsOf(spec)
  return { name, operations, request, body, status }
}

function operationsOf(spec: Loose): CompiledOperation[] {
  const found: CompiledOperation[] = []
  for (const [path, item] of Object.entries(spec.paths as Record<string, Loose>)) {
    for (const method of ['get', 'post', 'put', 'delete', 'patch'] as const) {
      const described = item[method] as Loose | undefined
      if (described === undefined) continue
      const all = [...list(item.parameters), ...list(described.parameters)]
      const body = bodyOf(described, all, spec)
      found.push(
        operation({
          path,
          method: method.toUpperCase() as CompiledOperation['method'],
          anonymous: true,
          parameters: all.filter(({ in: place }) => place !== 'body' && place !== 'formData').map(parameterOf),
          ...(body === undefined ? {} : { body }),
        }),
      )
    }
  }
  return found
}

function parameterOf(source: Loose): Parameter {
  const { type, items, pattern, minimum, maximum, format } = source
  const inline = Object.fromEntries(
    Object.entries({ type, items, pattern, minimum, maximum, format }).filter(([, value]) => value !== undefined),
  )
  const schema = (source.schema ?? (type === undefined ? undefined : inline)) as JsonSchema | undefined
  const explode = source.explode as boolean | undefined
  return parameter({
    in: source.in as Parameter['in'],
    name: source.name as string,
    required: source.required === true,
    ...(source.style === undefined ? {} : { style: source.style as Parameter['style'] }),
    ...(explode === undefined ? {} : { explode }),
    ...(schema === undefined ? {} : { schema }),
  })
}

function bodyOf(described: Loose, parameters: Loose[], spec: Loose): CompiledOperation['body'] {
  const requestBody = described.requestBody as Loose | undefined
  if (requestBody !== undefined) {
    const content = Object.entries(requestBody.content as Record<string, Loose>).map(([type, { schema, encoding }]) => [
      type,
      {
        ...(schema === undefined ? {} : { schema: modern(schema as Loose) }),
        ...(encoding === undefined ? {} : { encoding }),
      },
    ])
    return { required: requestBody.required === true, content: Object.fromEntries(content) }
  }
  const consumes = (described.consumes ?? spec.consumes ?? ['application/json']) as string[]
  const whole = parameters.find(({ in: place }) => place === 'body')
  const form = parameters.filter(({ in: place }) => place === 'formData')
  if (whole !== undefined) {
    const content = consumes.map((type) => [type, { schema: modern(whole.schema as Loose) }])
    return { required: whole.required === true, content: Object.fromEntries(content) }
  }
  if (form.length === 0) return undefined
  const content = consumes.map((type) => [type, formOf(form)])
  return { required: form.some(({ required }) => required === true), content: Object.fromEntries(content) }
}

/** Swagger 2.0 formData as the fields of one object. */
function formOf(form: Loose[]) {
  const properties: Record<string, JsonSchema> = {}
  const encoding: Record<string, { style: 'form'; explode: boolean }> = {}
  for (const { name, in: _in, required: _required, collectionFormat, allowEmptyValue, ...rest } of form) {
    const minLength = allowEmptyValue === false ? { minLength: 1 } : {}
    properties[name as string] = modern({ ...rest, ...minLength })
    if (rest.type === 'array') encoding[name as string] = { style: 'form', explode: collectionFormat === 'multi' }
  }
  const required = form.filter((one) => one.required === true).map(({ name }) => name as string)
  return { schema: { type: 'object', properties, required }, ...(Object.keys(encoding).length > 0 && { encoding }) }
}

/** Draft 4's boolean `exclusiveMinimum` as 2020-12 says it. */
function modern(schema: Loose): JsonSchema {
  const copy: Loose = {}
  for (const [key, value] of Object.entries(schema)) {
    copy[key] = typeof value === 'object' && value !== null && !Array.isArray(value) ? modern(value as Loose) : value
  }
  if (copy.exclusiveMinimum === true) {
    copy.exclusiveMinimum = copy.minimum
    delete copy.minimum
  }
  return copy as JsonSchema
}

/** A Postman collection's requests are examples: each gives the content type and the form of its body. */
function postmanOperations(collection: Loose): CompiledOperation[] {
  const contents = new Map<string, Map<string, JsonSchema[]>>()
  for (const { request } of list(collection.item)) {
    const { url, method, body, header } = request as { url: Loose; method: string; body: Loose; header: Loose[] }
    const key = `${method} /${(url.path as string[]).join('/')}`
    const type = header.find((one) => String(one.key).toLowerCase() === 'content-type')?.value as string
    const schema: JsonSchema =
      body.mode === 'raw'
        ? formOfExample(JSON.parse(body.raw as string))
        : {
            type: 'object',
            properties: Object.fromEntries(list(body.urlencoded).map(({ key, value }) => [key, formOfExample(value)])),
          }
    const byType = contents.get(key) ?? new Map<string, JsonSchema[]>()
    contents.set(key, byType.set(type, [...(byType.get(type) ?? []), schema]))
  }
  return [...contents].map(([key, byType]) => {
    const [method = '', path = ''] = key.split(' ')
    const content = [...byType].map(([type, anyOf]) => [type, { schema: { anyOf } }])
    const body = { required: false, content: Object.fromEntries(content) }
    return operation({ path, method: method as CompiledOperation['method'], anonymous: true, body })
  })
}

/** The types of an example, at each depth. */
function formOfExample(value: unknown): JsonSchema {
  if (Array.isArray(value)) return { type: 'array' }
  if (typeof value !== 'object' || value === null) return { type: typeof value }
  const properties = Object.entries(value).map(([name, member]) => [name, formOfExample(member)])
  return { type: 'object', properties: Object.fromEntries(properties) }
}

/** The few flags of curl that the files use. */
function readCommand(command: string): { request: RequestHead; body: Buffer } {
  const words = [...command.matchAll(/'([^']*)'|"((?:\\.|[^"])*)"|((?:\\.|[^\s'"])+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? (plain ?? '').replace(/\\(.)/g, '$1'),
  )
  let method = 'GET'
  let url = ''
  let body = ''
  let parts = ''
  const boundary = '------------------------d74496d66958873e'
  const rawHeaders: string[] = []
  for (let i = 1; i < words.length; i += 1) {
    const word = words[i] ?? ''
    if (word === '-X') method = words[++i] ?? ''
    else if (/^-s?IX/.test(word)) method = word.slice(word.indexOf('X') + 1)
    else if (word === '-H') rawHeaders.push(...(words[++i] ?? '').split(/: ?(.*)/s).slice(0, 2))
    else if (word === '--data' || word === '-d') body += words[++i] ?? ''
    else if (word === '--data-urlencode') {
      const [name = '', value] = (words[++i] ?? '').split(/=(.*)/s)
      body += value === undefined ? encodeURIComponent(name) : `${name}=${encodeURIComponent(value)}`
    } else if (word === '-F') {
      const [field = '', value = ''] = (words[++i] ?? '').split(/=(.*)/s)
      parts += `--${boundary}\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`
    } else if (word.startsWith('http')) url = word
  }
  if (parts !== '') {
    // Curl adds the boundary to a Content-Type of one's own.
    const at = rawHeaders.findIndex((text) => text.toLowerCase() === 'content-type')
    rawHeaders[at + 1] += `; boundary=${boundary}`
    body = `${parts}--${boundary}--\r\n`
  }
  const bytes = Buffer.from(body)
  const target = `/orders/v1${url.replace(/^https?:\/\/[^/]+/, '')}`
  return { request: head(target, { method, rawHeaders, bodyLength: bytes.length }), body: bytes }
}
