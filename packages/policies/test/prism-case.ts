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

/** Null when the file's spec is no OpenAPI document. */
export function readPrismCase(name: string): PrismCase | null {
  const text = readFileSync(join(folder, name), 'utf8')
  const sections = new Map<string, string>()
  const pieces = text.split(/^====(\w+)====$/m)
  for (let i = 1; i < pieces.length; i += 2) sections.set(pieces[i] ?? '', (pieces[i + 1] ?? '').trim())
  const spec = parse(sections.get('spec') ?? '') as Loose
  if (spec.paths === undefined) return null
  const { request, body } = readCommand(sections.get('command') ?? '')
  const status = Number(/HTTP\/1\.1 (\d+)/.exec(sections.get('expect') ?? '')?.[1])
  return { name, operations: operationsOf(spec), request, body, status }
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
    const content = Object.entries(requestBody.content as Record<string, Loose>).map(([type, { schema }]) => [
      type,
      schema === undefined ? {} : { schema: schema as JsonSchema },
    ])
    return { required: requestBody.required === true, content: Object.fromEntries(content) }
  }
  const consumes = (described.consumes ?? spec.consumes ?? ['application/json']) as string[]
  const whole = parameters.find(({ in: place }) => place === 'body')
  const form = parameters.filter(({ in: place }) => place === 'formData')
  if (whole === undefined && form.length === 0) return undefined
  const schema = (whole?.schema ?? { type: 'object' }) as JsonSchema
  return {
    required: whole?.required === true || form.some(({ required }) => required === true),
    content: Object.fromEntries(consumes.map((type) => [type, { schema }])),
  }
}

/** The few flags of curl that the files use. */
function readCommand(command: string): { request: RequestHead; body: Buffer } {
  const words = [...command.matchAll(/'([^']*)'|"((?:\\.|[^"])*)"|((?:\\.|[^\s'"])+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? (plain ?? '').replace(/\\(.)/g, '$1'),
  )
  let method = 'GET'
  let url = ''
  let body = ''
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
    } else if (word === '-F') body += `--b\r\ncontent-disposition: form-data\r\n\r\n${words[++i] ?? ''}\r\n`
    else if (word.startsWith('http')) url = word
  }
  const bytes = Buffer.from(body)
  const target = `/orders/v1${url.replace(/^https?:\/\/[^/]+/, '')}`
  return { request: head(target, { method, rawHeaders, bodyLength: bytes.length }), body: bytes }
}
