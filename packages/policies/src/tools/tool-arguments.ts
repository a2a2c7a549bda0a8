import type { CompiledOperation } from '@gatehouse/contracts/snapshot'
import type { RuntimeVersion } from '../decide-types.ts'

export type CompiledParameter = CompiledOperation['parameters'][number]

/** One member of a tool's input: a parameter of the operation, or its body. */
export type ToolArgument = {
  /** Unique among the tool's. */
  readonly name: string
  readonly required: boolean
  readonly schema: unknown
  readonly description: string | undefined
  readonly to: { readonly kind: 'parameter'; readonly parameter: CompiledParameter } | ToolBody
}

export type ToolBody = { readonly kind: 'body'; readonly mediaType: string; readonly form: BodyForm }
type BodyForm = 'json' | 'urlencoded' | 'text'

/** Fields that say who calls and from where: a call goes on with those of the agent's own request (gateway, inner-request.ts). */
export const callersHeaders: ReadonlySet<string> = new Set([
  'host',
  'user-agent',
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'via',
  'max-forwards',
  'traceparent',
  'tracestate',
  'baggage',
  'accept-language',
])

/** Further fields that are the gateway's own to write; the contract's word on them is not an argument. */
const ownHeaders: ReadonlySet<string> = new Set([
  'accept',
  'authorization',
  'connection',
  'content-length',
  'content-type',
  'cookie',
  'expect',
  'te',
  'transfer-encoding',
  'upgrade',
  'x-api-key',
])

/** What an agent may give. Of parameters of one name the one in the path keeps it, others say where they stand: `id_query`. */
export function argumentsOf(
  operation: CompiledOperation,
  version: Pick<RuntimeVersion, 'credentialHeaders' | 'credentialQuery'>,
): ToolArgument[] {
  const found: ToolArgument[] = []
  const taken = new Set<string>()
  const order = ['path', 'query', 'header', 'cookie'] as const
  for (const place of order) {
    for (const parameter of operation.parameters) {
      if (parameter.in !== place) continue
      // Whoever could give these would say himself who he is and where he calls from.
      if (isCallers(parameter, version)) continue
      const name = taken.has(parameter.name) ? `${parameter.name}_${place}` : parameter.name
      if (taken.has(name)) continue
      taken.add(name)
      found.push({
        name,
        required: parameter.required,
        schema: parameter.schema ?? {},
        description: operation.tool?.parameters?.[`${place}:${parameter.name}`],
        to: { kind: 'parameter', parameter },
      })
    }
  }
  const body = bodyOf(operation)
  if (body !== undefined) {
    const name = taken.has('body') ? 'request_body' : 'body'
    const schema = body.form === 'text' ? { type: 'string' } : (operation.body?.content[body.mediaType]?.schema ?? {})
    const description = body.form === 'text' ? `Text of type ${body.mediaType}` : undefined
    found.push({ name, required: operation.body?.required === true, schema, description, to: body })
  }
  return found
}

function isCallers(
  { in: place, name }: CompiledParameter,
  version: Pick<RuntimeVersion, 'credentialHeaders' | 'credentialQuery'>,
): boolean {
  if (place === 'query') return version.credentialQuery.includes(name)
  if (place !== 'header') return false
  const lower = name.toLowerCase()
  return callersHeaders.has(lower) || ownHeaders.has(lower) || version.credentialHeaders.includes(lower)
}

/** The media type that an agent can write best: JSON, then a form, then text. Others (files, XML) are not offered. */
function bodyOf(operation: CompiledOperation): ToolBody | undefined {
  const types = Object.keys(operation.body?.content ?? {})
  const json = types.find((type) => /^(application|\*)\/(\*|([\w.-]+\+)?json)\b/i.test(type) || type === '*/*')
  if (json !== undefined) return { kind: 'body', mediaType: json, form: 'json' }
  const form = types.find((type) => /^application\/x-www-form-urlencoded\b/i.test(type))
  if (form !== undefined) return { kind: 'body', mediaType: form, form: 'urlencoded' }
  const text = types.find((type) => /^(text\/|application\/([\w.-]+\+)?xml\b)/i.test(type))
  if (text !== undefined) return { kind: 'body', mediaType: text, form: 'text' }
  return undefined
}
