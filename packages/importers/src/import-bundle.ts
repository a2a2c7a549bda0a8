import type { BundleResult } from './import-result.ts'
import type { ImportLimits } from './limits.ts'

/**
 * The files that one import may read, and nothing else: there is no disk and no network behind it. A name is a path inside the
 * bundle, normalised (`specs/orders.yaml`: no leading slash, no `.` or `..`), or the absolute address that a file was fetched from.
 * Values are what was given: text, or bytes whose encoding is still to be judged.
 */
export interface ImportBundle {
  /** The file that the import begins with; a name in `files`. */
  root: string
  files: Map<string, Uint8Array | string>
}

/**
 * An importer of one family of formats. Pure; runs in the worker thread, so it may throw `ImportRefused` (one issue) but never needs
 * to bound its own time and memory. Each issue and report item of another file than the root carries `file`.
 */
export type BundleImporter = (bundle: ImportBundle, limits: ImportLimits) => BundleResult | Promise<BundleResult>

/** Where a reference inside a bundle leads. The fragment is what follows `#`, without it and not decoded. */
export type BundleTarget =
  | { kind: 'file'; name: string; fragment: string }
  /** An http(s) address that is not (yet) in the bundle. */
  | { kind: 'remote'; url: string; fragment: string }
  /** Never followed: another scheme than http(s), an absolute path, or a path that leaves the bundle. */
  | { kind: 'outside'; reason: string }

/**
 * Resolves `reference` as it stands in the file `from`: by RFC 3986 when `from` is an address, else as a path relative to `from`'s
 * folder. What leaves the bundle is never a file, so no `../` and no `file:` reaches anything that was not given.
 */
export function bundleTarget(bundle: ImportBundle, from: string, reference: string): BundleTarget {
  const hash = reference.indexOf('#')
  const address = hash === -1 ? reference : reference.slice(0, hash)
  const fragment = hash === -1 ? '' : reference.slice(hash + 1)
  if (address === '') return { kind: 'file', name: from, fragment }
  const absolute = /^[a-z][a-z0-9+.-]*:/i.test(address)
  if (absolute || isAddress(from)) {
    const url = URL.canParse(address, absolute ? undefined : from)
      ? new URL(address, absolute ? undefined : from)
      : undefined
    if (url === undefined) return { kind: 'outside', reason: 'it is no address' }
    if (bundle.files.has(address)) return { kind: 'file', name: address, fragment }
    if (bundle.files.has(url.href)) return { kind: 'file', name: url.href, fragment }
    if (url.protocol !== 'http:' && url.protocol !== 'https:')
      return { kind: 'outside', reason: `an import follows no \`${url.protocol}\` address` }
    if (url.username !== '' || url.password !== '')
      return { kind: 'outside', reason: 'an address with a user name or password is not fetched' }
    return { kind: 'remote', url: url.href, fragment }
  }
  const path = normalisedPath(folderOf(from), address)
  if (path === undefined) return { kind: 'outside', reason: 'it leaves the files that were given' }
  return { kind: 'file', name: path, fragment }
}

export function isAddress(name: string): boolean {
  return /^https?:\/\//i.test(name)
}

function folderOf(name: string): string {
  const slash = name.lastIndexOf('/')
  return slash === -1 ? '' : name.slice(0, slash)
}

/** Undefined when the path is absolute, names a drive or leaves the top. Percent escapes are decoded once, before `..` is judged. */
function normalisedPath(folder: string, relative: string): string | undefined {
  const decoded = percentDecoded(relative).replaceAll('\\', '/')
  if (decoded.startsWith('/') || /^[a-z]:/i.test(decoded) || decoded.includes('\0')) return undefined
  const parts = folder === '' ? [] : folder.split('/')
  for (const part of decoded.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.join('/')
}

function percentDecoded(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
