import type { Json, JsonObject } from '@gatehouse/contracts/json'
import type { ImportContext, Use } from './import-context.ts'
import { isObject, member } from './source-tree.ts'

const bundle =
  'Put all into one file first, for example with `npx @redocly/cli bundle openapi.yaml -o bundled.yaml`, and import that.'

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

export function remoteIssue(ctx: ImportContext, holder: JsonObject, reference: string): void {
  const what = /^[a-z][a-z0-9+.-]*:/i.test(reference) ? 'another address' : 'another file'
  // The target's text is never fetched, so nothing of it can leak into a message.
  ctx.issue(
    'reference.remote',
    `The reference \`${reference.slice(0, 200)}\` points to ${what}; an import reads one file and fetches nothing.`,
    holder,
    '$ref',
    bundle,
  )
}

export function missingIssue(ctx: ImportContext, holder: JsonObject, reference: string): void {
  ctx.issue(
    'reference.missing',
    `The reference \`${reference.slice(0, 200)}\` points to nothing in this file.`,
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
    if (!reference.startsWith('#')) {
      remoteIssue(ctx, value, reference)
      return undefined
    }
    const target = followPointer(ctx.root, reference)
    if (!isObject(target)) {
      missingIssue(ctx, value, reference)
      return undefined
    }
    claimComponent(ctx, reference, use)
    value = target
  }
  return undefined
}

/** `#/components/parameters/limit` in use: the keys that lead to it share the use. */
export function claimComponent(ctx: ImportContext, reference: string, use: Use): void {
  const parts = pointerParts(reference)
  if (parts[0] !== 'components' || parts.length !== 3) return
  const [, group = '', name = ''] = parts
  const components = member(ctx.root, 'components')
  if (!isObject(components)) return
  ctx.use(ctx.root, 'components', use, 'Components')
  ctx.use(components, group, use, 'Components')
  const members = member(components, group)
  if (isObject(members)) ctx.use(members, name, use, `Component in \`${group}\``)
}
