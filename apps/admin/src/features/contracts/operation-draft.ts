import type { OperationDescription, ParameterDescription } from '@gatehouse/contracts/api-description'
import { operationDefinition } from '@gatehouse/contracts/endpoints/contract-editing'
import type { Json } from '@gatehouse/contracts/json'

/** Names in braces, in the order of the path. */
export function pathNames(path: string): string[] {
  return [...path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? '')
}

export function newParameter(place: ParameterDescription['in'], name: string): ParameterDescription {
  const form = place === 'query' || place === 'cookie'
  return {
    in: place,
    name,
    required: place === 'path',
    style: form ? 'form' : 'simple',
    explode: form,
    schema: { type: 'string' },
  }
}

export const newOperation: OperationDescription = {
  method: 'GET',
  path: '/',
  tags: [],
  deprecated: false,
  parameters: [],
  responses: { 200: { description: 'OK', content: { 'application/json': { schema: { type: 'object' } } } } },
  security: [],
}

/** The path, and parameters for what it names; one that its path no longer names and nobody touched goes with it. */
export function withPath(operation: OperationDescription, path: string): OperationDescription {
  const [before, after] = [pathNames(operation.path), pathNames(path)]
  const renamed = new Map(before.length === after.length ? before.map((name, i) => [name, after[i] ?? name]) : [])
  const parameters = operation.parameters.map((parameter) =>
    parameter.in === 'path' && !after.includes(parameter.name) && renamed.has(parameter.name)
      ? { ...parameter, name: renamed.get(parameter.name) ?? parameter.name }
      : parameter,
  )
  return { ...operation, path, parameters }
}

/** A member set, or taken away where its text is empty. */
export function withText<T extends object>(holder: T, member: string, text: string): T {
  const { [member as keyof T]: _before, ...rest } = holder
  return (text === '' ? rest : { ...holder, [member]: text }) as T
}

/** What the source holds, if it has the shape of an operation; else what is wrong with it. */
export function readDefinition(
  value: Json,
): { ok: true; definition: OperationDescription } | { ok: false; errors: { pointer: string; expected: string }[] } {
  const parsed = operationDefinition.safeParse(value)
  if (parsed.success) {
    const parameters = parsed.data.parameters.map((parameter) => ({
      ...newParameter(parameter.in, parameter.name),
      schema: undefined,
      ...parameter,
    }))
    return { ok: true, definition: JSON.parse(JSON.stringify({ ...parsed.data, parameters })) as OperationDescription }
  }
  return {
    ok: false,
    errors: parsed.error.issues.slice(0, 20).map(({ path, message }) => ({
      pointer: path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
      expected: message,
    })),
  }
}
