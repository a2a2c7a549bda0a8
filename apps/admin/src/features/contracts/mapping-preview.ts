import { pathNames } from './operation-draft.ts'

export type MappingPreview = { problem: string } | { from: string; to: string }

/** A call as an example, and what goes to the backend for it. `address`: the backend's, with its path. */
export function previewMapping(parts: {
  basePath: string
  address: string
  method: string
  path: string
  upstreamMethod: string
  upstreamPath: string
}): MappingPreview {
  const { path, upstreamPath } = parts
  if (!upstreamPath.startsWith('/')) return { problem: 'It begins with a slash.' }
  if (/[?#\s\\]/.test(upstreamPath))
    return { problem: 'Only a path: no query, fragment or space. The caller’s query goes along.' }
  const names = pathNames(path)
  const used = pathNames(upstreamPath)
  const unknown = used.find((name) => !names.includes(name))
  if (unknown !== undefined) return { problem: `The path has no {${unknown}}. It has ${list(names)}.` }
  const twice = used.find((name, index) => used.indexOf(name) !== index)
  if (twice !== undefined) return { problem: `{${twice}} stands twice.` }
  if (/[{}]/.test(upstreamPath.replace(/\{[^{}]+\}/g, ''))) return { problem: 'Braces do not match.' }
  const example = (template: string) =>
    template.replace(/\{([^{}]+)\}/g, (_, name: string) =>
      /id$/i.test(name) ? String(41 + names.indexOf(name)) : name,
    )
  return {
    from: `${parts.method} ${parts.basePath}${example(path)}`,
    to: `${parts.upstreamMethod} ${parts.address.replace(/\/+$/, '')}${example(upstreamPath)}`,
  }
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `{${name}}`).join(', ')
}
