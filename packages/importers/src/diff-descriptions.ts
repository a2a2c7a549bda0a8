import { type ApiDescription, operationKey } from '@gatehouse/contracts/api-description'
import type { ChangeSummary, ContractChange } from '@gatehouse/contracts/contract-diff'
import { canonicalJson } from '@gatehouse/contracts/json'
import { ChangeList, type DiffRuleId, type Facts, operationCode } from './change-list.ts'
import { diffOperation, type LocatedOperation } from './diff-operations.ts'
import { normalisedTemplate } from './path-template.ts'
import { pointerToken } from './source-tree.ts'
import { UnchangedSchemas } from './unchanged-schemas.ts'

/**
 * What changed from one contract to the next, as sentences with a class each: breaking first, then risky, then safe; inside a class
 * in the order of the newer description. Equal descriptions give an empty list.
 */
export function diffDescriptions(before: ApiDescription, after: ApiDescription): ContractChange[] {
  const list = new ChangeList()
  const unchanged = new UnchangedSchemas(before.schemas, after.schemas)
  diffApi(list, before, after)
  const ctx = { before: before.schemas, after: after.schemas, unchanged, list }
  const [old, now] = [byTemplate(before), byTemplate(after)]
  for (const [identity, operation] of now) {
    const earlier = old.get(identity)
    const key = operationKey(operation.value)
    if (earlier === undefined)
      list.add('operation.added', 'none', { op: operationCode(key) }, { pointer: operation.pointer, operation: key })
    else diffOperation(ctx, key, earlier, operation)
  }
  for (const [identity, { value, pointer }] of old) {
    const key = operationKey(value)
    if (!now.has(identity))
      list.add('operation.removed', 'none', { op: operationCode(key) }, { pointer, operation: key })
  }
  // Order of members, a reference in place of its schema, a schema that nothing uses: no caller sees it, but the text is another one.
  if (list.changes.length === 0 && canonicalJson(before) !== canonicalJson(after))
    list.add('api.other-changed', 'none', {}, { pointer: '' })
  const order = { breaking: 0, risky: 1, safe: 2 }
  return list.changes.toSorted((a, b) => order[a.class] - order[b.class])
}

/** Counts by class and as a text: "1 breaking, 2 safe". */
export function summariseChanges(changes: readonly ContractChange[]): ChangeSummary {
  const counts = { breaking: 0, risky: 0, safe: 0 }
  for (const change of changes) counts[change.class] += 1
  const parts = (['breaking', 'risky', 'safe'] as const)
    .filter((name) => counts[name] > 0)
    .map((name) => `${counts[name]} ${name}`)
  return { ...counts, text: parts.length === 0 ? 'no changes' : parts.join(', ') }
}

function byTemplate(description: ApiDescription): Map<string, LocatedOperation> {
  return new Map(
    description.operations.map((value, index) => [
      `${value.method} ${normalisedTemplate(value.path)}`,
      { value, pointer: `/operations/${index}` },
    ]),
  )
}

function diffApi(list: ChangeList, before: ApiDescription, after: ApiDescription): void {
  const add = (rule: DiffRuleId, pointer: string, facts: Facts, values: { before?: unknown; after?: unknown } = {}) =>
    list.add(rule, 'none', facts, { pointer, ...values })
  if (before.title !== after.title) add('api.title-changed', '/title', { before: before.title, after: after.title })
  if (before.version !== after.version)
    add('api.version-changed', '/version', { before: before.version, after: after.version })
  for (const [part, what] of [
    ['summary', 'summary'],
    ['description', 'text'],
    ['termsOfService', 'link to terms'],
    ['contact', 'contact'],
    ['license', 'license'],
    ['externalDocs', 'link to more documentation'],
  ] as const) {
    if (canonicalJson(before[part]) !== canonicalJson(after[part])) add('api.docs-changed', `/${part}`, { what })
  }
  if (canonicalJson(before.servers) !== canonicalJson(after.servers))
    add('api.servers-changed', '/servers', {}, { before: before.servers, after: after.servers })
  diffTags(add, before, after)
  const maps = [
    ['schemas', 'api.schema-added', 'api.schema-removed', undefined],
    ['securitySchemes', 'api.security-scheme-added', 'api.security-scheme-removed', 'api.security-scheme-changed'],
  ] as const
  for (const [part, added, removed, changed] of maps) {
    const [old, now]: Record<string, unknown>[] = [before[part], after[part]]
    for (const name of new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])) {
      const pointer = `/${part}/${pointerToken(name)}`
      const [was, is] = [old?.[name], now?.[name]]
      if (was === undefined) add(added, pointer, { value: name })
      else if (is === undefined) add(removed, pointer, { value: name })
      else if (changed !== undefined && canonicalJson(was) !== canonicalJson(is))
        add(changed, pointer, { value: name }, { before: was, after: is })
    }
  }
}

function diffTags(
  add: (rule: DiffRuleId, pointer: string, facts: Facts) => void,
  before: ApiDescription,
  after: ApiDescription,
): void {
  const [old, now] = [before, after].map(
    ({ tags }) => new Map(tags.map(({ name, description }) => [name, description])),
  )
  for (const [index, { name, description }] of after.tags.entries()) {
    if (!old?.has(name)) add('api.tag-added', `/tags/${index}`, { value: name })
    else if (old.get(name) !== description) add('api.tag-docs-changed', `/tags/${index}`, { value: name })
  }
  for (const [index, { name }] of before.tags.entries())
    if (!now?.has(name)) add('api.tag-removed', `/tags/${index}`, { value: name })
}
