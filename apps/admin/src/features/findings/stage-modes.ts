import type { FindingSideName } from '@gatehouse/contracts/endpoints/findings'
import type { ValidationMode } from '@gatehouse/contracts/snapshot'
import type { StageValues } from '@gatehouse/contracts/stage-values'
import { sideWords } from './side-text.ts'

/** `inherit`: what stands behind it decides. */
export type Choice = ValidationMode | 'inherit'

/** What is saved for a stage, or for one operation on it. */
export function savedMode(values: StageValues, side: FindingSideName, operation: string | undefined): Choice {
  const { field } = sideWords[side]
  return (operation === undefined ? values[field] : values.operations?.[operation]?.[field]) ?? 'inherit'
}

/** The values with one mode set or taken away; entries that say nothing are left out. */
export function withMode(
  values: StageValues,
  side: FindingSideName,
  operation: string | undefined,
  choice: Choice,
): StageValues {
  const { field } = sideWords[side]
  if (operation === undefined) return replaced(values, field, choice)
  const own = replaced(values.operations?.[operation] ?? {}, field, choice)
  const { [operation]: _old, ...others } = values.operations ?? {}
  const operations = Object.keys(own).length === 0 ? others : { ...others, [operation]: own }
  const { operations: _before, ...rest } = values
  return Object.keys(operations).length === 0 ? rest : { ...rest, operations }
}

function replaced<T extends { requestValidation?: unknown; responseValidation?: unknown }>(
  values: T,
  field: 'requestValidation' | 'responseValidation',
  choice: Choice,
): T {
  const { [field]: _old, ...rest } = values
  return (choice === 'inherit' ? rest : { ...rest, [field]: choice }) as T
}
