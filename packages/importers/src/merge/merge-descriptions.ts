import type { ApiDescription, OperationDescription } from '@gatehouse/contracts/api-description'
import type { Json } from '@gatehouse/contracts/json'
import { normalisedTemplate, templateParameters } from '../path-template.ts'
import {
  type MergeChoices,
  type MergeConflict,
  type MergeEntry,
  MergeRecord,
  type MergeRemoval,
} from './merge-record.ts'
import { descriptionShape } from './merge-shapes.ts'
import { mergeValues } from './merge-values.ts'
import { type Restored, restoreReferred } from './restore-referred.ts'

export interface MergeResult {
  description: ApiDescription
  /** What comes from the file, because people left it alone. */
  taken: MergeEntry[]
  /** What people did and the file left alone. */
  kept: MergeEntry[]
  conflicts: MergeConflict[]
  removals: MergeRemoval[]
  /** Shared parts that one side removed and that something else still needs. */
  restored: Restored[]
}

/**
 * Three-way merge of a contract. `base` is what the last import said, `mine` the working copy with what people did by hand since,
 * `file` the new file. What only one side changed is taken from that side, down to single properties of schemas; where both changed
 * the same place differently, the file's holds unless `choices` says otherwise. Pure and deterministic; the arguments stay as they
 * are, but the result shares parts with them.
 */
export function mergeDescriptions(
  base: ApiDescription,
  mine: ApiDescription,
  file: ApiDescription,
  choices: MergeChoices = {},
): MergeResult {
  const record = new MergeRecord(choices)
  const sides = { base: asJson(base), mine: asJson(mine), file: asJson(file) }
  // The shape goes into each part that a description must have, so the result has them, too.
  const merged = mergeValues(record, descriptionShape, sides, []) as unknown as ApiDescription
  renamePathParameters(merged, mine, file)
  const restored = restoreReferred(merged, mine, file)
  const { taken, kept, conflicts, removals } = record
  return { description: merged, taken, kept, conflicts, removals, restored }
}

function asJson(description: ApiDescription): Json {
  return description as unknown as Json
}

/** A path is taken from one side as a whole; its parameters then carry the names of that path. */
function renamePathParameters(merged: ApiDescription, mine: ApiDescription, file: ApiDescription): void {
  const written = new Map<string, string>()
  const twoWays = new Set<string>()
  for (const { method, path } of [...mine.operations, ...file.operations]) {
    const key = `${method} ${normalisedTemplate(path)}`
    if ((written.get(key) ?? path) !== path) twoWays.add(key)
    written.set(key, path)
  }
  merged.operations = merged.operations.map((operation) =>
    twoWays.has(`${operation.method} ${normalisedTemplate(operation.path)}`) ? renamed(operation) : operation,
  )
}

function renamed(operation: OperationDescription): OperationDescription {
  const names = templateParameters(operation.path)
  const own = new Set(operation.parameters.flatMap((one) => (one.in === 'path' ? [one.name] : [])))
  const free = names.filter((name) => !own.has(name))
  if (free.length === 0) return operation
  const parameters = operation.parameters.map((parameter) => {
    if (parameter.in !== 'path' || names.includes(parameter.name)) return parameter
    const name = free.shift()
    return name === undefined ? parameter : { ...parameter, name }
  })
  return { ...operation, parameters }
}
