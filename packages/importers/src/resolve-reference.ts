import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { bundleTarget } from './import-bundle.ts'
import type { ImportContext, Use } from './import-context.ts'
import type { SourceFile } from './source-files.ts'
import { isObject, member } from './source-tree.ts'

/** Follows the fragment of a local reference; undefined when nothing is there. */
export function followPointer(root: Json, reference: string): Json | undefined {
  let value: Json | undefined = root
  const fragment = reference.replace(/^#/, '')
  if (fragment === '') return root
  if (!fragment.startsWith('/')) return undefined
  for (const part of pointerParts(fragment)) {
    if (Array.isArray(value)) value = /^(0|[1-9]\d*)$/.test(part) ? value[Number(part)] : undefined
    else if (isObject(value)) value = member(value, part)
    else return undefined
  }
  return value
}

/** Decoded tokens of a URI fragment that is a JSON Pointer (RFC 6901 §6). */
export function pointerParts(fragment: string): string[] {
  return fragment
    .replace(/^#?\//, '')
    .split('/')
    .map((part) => percentDecoded(part).replaceAll('~1', '/').replaceAll('~0', '~'))
}

function percentDecoded(part: string): string {
  if (!part.includes('%')) return part
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** What a reference leads to. */
export interface Found {
  value: Json
  file: SourceFile
  /** Tokens of its pointer in that file; none: the whole file. */
  parts: string[]
}

/** Follows a reference that stands in `holder`, to a place in this file or in another of the bundle. Undefined after an issue. */
export function resolveReference(
  ctx: ImportContext,
  holder: JsonObject,
  reference: string,
  use: Use,
): Found | undefined {
  const place = referencedFile(ctx, holder, reference)
  if (place === undefined) return undefined
  const { file, fragment } = place
  const value = followPointer(file.tree.value, `#${fragment}`)
  if (value === undefined) {
    missingIssue(ctx, holder, reference, file)
    return undefined
  }
  const parts = fragment === '' ? [] : pointerParts(fragment)
  claimWay(ctx, file, parts, use)
  return { value, file, parts }
}

/** The file that a reference means, with its fragment. Undefined after an issue: it is not given, or may not be read. */
export function referencedFile(
  ctx: ImportContext,
  holder: JsonObject,
  reference: string,
): { file: SourceFile; fragment: string } | undefined {
  const { files } = ctx
  const from = files.of(holder)
  const target = bundleTarget(files.bundle, from.name, reference)
  const short = reference.slice(0, 200)
  if (target.kind === 'outside') {
    // The target's text is never fetched, so nothing of it can leak into a message.
    ctx.issue(
      'reference.outside',
      `The reference \`${short}\` is not followed: ${target.reason}. An import reads only what it is given.`,
      holder,
      '$ref',
      'Put the referenced file beside this one, refer to it by a relative path, and import them together as a zip archive.',
    )
    return undefined
  }
  const self = target.kind === 'remote' ? files.bySelf(target.url) : undefined
  if (self !== undefined) return { file: self, fragment: target.fragment }
  if (target.kind === 'remote') {
    ctx.needs.add(target.url)
    ctx.issue(
      'reference.remote',
      `The reference \`${short}\` points to another address; an import fetches nothing that nobody allowed.`,
      holder,
      '$ref',
      `Allow the host \`${new URL(target.url).host}\` for this import, or import all files together as a zip archive.`,
    )
    return undefined
  }
  const file = files.load(target.name)
  if (file !== undefined) return { file, fragment: target.fragment }
  ctx.issue(
    'reference.file',
    `The reference \`${short}\` points to the file \`${target.name.slice(0, 200)}\`, which was not given.`,
    holder,
    '$ref',
    'Import all files together as a zip archive, with the folders that the references name.',
  )
  return undefined
}

export function missingIssue(ctx: ImportContext, holder: JsonObject, reference: string, file: SourceFile): void {
  const where = file === ctx.files.of(holder) ? 'this file' : `the file \`${file.name}\``
  ctx.issue(
    'reference.missing',
    `The reference \`${reference.slice(0, 200)}\` points to nothing in ${where}.`,
    holder,
    '$ref',
    'Add the missing part, or correct the reference.',
  )
}

/**
 * What stands at a place where OpenAPI allows a Reference Object (all but schemas): the object itself, or what the chain of local
 * references ends at. Undefined after an issue: a remote, missing or circular reference.
 */
export function resolved(ctx: ImportContext, start: Json | undefined, use: Use, kind: string): JsonObject | undefined {
  let value = start
  const seen = new Set<object>()
  while (isObject(value)) {
    const reference = member(value, '$ref')
    if (typeof reference !== 'string') return value
    ctx.use(value, '$ref', use, `Reference to a ${kind}`)
    for (const key of Object.keys(value)) {
      if (key === '$ref' || key.startsWith('x-')) continue
      ctx.drop(
        value,
        key,
        `Key \`${key}\` beside \`$ref\``,
        'what stands beside a reference is ignored, the referenced text is used',
      )
    }
    if (seen.has(value)) {
      ctx.issue(
        'reference.circular',
        `The reference \`${reference}\` leads back to itself, so there is no ${kind} at its end.`,
        value,
        '$ref',
        'Let one of the references be the object itself.',
      )
      return undefined
    }
    seen.add(value)
    const target = resolveReference(ctx, value, reference, use)
    if (target === undefined) return undefined
    if (!isObject(target.value)) {
      missingIssue(ctx, value, reference, target.file)
      return undefined
    }
    value = target.value
  }
  return undefined
}

/**
 * `#/components/parameters/limit` in use: the keys that lead to it share the use. Not so below `paths`, whose keys have readers of
 * their own.
 */
export function claimWay(ctx: ImportContext, file: SourceFile, parts: readonly string[], use: Use): void {
  if (parts[0] === 'paths' && file === ctx.files.root) return
  let value: Json | undefined = file.tree.value
  for (const [index, part] of parts.entries()) {
    if (Array.isArray(value)) value = value[Number(part)]
    else if (isObject(value)) {
      const group = parts[index - 1]
      const last = index === parts.length - 1 && group !== undefined
      ctx.use(value, part, use, last ? `Component in \`${group}\`` : 'Components')
      value = member(value, part)
    } else return
  }
}

/** What stands behind a chain of references, claiming nothing; for a look at what kind of thing it is. */
export function peek(ctx: ImportContext, start: Json | undefined): Json | undefined {
  let value = start
  for (let step = 0; isObject(value) && typeof member(value, '$ref') === 'string' && step < 20; step += 1) {
    const reference = String(value.$ref)
    const target = bundleTarget(ctx.files.bundle, ctx.files.of(value).name, reference)
    const file = target.kind === 'file' ? ctx.files.load(target.name) : undefined
    value =
      file === undefined
        ? undefined
        : followPointer(file.tree.value, `#${target.kind === 'file' ? target.fragment : ''}`)
  }
  return value
}
