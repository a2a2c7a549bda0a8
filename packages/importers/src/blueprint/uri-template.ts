import type { ParameterDescription } from '@gatehouse/contracts/api-description'

export interface TemplateVariable {
  name: string
  in: 'path' | 'query'
  style: ParameterDescription['style']
  explode: boolean
  /** `{+path}`: characters such as `/` stay as they are. */
  reserved: boolean
  /** `{name:3}`: at most so many characters. */
  maxLength?: number
}

export interface UriTemplate {
  /** Path with `{name}` for each of its variables. */
  path: string
  variables: TemplateVariable[]
  /** `?kind=a` as the template writes it: a query that must be sent so. */
  fixed: [name: string, value: string][]
  /** Expressions that are never sent: `{#section}`. */
  unsent: string[]
}

/** URI Template (RFC 6570) as API Blueprint uses it, to a path and its parameters. Undefined when braces do not come in pairs. */
export function parseUriTemplate(template: string): UriTemplate | undefined {
  const variables: TemplateVariable[] = []
  const unsent: string[] = []
  const question = positionOfQuery(template)
  // `/orders{?q}&kind=a`: from the first question mark on, in braces or not, all is query.
  const queryText = question === -1 ? '' : template.slice(question).replace(/^\?/, '')
  const beforeQuery = question === -1 ? template : template.slice(0, question)
  const expand = (text: string) =>
    text.replace(/\{([+#./;?&]?)([^{}]*)\}/g, (_, operator: string, list: string) => {
      const found = list
        .split(',')
        .map((spec) => variableOf(spec.trim(), operator))
        .filter((variable) => variable !== undefined)
      if (operator === '#') {
        unsent.push(...found.map(({ name }) => name))
        return ''
      }
      variables.push(...found)
      if (operator === '?' || operator === '&') return ''
      const separator = operator === '/' ? '/' : operator === '.' ? '.' : ''
      const names = found.map(({ name }) => `${separator}{${name}}`)
      return names.join(operator === '' || operator === '+' ? ',' : '')
    })
  const path = expand(beforeQuery)
  const rest = expand(queryText)
  if (/[{}]/.test(path.replace(/\{[^{}]+\}/g, '')) || /[{}]/.test(rest)) return undefined
  const fixed = rest
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair): [string, string] => {
      const equals = pair.indexOf('=')
      return equals === -1 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)]
    })
  return { path, variables, fixed, unsent }
}

/** The first question mark, or the brace before it. */
function positionOfQuery(template: string): number {
  return template.search(/\{\?|\?/)
}

function variableOf(spec: string, operator: string): TemplateVariable | undefined {
  const [, name = '', length, star] = /^([^:*]+)(?::(\d+))?(\*)?$/.exec(spec) ?? []
  if (name === '') return undefined
  const inQuery = operator === '?' || operator === '&'
  return {
    name: decoded(name),
    in: inQuery ? 'query' : 'path',
    style: inQuery ? 'form' : operator === ';' ? 'matrix' : 'simple',
    explode: star !== undefined,
    reserved: operator === '+',
    ...(length !== undefined && { maxLength: Number(length) }),
  }
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
