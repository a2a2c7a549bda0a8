import { defaultOperationLimits } from '@gatehouse/contracts/operation-limits'
import type { ProblemCode } from '@gatehouse/contracts/problems'
import type { OperationLimits } from '@gatehouse/contracts/snapshot'

type Counted = Exclude<keyof typeof defaultOperationLimits, 'bodyBytes'>

/** What a body's structure may be, for one operation: its own limits over the defaults. */
export type StructuralLimits = Readonly<Record<Counted, number>> & {
  /** Media type ranges of uploaded files, lower case; null: any. */
  readonly uploadTypes: readonly string[] | null
  /** Those that the operation names itself: they refuse in every mode of validation, the defaults only where it blocks. */
  readonly explicit: ReadonlySet<string>
}

/** A limit that a body is beyond. */
export type LimitBreach = { limit: Counted | 'uploadTypes' | 'xmlEntities'; code: ProblemCode; expected: string }

const { bodyBytes: _bodyBytes, ...counted } = defaultOperationLimits
export const defaultStructure: StructuralLimits = Object.freeze({
  ...counted,
  uploadTypes: null,
  explicit: new Set<string>(),
})

/** Deeper values are beyond what validators and backends should recurse into, whatever an operation says. */
const deepest = 512

export function structuralLimits(own: OperationLimits): StructuralLimits {
  const explicit = new Set<string>()
  const limits: Record<Counted, number> = { ...counted }
  for (const name of Object.keys(counted) as Counted[]) {
    const value = own[name]
    if (value === undefined) continue
    limits[name] = name === 'jsonDepth' || name === 'xmlDepth' ? Math.min(value, deepest) : value
    explicit.add(name)
  }
  if (own.uploadTypes !== undefined) explicit.add('uploadTypes')
  if (explicit.size === 0) return defaultStructure
  return { ...limits, uploadTypes: own.uploadTypes?.map((type) => type.toLowerCase()) ?? null, explicit }
}

const codes: Record<LimitBreach['limit'], ProblemCode> = {
  jsonDepth: 'json_too_deep',
  jsonKeys: 'json_too_many_keys',
  arrayItems: 'array_too_long',
  stringLength: 'string_too_long',
  xmlDepth: 'xml_too_deep',
  xmlEntities: 'xml_entities_refused',
  formFields: 'form_too_many_fields',
  uploadTypes: 'upload_type_refused',
}

const units: Record<Counted, string> = {
  jsonDepth: 'levels',
  jsonKeys: 'properties in one object',
  arrayItems: 'items in one array',
  stringLength: 'characters in one text',
  xmlDepth: 'levels',
  formFields: 'fields',
}

export function breachOf(limit: Counted, limits: StructuralLimits): LimitBreach {
  return { limit, code: codes[limit], expected: `at most ${limits[limit]} ${units[limit]}` }
}

export function uploadBreach(limits: StructuralLimits): LimitBreach {
  const types = (limits.uploadTypes ?? []).slice(0, 10).join(', ')
  return { limit: 'uploadTypes', code: codes.uploadTypes, expected: `a file of type ${types}` }
}

export const entityBreach: LimitBreach = Object.freeze({
  limit: 'xmlEntities',
  code: codes.xmlEntities,
  expected: 'no document type and no entities of its own',
})
