import { httpMethod } from '@gatehouse/contracts/api-description'
import type { RevisionOperation } from '@gatehouse/contracts/revision'
import { templateParameters } from '@gatehouse/importers/path-template'
import { parseTemplate } from '@gatehouse/policies/routing/template'
import { DomainError } from '../grammar/domain-error.ts'

/** Refuses a mapping to the backend that no gateway could fill: its parameters must stand in the operation's own path. */
export function checkMapping(key: string, upstream: { method: string; path: string }): RevisionOperation['upstream'] {
  const { path } = upstream
  const method = httpMethod.safeParse(upstream.method)
  if (!method.success) throw refused('/upstream/method', 'mapping.method', 'a method of HTTP in capital letters')
  try {
    parseTemplate(path)
  } catch (error) {
    throw refused('/upstream/path', 'mapping.path', error instanceof Error ? error.message : 'a path')
  }
  if (!/^[\x21-\x7e]+$/.test(path) || /[?#\\]/.test(path))
    throw refused('/upstream/path', 'mapping.path', 'a path of visible ASCII characters without query and fragment')
  const names = templateParameters(key)
  const unknown = templateParameters(path).find((name) => !names.includes(name))
  if (unknown !== undefined)
    throw refused('/upstream/path', 'mapping.parameter', `parameters of ${key}; it has no {${unknown}}`)
  return { method: method.data, path }
}

function refused(pointer: string, rule: string, expected: string): DomainError {
  return new DomainError('invalid_input', `${pointer}: expected ${expected}.`, {
    errors: [{ in: 'body', pointer, rule, expected }],
  })
}
