import type { ImportFailed } from './import-result.ts'
import { decodeSource } from './read-source.ts'
import { isWholeDescription } from './recognise-format.ts'

/** Names that people give to the file that an archive begins with. */
const usual = /^(openapi|swagger|api|index|main|root)\.(json|ya?ml|raml|apib|md)$/i
const readable = /\.(json|ya?ml|raml|apib|md)$/i
const maxNamed = 20

/**
 * The file that an archive begins with: the one that was asked for; else the whole descriptions (not parts) nearest to the top, and of
 * several in one folder the one of a usual name (openapi.yaml, swagger.json, api.raml …). When that leaves several, people decide.
 */
export function chooseRoot(
  files: ReadonlyMap<string, Uint8Array | string>,
  asked: string | undefined,
): { root: string } | ImportFailed {
  if (asked !== undefined) {
    const root = asked.replace(/^(\.?\/)+/, '')
    if (files.has(root)) return { root }
    return failed(
      'archive.root',
      `The archive has no file \`${root.slice(0, 200)}\`.`,
      'Name one of its files, with its folders.',
    )
  }
  const whole = [...files].filter(([name, given]) => readable.test(name) && isWhole(given)).map(([name]) => name)
  const depth = Math.min(...whole.map(depthOf))
  const nearest = whole.filter((name) => depthOf(name) === depth).toSorted()
  const named = nearest.filter((name) => usual.test(name.slice(name.lastIndexOf('/') + 1)))
  const [root, ...others] = named.length > 0 ? named : nearest
  if (root === undefined)
    return failed(
      'archive.empty',
      'The archive holds no description of an API: no file that begins as OpenAPI, Swagger, RAML or API Blueprint does.',
      'Put the file that begins with `openapi: 3…` into the archive, beside the files that it refers to.',
    )
  if (others.length === 0) return { root }
  const candidates = [root, ...others].slice(0, maxNamed)
  return {
    ...failed(
      'archive.several',
      `The archive holds several descriptions: ${candidates.map((name) => `\`${name}\``).join(', ')}.`,
      'Say which one to import. Each becomes an API of its own.',
    ),
    candidates,
  }
}

function depthOf(name: string): number {
  return name.split('/').length
}

function isWhole(given: Uint8Array | string): boolean {
  const decoded = typeof given === 'string' ? { text: given } : decodeSource(given)
  return 'text' in decoded && isWholeDescription(decoded.text)
}

function failed(rule: string, message: string, fix: string): ImportFailed {
  return { ok: false, issues: [{ rule, message, fix }] }
}
