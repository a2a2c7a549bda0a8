import type { ApiDescription } from '@gatehouse/contracts/api-description'
import { canonicalJson, type Json, type JsonObject } from '@gatehouse/contracts/json'
import type { LintEdit } from '@gatehouse/contracts/lint'
import { isObject } from '../source-tree.ts'

/** The description with the edits made; equal edits (two operations that lack the same tag) are made once. */
export function applyEdits(description: ApiDescription, edits: readonly LintEdit[]): ApiDescription {
  const next = structuredClone(description)
  const done = new Set<string>()
  for (const edit of edits) {
    const id = canonicalJson(edit)
    if (done.has(id)) continue
    done.add(id)
    applyEdit(next as unknown as Json, edit)
  }
  return next
}

function applyEdit(root: Json, { pointer, value }: LintEdit): void {
  const tokens = pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = tokens.pop() ?? ''
  let parent: Json | undefined = root
  for (const token of tokens) parent = inside(parent, token)
  if (Array.isArray(parent)) {
    if (last === '-' && value !== undefined) parent.push(value)
  } else if (isObject(parent) && last !== '__proto__') {
    if (value === undefined) delete parent[last]
    else parent[last] = value
  }
}

function inside(container: Json | undefined, token: string): Json | undefined {
  if (Array.isArray(container)) return container[Number(token)]
  return isObject(container) && Object.hasOwn(container, token) ? (container as JsonObject)[token] : undefined
}
