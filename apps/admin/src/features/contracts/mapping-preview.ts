import { pathNames } from './operation-draft.ts'

export type MappingPreview = { problem: string } | { from: string; to: string }

/** A call as an example, and what goes to the backend for it. `address`: the backend's, with its path. */
export function previewMapping(parts: {
  basePath: string
  address: string
  method: string
  path: string
  upstreamMethod: string
  /** May end in a query of the mapping's own. */
  upstreamPath: string
  /** Query parameters of the contract: what the caller writes. */
  callersQuery: readonly string[]
}): MappingPreview {
  const { path, upstreamPath } = parts
  const mark = upstreamPath.indexOf('?')
  const ownPath = mark < 0 ? upstreamPath : upstreamPath.slice(0, mark)
  if (!upstreamPath.startsWith('/')) return { problem: 'It begins with a slash.' }
  if (/[#\s\\]/.test(upstreamPath)) return { problem: 'No fragment, backslash or space.' }
  const names = pathNames(path)
  const used = pathNames(upstreamPath)
  const unknown = used.find((name) => !names.includes(name))
  if (unknown !== undefined) return { problem: `The path has no {${unknown}}. It has ${list(names)}.` }
  const inPath = pathNames(ownPath)
  const twice = inPath.find((name, index) => inPath.indexOf(name) !== index)
  if (twice !== undefined) return { problem: `{${twice}} stands twice.` }
  if (/[{}]/.test(upstreamPath.replace(/\{[^{}]+\}/g, ''))) return { problem: 'Braces do not match.' }
  const wrongQuery = mark < 0 ? null : queryProblem(upstreamPath.slice(mark + 1), parts.callersQuery)
  if (wrongQuery !== null) return { problem: wrongQuery }
  const example = (template: string) =>
    template.replace(/\{([^{}]+)\}/g, (_, name: string) =>
      /id$/i.test(name) ? String(41 + names.indexOf(name)) : name,
    )
  return {
    from: `${parts.method} ${parts.basePath}${example(path)}`,
    to: `${parts.upstreamMethod} ${parts.address.replace(/\/+$/, '')}${example(upstreamPath)}`,
  }
}

/** The same as the gateway’s own judgement (policies, upstream-query.ts), in the words of this form. */
function queryProblem(query: string, callers: readonly string[]): string | null {
  const names = [...new URLSearchParams(query).keys()]
  if (names.length === 0) return 'After “?” comes a query, such as id={…}.'
  if (names.includes('')) return 'The query has a value without a name.'
  if (names.some((name) => /[{}]/.test(name))) return 'Only values are filled in, not names of the query.'
  const taken = names.find((name) => callers.includes(name))
  return taken === undefined ? null : `“${taken}” is a query parameter of the operation: the caller writes it.`
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `{${name}}`).join(', ')
}
