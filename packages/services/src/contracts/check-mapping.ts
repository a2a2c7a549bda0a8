import { httpMethod, type OperationDescription, operationKey } from '@gatehouse/contracts/api-description'
import type { RevisionOperation } from '@gatehouse/contracts/revision'
import { templateParameters } from '@gatehouse/importers/path-template'
import { parseTemplate, TemplateError } from '@gatehouse/policies/routing/template'
import { parseUpstreamQuery, splitUpstream } from '@gatehouse/policies/routing/upstream-query'
import { DomainError } from '../grammar/domain-error.ts'

/**
 * Refuses a mapping to the backend that no gateway could fill: its parameters must stand in the operation's own path, and what it writes
 * into the query is not the caller's to write.
 */
export function checkMapping(
  operation: OperationDescription,
  upstream: { method: string; path: string },
): RevisionOperation['upstream'] {
  const key = operationKey(operation)
  const { path, query } = splitUpstream(upstream.path)
  const method = httpMethod.safeParse(upstream.method)
  if (!method.success) throw refused('/upstream/method', 'mapping.method', 'a method of HTTP in capital letters')
  try {
    parseTemplate(path)
  } catch (error) {
    throw refused('/upstream/path', 'mapping.path', error instanceof Error ? error.message : 'a path')
  }
  if (!/^[\x21-\x7e]+$/.test(upstream.path) || /[#\\]/.test(upstream.path))
    throw refused('/upstream/path', 'mapping.path', 'a path of visible ASCII characters without fragment')
  const names = templateParameters(operation.path)
  const unknown = templateParameters(upstream.path).find((name) => !names.includes(name))
  if (unknown !== undefined)
    throw refused('/upstream/path', 'mapping.parameter', `parameters of ${key}; it has no {${unknown}}`)
  const declared = operation.parameters.flatMap(({ in: place, name }) => (place === 'query' ? [name] : []))
  try {
    if (query !== null) parseUpstreamQuery(query, names, declared)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw refused('/upstream/path', 'mapping.query', error.message)
  }
  return { method: method.data, path: upstream.path }
}

function refused(pointer: string, rule: string, expected: string): DomainError {
  return new DomainError('invalid_input', `${pointer}: expected ${expected}.`, {
    errors: [{ in: 'body', pointer, rule, expected }],
  })
}
